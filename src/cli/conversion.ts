// The frames of a conversion on their way from file to file, in blocks of bounded size.

import { AbortedError, type Task } from "../base/index.js";
import { createFile } from "../base/index.node.js";
import {
  blocks,
  createTrajectory,
  describeFrame,
  type FrameBlock,
  pickAtoms,
  type SegmentReader,
  type startImaging,
  type Topology,
  type TrajectoryWriter,
} from "../trajectory/index.js";

/** What is to be done with which frames. */
export interface Conversion {
  readonly frames: SegmentReader;
  /** Of the frames read, every so-many-th is written. */
  readonly writeEvery: number;
  /** Of the atoms written; null when no file tells. */
  readonly topology: Topology | null;
  /** The atoms written; null for all. */
  readonly atoms: Int32Array | null;
  /** Chooses images of molecules, in place; null to leave them. */
  readonly image: ReturnType<typeof startImaging> | null;
  readonly precision: number | null;
}

/**
 * Reads, changes and writes all frames.
 * @param topologyPath where the first frame goes with the topology; null for nowhere
 * @returns whether any frame has a box
 * @throws AbortedError when asked to stop; nothing is left behind then
 */
export async function writeConversion(
  { frames, writeEvery, topology, atoms, image, precision }: Conversion,
  path: string,
  topologyPath: string | null,
  task: Task,
): Promise<{ readonly hasBoxes: boolean }> {
  const create = async (file: string, nAtoms: number): Promise<TrajectoryWriter> =>
    createTrajectory(await createFile(file), nAtoms, topology ?? undefined, precision ?? undefined);
  const writer = await create(path, atoms?.length ?? frames.nAtoms);
  let first: FrameBlock | null = null;
  let hasBoxes = false;
  try {
    for await (const block of blocks(frames)) {
      image?.(block, (t) => describeFrame(frames, block.first + t));
      hasBoxes ||= block.boxes !== null;
      const kept = pickFrames(block, block.first, writeEvery);
      const chosen = atoms === null ? kept : pickAtoms(kept, atoms);
      if (chosen.nFrames > 0) first ??= takeFrames(chosen, [0]);
      await writer.write(chosen);
      task.report((block.first + block.nFrames) / frames.nFrames, describeFrame(frames, block.first));
      await task.yield();
    }
    await writer.close();
  } catch (error) {
    await writer.abandon();
    if (!(error instanceof AbortedError)) throw error;
    throw new AbortedError("stopped; nothing was written");
  }
  if (topologyPath !== null && first !== null) await writeFrame(first, await create(topologyPath, first.nAtoms));
  return { hasBoxes };
}

async function writeFrame(frame: FrameBlock, writer: TrajectoryWriter): Promise<void> {
  try {
    await writer.write(frame);
    await writer.close();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** @param start the number of the block's first frame */
function pickFrames(block: FrameBlock, start: number, every: number): FrameBlock {
  if (every === 1) return block;
  const rows = Array.from({ length: block.nFrames }, (_, t) => t);
  return takeFrames(
    block,
    rows.filter((t) => (start + t) % every === 0),
  );
}

function takeFrames({ nAtoms, positions, timesPs, boxes }: FrameBlock, rows: readonly number[]): FrameBlock {
  const taken = {
    nFrames: rows.length,
    nAtoms,
    positions: new Float32Array(rows.length * nAtoms * 3),
    timesPs: Float64Array.from(rows, (t) => timesPs[t]!),
    boxes: boxes === null ? null : new Float32Array(9 * rows.length),
  };
  rows.forEach((t, k) => {
    taken.positions.set(positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3), k * nAtoms * 3);
    if (boxes !== null) taken.boxes!.set(boxes.subarray(9 * t, 9 * t + 9), 9 * k);
  });
  return taken;
}
