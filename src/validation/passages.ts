// Passages between the two cores of the slowest coordinate: how long they take, and from where which core comes next.
// Counted on trajectories as they are, without a model. T frames, B bins.

import { zeros64 } from "../base/index.js";
import type { Segments } from "../features/index.js";
import type { Basins } from "./basins.js";
import { type Bins, binOf } from "./bins.js";
import { blockBoundaries } from "./block-errors.js";
import { BLOCKS, type PassageEvidence } from "./evidence-data.js";

/** 0 the lower core, 1 the upper one, -1 neither. */
type Core = -1 | 0 | 1;

/**
 * Looks at the trajectories every lag time: faster looks would count excursions that a simulator of that lag never sees.
 * The mean first passage time from core to core is the time spent since the last visit of the one, by the number of
 * arrivals in the other: as the mean of exponential waiting times, of which some were cut short, is their sum by the number
 * of those that ended. So trajectories may be shorter than the passage, if not than the crossing itself.
 * @param values psi_1 (T)
 * @param bins of psi_1, for the committor
 */
export function measurePassages(
  values: Float64Array,
  { cores }: Basins,
  bins: Bins,
  segments: Segments,
  framesPerLag: number,
): PassageEvidence {
  const coreOf = (value: number): Core => cores.findIndex(([lo, hi]) => value >= lo && value <= hi) as Core;
  const boundaries = blockBoundaries(values.length);
  const exposure: [number, number] = [0, 0];
  const arrivals: [number, number] = [0, 0];
  const decided = zeros64(BLOCKS, bins.count);
  const intoUpper = zeros64(BLOCKS, bins.count);
  let first = 0;
  for (const length of segments) {
    const last = first + Math.floor((length - 1) / framesPerLag) * framesPerLag;
    let from: Core = -1;
    for (let t = first; t <= last; t += framesPerLag) {
      const core = coreOf(values[t]!);
      if (core !== -1 && from !== -1 && core !== from) arrivals[core]++;
      if (core !== -1) from = core;
      if (from !== -1 && t < last) exposure[from]++;
    }
    let next: Core = -1;
    for (let t = last; t >= first; t -= framesPerLag) {
      const core = coreOf(values[t]!);
      if (core !== -1) next = core;
      const bin = binOf(bins, values[t]!);
      if (next === -1 || bin === -1) continue;
      const block = Math.min(
        BLOCKS - 1,
        boundaries.findLastIndex((start) => t >= start),
      );
      decided.data[block * bins.count + bin]! += 1;
      intoUpper.data[block * bins.count + bin]! += next;
    }
    first += length;
  }
  return {
    up: { count: arrivals[1], exposure: exposure[0] },
    down: { count: arrivals[0], exposure: exposure[1] },
    decided,
    intoUpper,
  };
}
