// Times for trajectories whose format has none, or whose program wrote wrong ones.

import type { TrajectoryReader } from "./frames.js";

/**
 * The same frames, frame t at first + t time steps.
 * @param first frames that came before, in other files
 */
export function withTimestep(reader: TrajectoryReader, timestepPs: number, first = 0): TrajectoryReader {
  const timesPs = Float64Array.from({ length: reader.nFrames }, (_, t) => (first + t) * timestepPs);
  return {
    ...reader,
    assumedTimes: null,
    timesPs,
    read: async (start, count) => {
      const block = await reader.read(start, count);
      return { ...block, timesPs: timesPs.slice(start, start + count) };
    },
  };
}
