// Finds the files of a pattern. (Node.js has fs.glob from version 22 on.)

import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, parse, resolve, sep } from "node:path";
import { ResourceError } from "./errors.js";
import { compareNaturally, expandBraces, isPattern, nameMatcher } from "./file-patterns.js";

/**
 * The files that paths and patterns name: paths as they are, in the place of a pattern its files in natural order. A
 * file that exists under the very name is no pattern.
 * @param folder what relative ones are relative to; paths stay relative to it when it is the working folder
 * @throws ResourceError naming a pattern that no file matches
 */
export async function findFiles(patterns: readonly string[], folder = "."): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const path = folder === "." ? pattern : resolve(folder, pattern);
    if (!isPattern(pattern) || existsSync(path)) {
      found.push(path);
      continue;
    }
    const files = new Set<string>();
    for (const alternative of expandBraces(pattern))
      for (const file of await match(alternative, folder)) files.add(file);
    if (files.size === 0) throw new ResourceError(`${pattern}: no file matches`);
    found.push(...[...files].sort(compareNaturally));
  }
  return found;
}

/** @param pattern without braces */
async function match(pattern: string, folder: string): Promise<string[]> {
  const { root } = parse(pattern);
  const names = pattern
    .slice(root.length)
    .split(sep === "\\" ? /[/\\]+/ : /\/+/)
    .filter((name) => name !== "");
  return filesUnder(root !== "" ? root : folder === "." ? "" : folder, names);
}

/** The files below `folder` whose names match one after the other. */
async function filesUnder(folder: string, [name, ...rest]: readonly string[]): Promise<string[]> {
  if (name === undefined) return [];
  if (!isPattern(name)) {
    const path = join(folder, name);
    if (rest.length > 0) return filesUnder(path, rest);
    return existsSync(path) ? [path] : [];
  }
  const matches = nameMatcher(name === "**" ? "*" : name);
  const files: string[] = name === "**" ? await filesUnder(folder, rest.length > 0 ? rest : ["*"]) : [];
  for (const entry of await entriesOf(folder)) {
    if (!matches(entry.name)) continue;
    const path = join(folder, entry.name);
    if (name === "**") {
      // Links are not followed here, so that a circle of them has an end.
      if (entry.isDirectory()) files.push(...(await filesUnder(path, [name, ...rest])));
    } else if (rest.length > 0) files.push(...(await filesUnder(path, rest)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(path)))) files.push(path);
  }
  return files;
}

async function leadsToFile(link: string): Promise<boolean> {
  return stat(link).then(
    (target) => target.isFile(),
    () => false,
  );
}

/** Of what is no readable folder there are none. */
async function entriesOf(folder: string) {
  return readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => []);
}
