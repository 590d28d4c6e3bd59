// Trajectories whose frames are in memory.

import type { FrameBlock, SegmentReader, TrajectorySet } from "../../src/trajectory/index.js";

export function readerOf(name: string, frames: FrameBlock, trajectory = 0): SegmentReader {
  const { nFrames, nAtoms, timesPs } = frames;
  return {
    name,
    format: "memory",
    trajectory,
    nFrames,
    nAtoms,
    timesPs,
    placeOf: (frame) => ({ file: name, frame }),
    read: async (first, count) => ({
      ...frames,
      nFrames: count,
      positions: frames.positions.slice(3 * nAtoms * first, 3 * nAtoms * (first + count)),
      timesPs: timesPs.slice(first, first + count),
    }),
    close: async () => {},
  };
}

/** A set of whole files, one a trajectory. */
export function setOf(readers: readonly SegmentReader[]): TrajectorySet {
  return {
    readers,
    files: readers.map(({ name, nFrames, trajectory }) => ({
      name,
      nFrames,
      used: Int32Array.from({ length: nFrames }, (_, t) => t),
      trajectory,
    })),
    spacingPs: 1,
    nFrames: readers.reduce((sum, { nFrames }) => sum + nFrames, 0),
    notices: [],
    close: async () => {},
  };
}
