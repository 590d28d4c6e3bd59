// Files that commands write: nothing is overwritten without --force, and nothing else is ever removed.

import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { ConfigError } from "../base/index.js";

/** @throws ConfigError when the file exists and `force` is not given */
export function expectFree(file: string, force: boolean): void {
  if (existsSync(file) && !force) throw taken(file);
}

/**
 * Checks that a command can write into a folder, which may hold other things.
 * @param outputs matches the names of the files and folders that the command makes in it
 * @throws ConfigError when it has some of them and `force` is not given, or is a file
 */
export async function expectFreeFolder(folder: string, outputs: RegExp, force: boolean): Promise<void> {
  const found = (await entriesOf(folder)).find((name) => outputs.test(name));
  if (found !== undefined && !force) throw taken(`${folder}/${found}`);
}

/** Removes from a folder what an earlier run of the command made there, and nothing else. */
export async function clearFolder(folder: string, outputs: RegExp): Promise<void> {
  const earlier = (await entriesOf(folder)).filter((name) => outputs.test(name));
  await Promise.all(earlier.map((name) => rm(`${folder}/${name}`, { recursive: true })));
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw new ConfigError("-o", `${folder} is no folder that can be written to`, { cause });
  });
}

function taken(path: string): ConfigError {
  return new ConfigError("-o", `${path} exists`, { hint: "Choose another name, or give --force to replace it." });
}
