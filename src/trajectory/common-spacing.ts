// The time between the frames of several trajectories, which must be one.

import { DataError, formatTime } from "../base/index.js";
import type { OrderedFrames } from "./frame-order.js";
import type { Run } from "./run.js";
import { isSameSpacing, largestOf, SINGLE_PRECISION, SPACING_TOLERANCE, typicalStep } from "./spacing.js";

/** A trajectory on the way into a set. */
export interface OrderedRun {
  readonly run: Run;
  /** Of its first file. */
  readonly name: string;
  readonly ordered: OrderedFrames;
}

/**
 * The time between the frames of all trajectories.
 * @throws DataError when it varies within one or among them, or cannot be known
 */
export function commonSpacing(runs: readonly OrderedRun[]): number {
  let first: { name: string; spacing: Spacing } | null = null;
  for (const { run, name, ordered } of runs) {
    const spacing = measureSpacing(name, run.timesPs, ordered);
    if (spacing === null) continue;
    first ??= { name, spacing };
    if (agree(spacing, first.spacing)) continue;
    throw new DataError(
      `${name}: has a frame every ${formatTime(spacing.ps)}, ${first.name} every ${formatTime(first.spacing.ps)}`,
      { hint: "Use trajectories that were written at one interval." },
    );
  }
  if (first === null) throw unknownSpacing(runs[0]!);
  return first.spacing.ps;
}

function unknownSpacing({ run, name, ordered }: OrderedRun): DataError {
  const nFrames = ordered.frames.length + ordered.nRepeated;
  if (nFrames === 1) {
    return new DataError(`${name}: has one frame, so the time between frames is unknown`, {
      hint: "Give at least one trajectory of two frames or more.",
    });
  }
  return new DataError(`${name}: all ${nFrames} frames are at ${run.timesPs[0]} ps`, {
    hint: "Say how far apart they are, for instance --timestep 10ps.",
  });
}

/** What the times of one trajectory say of the time between its frames. */
interface Spacing {
  readonly ps: number;
  /** By which it may be off, because times are rounded. */
  readonly errorPs: number;
}

/** So many equal steps in a row are another spacing; fewer may be gaps. */
const STEPS_OF_A_SPACING = 3;

/**
 * The time between most frames; frames may be missing.
 * @param name of the trajectory, for messages
 * @returns null when no frame follows another
 * @throws DataError when some frames come at another interval
 */
function measureSpacing(name: string, timesPs: Float64Array, { frames, runStarts }: OrderedFrames): Spacing | null {
  const times = Float64Array.from(frames, (frame) => timesPs[frame]!);
  const typical = typicalStep(times);
  if (typical === null) return null;
  const starts = new Set(runStarts);
  const largest = largestOf(times);
  let [sum, count] = [0, 0]; // of the regular steps: their mean is better than any one of them
  let [other, nOther] = [0, 0]; // equal steps in a row that are not
  for (let k = 1; k < times.length; k++) {
    if (starts.has(k)) continue;
    const step = times[k]! - times[k - 1]!;
    if (isSameSpacing(step, typical, largest)) {
      sum += step;
      count++;
      nOther = 0;
      continue;
    }
    nOther = nOther > 0 && isSameSpacing(step, other, largest) ? nOther + 1 : 1;
    other = step;
    if (nOther < STEPS_OF_A_SPACING) continue;
    throw new DataError(
      `${name}: from frame ${frames[k - nOther]!} on there is a frame every ${formatTime(other)}, elsewhere every ${formatTime(typical)}`,
      { hint: "Write the trajectory at one interval, or split the file there." },
    );
  }
  return { ps: Number((sum / count).toPrecision(6)), errorPs: (2 * SINGLE_PRECISION * largest) / count };
}

/** Whether two trajectories have a frame as often. */
export function agree(a: Spacing, b: Spacing): boolean {
  return Math.abs(a.ps - b.ps) <= SPACING_TOLERANCE * a.ps + a.errorPs + b.errorPs;
}
