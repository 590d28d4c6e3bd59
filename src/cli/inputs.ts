// Files that commands read: topologies, trajectories, models; and what identifies them.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type ByteSource, ConfigError, openNpy, ResourceError, type RowReader } from "../base/index.js";
import { openFile } from "../base/index.node.js";
import { decodeBox, type Manifest, type Provenance, readManifest, type Simulator } from "../box/index.js";
import { findCommonMolecule, type NamedStructure } from "../common-molecule.js";
import type { FitOptions } from "../options.js";
import {
  openTrajectories,
  type ReadingOptions,
  readTopology,
  type Structure,
  type TrajectorySet,
} from "../trajectory/index.js";
import type { DataFiles } from "./data-files.js";
import type { Terminal } from "./terminal.js";

/**
 * Reads a topology, and tells the user what there is to know about it.
 * @throws FormatError, ResourceError
 */
export async function readStructure(path: string, { note }: Pick<Terminal, "note">): Promise<Structure> {
  const source = await openFile(path);
  try {
    const structure = await readTopology(source);
    for (const notice of structure.notices) note(`note: ${path}: ${notice}`);
    return structure;
  } finally {
    await source.close();
  }
}

/** Opens trajectories, and tells the user what there is to know about their frames. */
export async function openTrajectoryFiles(
  paths: readonly string[],
  atoms: Parameters<typeof openTrajectories>[1],
  reading: ReadingOptions,
  { note }: Pick<Terminal, "note">,
): Promise<TrajectorySet> {
  const repeated = paths.find((path, i) => paths.indexOf(path) !== i);
  if (repeated !== undefined) throw new ConfigError("--traj", `${repeated} is given twice`);
  const set = await openTrajectories(await Promise.all(paths.map(openFile)), atoms, reading);
  for (const notice of set.notices) note(`note: ${notice}`);
  return set;
}

/** Opens what a simulator learns from; of several topologies, only the molecule that they share is read. */
export async function openTrainingData(
  { top, traj }: DataFiles,
  { features, select, reading }: FitOptions,
  terminal: Pick<Terminal, "note">,
): Promise<{ structure: Structure; md: TrajectorySet }> {
  const names = [...new Set(top)];
  const systems: NamedStructure[] = [];
  for (const name of names) systems.push({ name, ...(await readStructure(name, terminal)) });
  const nAtoms = systems.map(({ topology }) => topology.atoms.length);
  if (names.length === 1) {
    const md = await openTrajectoryFiles(traj, nAtoms[0]!, reading, terminal);
    return { structure: systems[0]!, md };
  }
  const { structure, atoms } = findCommonMolecule(systems, features, select);
  const choices = top.map((name) => {
    const k = names.indexOf(name);
    return { nAtoms: nAtoms[k]!, atoms: atoms[k]! };
  });
  return { structure, md: await openTrajectoryFiles(traj, choices, reading, terminal) };
}

/**
 * Opens the user's own features of trajectories: a file each, in the same order.
 * @throws ConfigError when there are not as many files as trajectories
 */
export async function openNpyFiles(option: string, paths: readonly string[], traj: readonly string[]) {
  if (paths.length !== traj.length) {
    throw new ConfigError(option, `${paths.length} files are given for ${traj.length} trajectories`, {
      hint: "Give one .npy file a trajectory file, in the same order.",
    });
  }
  const sources: ByteSource[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(sources.map((source) => source.close()));
  };
  try {
    const rows = new Map<string, RowReader>();
    for (const [i, path] of paths.entries()) {
      sources.push(await openFile(path));
      rows.set(traj[i]!, await openNpy(sources[i]!));
    }
    return { rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What says which frames of which files a model was made of. */
export async function identifyTrajectories({ files }: TrajectorySet): Promise<Provenance["trainingData"]> {
  const identified = await identifyFiles(files.map(({ name }) => name));
  return identified.map((file, k) => ({ ...file, frames: files[k]!.nFrames, used: files[k]!.used.length }));
}

/** What says which files they are: names without folders, sizes, SHA-256. */
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
