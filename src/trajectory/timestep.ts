// Times for trajectories whose format has none, or whose program wrote wrong ones.

import type { TrajectoryReader } from "./frames.js";

/** The same frames with frame t at t time steps. */
export function withTimestep(reader: TrajectoryReader, timestepPs: number): TrajectoryReader {
  const timesPs = Float64Array.from({ length: reader.nFrames }, (_, t) => t * timestepPs);
  return {
    ...reader,
    assumedTimes: null,
    timesPs,
    read: async (first, count) => {
      const block = await reader.read(first, count);
      return { ...block, timesPs: timesPs.slice(first, first + count) };
    },
  };
}
