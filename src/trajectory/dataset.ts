// Several trajectory files of the same molecule, checked against each other, read in blocks of bounded size.

import { type ByteSource, DataError, FormatError, formatTime } from "../base/index.js";
import { openTrajectory } from "./formats.js";
import type { FrameBlock, TrajectoryReader } from "./frames.js";
import { isSameSpacing, SPACING_TOLERANCE } from "./spacing.js";

export interface TrajectorySet {
  readonly readers: readonly TrajectoryReader[];
  /** Time between frames, the same in all files. */
  readonly spacingPs: number;
  /** Of all files together. */
  readonly nFrames: number;
  close(): Promise<void>;
}

/**
 * Opens trajectories and checks that they belong together; on failure all sources are closed.
 * @throws FormatError when a file is damaged or has another number of atoms than the topology
 * @throws DataError when the time between frames varies, or cannot be known because all files have one frame
 */
export async function openTrajectories(sources: readonly ByteSource[], nAtoms: number): Promise<TrajectorySet> {
  const close = async (): Promise<void> => {
    await Promise.all(sources.map((source) => source.close()));
  };
  try {
    if (sources.length === 0) throw new DataError("no trajectory was given");
    const readers: TrajectoryReader[] = [];
    for (const source of sources) {
      const reader = await openTrajectory(source);
      expectAtoms(reader, nAtoms);
      readers.push(reader);
    }
    const nFrames = readers.reduce((sum, reader) => sum + reader.nFrames, 0);
    return { readers, spacingPs: commonSpacing(readers), nFrames, close };
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

function commonSpacing(readers: readonly TrajectoryReader[]): number {
  let first: { name: string; spacing: number } | null = null;
  for (const reader of readers) {
    if (reader.nFrames < 2) continue;
    const spacing = spacingOf(reader);
    first ??= { name: reader.name, spacing };
    if (Math.abs(spacing - first.spacing) > SPACING_TOLERANCE * first.spacing) {
      throw new DataError(
        `${reader.name}: has a frame every ${formatTime(spacing)}, ${first.name} every ${formatTime(first.spacing)}`,
        { hint: "Use trajectories that were written at one interval." },
      );
    }
  }
  if (first === null) {
    throw new DataError(`${readers[0]!.name}: has one frame, so the time between frames is unknown`, {
      hint: "Give at least one trajectory of two frames or more.",
    });
  }
  return first.spacing;
}

/**
 * The time between the frames of one file.
 * @throws DataError naming the frame where it changes
 */
function spacingOf({ name, timesPs, nFrames }: TrajectoryReader): number {
  const start = timesPs[0]!;
  const end = timesPs[nFrames - 1]!;
  const expected = timesPs[1]! - start;
  const largest = Math.max(Math.abs(start), Math.abs(end));
  for (let t = 1; t < nFrames; t++) {
    const step = timesPs[t]! - timesPs[t - 1]!;
    if (!(step > 0)) {
      throw new DataError(`${name}: frame ${t} is at ${timesPs[t]} ps, not after the frame before it`, {
        hint: "Remove repeated frames, and give restarted runs as separate files.",
      });
    }
    if (!isSameSpacing(step, expected, largest)) {
      throw new DataError(
        `${name}: frame ${t} comes after ${formatTime(step)}, those before every ${formatTime(expected)}`,
        {
          hint: "Split the file there: time between frames must not vary.",
        },
      );
    }
  }
  // The mean is better than single differences; its last digits are noise.
  return Number(((end - start) / (nFrames - 1)).toPrecision(6));
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
