// Files that commands read: topologies, trajectories, models; and what identifies them.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigError, ResourceError } from "../base/index.js";
import { openFile } from "../base/index.node.js";
import { decodeBox, type Manifest, type Provenance, readManifest, type Simulator } from "../box/index.js";
import { openTrajectories, readTopology, type Structure, type TrajectorySet } from "../trajectory/index.js";
import type { Terminal } from "./terminal.js";

/** @throws FormatError, ResourceError */
export async function readStructure(path: string): Promise<Structure> {
  const source = await openFile(path);
  try {
    return await readTopology(source);
  } finally {
    await source.close();
  }
}

/** Opens trajectories of `nAtoms` atoms, and tells the user what there is to know about their frames. */
export async function openTrajectoryFiles(
  paths: readonly string[],
  nAtoms: number,
  { note }: Pick<Terminal, "note">,
): Promise<TrajectorySet> {
  const repeated = paths.find((path, i) => paths.indexOf(path) !== i);
  if (repeated !== undefined) throw new ConfigError("--traj", `${repeated} is given twice`);
  const set = await openTrajectories(await Promise.all(paths.map(openFile)), nAtoms);
  for (const notice of set.notices) note(`note: ${notice}`);
  return set;
}

/** What says which data a model was made of: names without folders, sizes, SHA-256. */
export async function identifyFiles(paths: readonly string[]): Promise<Provenance["trainingData"]> {
  return Promise.all(
    paths.map(async (path) => ({ name: basename(path), bytes: (await stat(path)).size, sha256: await hashFile(path) })),
  );
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/** What a model file says of itself. */
export async function readManifestFile(path: string): Promise<Manifest> {
  const source = await openFile(path);
  try {
    return await readManifest(source);
  } finally {
    await source.close();
  }
}

/** A model file, and the SHA-256 of its bytes. */
export async function readModel(path: string): Promise<{ simulator: Simulator; sha256: string }> {
  const bytes = await readFile(path).catch((cause: { code?: string }) => {
    const reason = cause.code === "ENOENT" ? "no such file" : "cannot be read";
    throw new ResourceError(`${path}: ${reason}`, { cause });
  });
  const simulator = await decodeBox(path, bytes);
  return { simulator, sha256: createHash("sha256").update(bytes).digest("hex") };
}
