// Several trajectories of the same molecule, checked against each other: which frames of which files are used, in
// segments without gaps, read in blocks of bounded size.

import { type ByteSource, ConfigError, DataError, type Duration, FormatError, formatTime } from "../base/index.js";
import { agree, commonSpacing, type OrderedRun } from "./common-spacing.js";
import { openTrajectory } from "./formats.js";
import { discardBeginnings, orderFrames } from "./frame-order.js";
import type { FrameBlock, TrajectoryReader } from "./frames.js";
import { describeUse } from "./notices.js";
import { withAtoms } from "./picked-atoms.js";
import { joinParts, openSegment, type Run, type SegmentReader } from "./run.js";
import { groupParts } from "./run-parts.js";
import { type SegmentedFrames, segmentFrames } from "./segments.js";
import { withTimestep } from "./timestep.js";

/** Which frames are used. */
export interface ReadingOptions {
  /** Every so-many-th frame, or as many as give this time between frames. */
  readonly stride: number | { readonly toSpacingPs: number };
  /** Left out at the beginning of each trajectory. */
  readonly discard: Duration | null;
  /** The time between frames, instead of the times of the files. */
  readonly timestepPs: number | null;
}

const READ_ALL: ReadingOptions = { stride: 1, discard: null, timestepPs: null };

/** A file of a set, and which of its frames are used. The rows of the set are these frames, file by file. */
export interface FileFrames {
  readonly name: string;
  /** In the file. */
  readonly nFrames: number;
  /** Numbers of the frames used, ascending. */
  readonly used: Int32Array;
  /** The number of the trajectory that the file is a part of. */
  readonly trajectory: number;
}

/** The atoms of a trajectory that are read. */
export interface AtomChoice {
  /** In the file. */
  readonly nAtoms: number;
  /** Indices, in the order wanted. */
  readonly atoms: Int32Array;
}

export interface TrajectorySet {
  /** One a segment: frames that follow one another in steps of `spacingPs`. Those of a trajectory stand together. */
  readonly readers: readonly SegmentReader[];
  readonly files: readonly FileFrames[];
  /** Time between the frames used, the same in all files. */
  readonly spacingPs: number;
  /** Frames used, of all files together. */
  readonly nFrames: number;
  /** What was found and done that the user should know: a sentence each. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens trajectories and checks that they belong together; on failure all sources are closed. Files named as parts of
 * one run (`traj.part0002.xtc`) are joined, frames that a restart repeats are left out, and a missing frame ends a
 * segment.
 * @param atoms how many atoms all have, or of each trajectory those that are read
 * @throws FormatError when a file is damaged or has another number of atoms than the topology
 * @throws DataError when the time between frames varies or cannot be known, or no frame is left
 * @throws ConfigError when no stride gives the spacing wanted
 */
export async function openTrajectories(
  sources: readonly ByteSource[],
  atoms: number | readonly AtomChoice[],
  options: ReadingOptions = READ_ALL,
): Promise<TrajectorySet> {
  const close = async (): Promise<void> => {
    await Promise.all(sources.map((source) => source.close()));
  };
  try {
    if (sources.length === 0) throw new DataError("no trajectory was given");
    const readers: TrajectoryReader[] = [];
    for (const [k, source] of sources.entries()) {
      const reader = await openTrajectory(source);
      expectAtoms(reader, typeof atoms === "number" ? atoms : atoms[k]!.nAtoms);
      readers.push(typeof atoms === "number" ? reader : withAtoms(reader, atoms[k]!.atoms));
    }
    return { ...arrangeFrames(readers, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function expectAtoms({ name, nAtoms }: TrajectoryReader, expected: number): void {
  if (nAtoms === expected) return;
  throw new FormatError(name, `file has ${nAtoms} atoms, the topology has ${expected}`, {
    hint: "Give the topology of exactly the atoms that were written to the trajectory.",
  });
}

/** Decides which frames are used. @throws as `openTrajectories` */
export function arrangeFrames(
  readers: readonly TrajectoryReader[],
  { stride, discard, timestepPs }: ReadingOptions,
): Omit<TrajectorySet, "close"> {
  const runs =
    timestepPs === null
      ? groupParts(readers).map(joinParts)
      : readers.map((reader) => joinParts([withTimestep(reader, timestepPs)]));
  const orderedRuns = runs.map((run) => orderRun(run, discard));
  const filesPs = commonSpacing(orderedRuns);
  const every = typeof stride === "number" ? stride : strideTo(stride.toSpacingPs, filesPs);
  const used = orderedRuns.map(({ run, ordered }) => segmentFrames(run.timesPs, ordered, filesPs, every));
  const segments = runs.flatMap((run, trajectory) => openSegments(run, trajectory, used[trajectory]!));
  return {
    readers: segments,
    files: runs.flatMap((run, trajectory) => filesOf(run, trajectory, used[trajectory]!.frames)),
    spacingPs: Number((every * filesPs).toPrecision(6)),
    nFrames: segments.reduce((sum, { nFrames }) => sum + nFrames, 0),
    notices: describeUse(orderedRuns.map(({ run, ordered }, k) => ({ run, ordered, used: used[k]! }))),
  };
}

function orderRun(run: Run, discard: Duration | null): OrderedRun {
  const name = run.parts[0]!.name;
  const all = orderFrames(run.timesPs);
  const ordered = discard === null ? all : discardBeginnings(run.timesPs, all, discard);
  if (ordered.frames.length === 0) {
    throw new DataError(`${name}: all of its ${all.frames.length} frames would be discarded`, {
      hint: "Discard less (--discard), or leave the trajectory out.",
    });
  }
  return { run, name, ordered };
}

function strideTo(wantedPs: number, filesPs: number): number {
  const stride = Math.max(1, Math.round(wantedPs / filesPs));
  if (agree({ ps: wantedPs, errorPs: 0 }, { ps: stride * filesPs, errorPs: 0 })) return stride;
  throw new ConfigError(
    "--traj",
    `has a frame every ${formatTime(filesPs)}, wanted is one every ${formatTime(wantedPs)}`,
    {
      hint: "The time between frames must divide that of the model's training data.",
    },
  );
}

function openSegments(run: Run, trajectory: number, { frames, segments }: SegmentedFrames): SegmentReader[] {
  let first = 0;
  return segments.map((length) => {
    const segment = openSegment(run, trajectory, frames.subarray(first, first + length));
    first += length;
    return segment;
  });
}

/** @param used numbers in the run, ascending */
function filesOf({ parts }: Run, trajectory: number, used: Int32Array): FileFrames[] {
  let first = 0;
  return parts.map(({ name, nFrames }) => {
    const start = first;
    first += nFrames;
    const own = used.filter((frame) => frame >= start && frame < first).map((frame) => frame - start);
    return { name, nFrames, used: own, trajectory };
  });
}

const BLOCK_BYTES = 8 << 20;

/** A block and the place of its first frame in the trajectory. */
export interface PlacedBlock extends FrameBlock {
  readonly first: number;
}

/**
 * The frames of a trajectory, block after block.
 * @param framesPerBlock by default as many as fit into 8 MB
 */
export async function* blocks(
  reader: TrajectoryReader,
  framesPerBlock = Math.max(1, Math.floor(BLOCK_BYTES / (12 * reader.nAtoms))),
): AsyncGenerator<PlacedBlock> {
  for (let first = 0; first < reader.nFrames; first += framesPerBlock) {
    const block = await reader.read(first, Math.min(framesPerBlock, reader.nFrames - first));
    yield { ...block, first };
  }
}
