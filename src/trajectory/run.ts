// The frames of one run, perhaps in several files, and segments of them as trajectories of their own.
// T frames, A atoms.

import { expectFrames, type FrameBlock, type FramePlace, type TrajectoryReader } from "./frames.js";

/** One trajectory of a set. */
export interface Run {
  /** Its files, in the order of time. */
  readonly parts: readonly TrajectoryReader[];
  /** (T) of all files, one after the other. */
  readonly timesPs: Float64Array;
}

export function joinParts(parts: readonly TrajectoryReader[]): Run {
  const [first] = parts;
  if (parts.length === 1) return { parts, timesPs: first!.timesPs };
  const timesPs = new Float64Array(parts.reduce((sum, { nFrames }) => sum + nFrames, 0));
  let at = 0;
  for (const part of parts) {
    timesPs.set(part.timesPs, at);
    at += part.nFrames;
  }
  return { parts, timesPs };
}

/** Frames that follow one another in equal steps. */
export interface SegmentReader extends TrajectoryReader {
  /** The number of the trajectory in its set. */
  readonly trajectory: number;
  /** Which frame of which file a frame is. */
  placeOf(frame: number): Pick<FramePlace, "file" | "frame">;
}

/**
 * Reads some frames of a run.
 * @param frames their numbers in the run, ascending
 */
export function openSegment(run: Run, trajectory: number, frames: Int32Array): SegmentReader {
  const nFrames = frames.length;
  const { part } = locate(run, frames[0]!);
  const { name, format, nAtoms } = part;
  return {
    name,
    format,
    trajectory,
    nFrames,
    nAtoms,
    timesPs: timesOf(run, frames),
    read: async (first, count) => {
      expectFrames({ name, nFrames }, first, count);
      return readFrames(run, frames.subarray(first, first + count));
    },
    placeOf: (frame) => {
      const place = locate(run, frames[frame]!);
      return { file: place.part.name, frame: place.frame };
    },
    close: async () => {}, // the set closes its files
  };
}

/** Without a copy where no frame is left out. */
function timesOf({ timesPs }: Run, frames: Int32Array): Float64Array {
  const [first, last] = [frames[0]!, frames.at(-1)!];
  if (last - first === frames.length - 1) return timesPs.subarray(first, last + 1);
  return Float64Array.from(frames, (frame) => timesPs[frame]!);
}

/** The file that has a frame of a run, and the frame's number there. */
function locate({ parts }: Run, frame: number): { readonly part: TrajectoryReader; readonly frame: number } {
  let own = frame;
  for (const part of parts) {
    if (own < part.nFrames) return { part, frame: own };
    own -= part.nFrames;
  }
  throw new RangeError(`frame ${frame} of a run of ${frame - own}`);
}

async function readFrames(run: Run, frames: Int32Array): Promise<FrameBlock> {
  const blocks: FrameBlock[] = [];
  for (let k = 0; k < frames.length; ) {
    const { part, frame } = locate(run, frames[k]!);
    let count = 1; // frames that lie next to one another are read in one go
    while (frames[k + count] === frames[k]! + count && frame + count < part.nFrames) count++;
    blocks.push(await part.read(frame, count));
    k += count;
  }
  return blocks.length === 1 ? blocks[0]! : joinBlocks(blocks, run.parts[0]!.nAtoms);
}

function joinBlocks(blocks: readonly FrameBlock[], nAtoms: number): FrameBlock {
  const nFrames = blocks.reduce((sum, block) => sum + block.nFrames, 0);
  const positions = new Float32Array(nFrames * nAtoms * 3);
  const timesPs = new Float64Array(nFrames);
  const boxes = blocks.some((block) => block.boxes !== null) ? new Float32Array(9 * nFrames) : null;
  let t = 0;
  for (const block of blocks) {
    positions.set(block.positions, t * nAtoms * 3);
    timesPs.set(block.timesPs, t);
    if (block.boxes !== null) boxes!.set(block.boxes, 9 * t);
    t += block.nFrames;
  }
  return { nFrames, nAtoms, positions, timesPs, boxes };
}
