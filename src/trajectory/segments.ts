// Every so-many-th frame of a trajectory, in segments without a gap: no pair (t, t + lag) may cross one.

import type { OrderedFrames } from "./frame-order.js";
import { isSameSpacing, largestOf } from "./spacing.js";

export interface SegmentedFrames {
  /** The numbers in the trajectory of the frames used, ascending. */
  readonly frames: Int32Array;
  /** How many of them follow one another in equal steps, segment by segment. */
  readonly segments: readonly number[];
  /** The frame after the first gap; null when there is none. */
  readonly firstGap: number | null;
  readonly nGaps: number;
}

/**
 * Takes the frames at multiples of `stride` spacings from the start of their run. A frame that is missing between two of
 * these parts nothing; where one of them is missing, or times leave the grid, the next segment starts.
 */
export function segmentFrames(
  timesPs: Float64Array,
  { frames, runStarts }: OrderedFrames,
  spacingPs: number,
  stride: number,
): SegmentedFrames {
  const taken = new Int32Array(frames.length);
  const segments: number[] = [];
  const starts = new Set(runStarts);
  const largest = largestOf(timesPs);
  let count = 0;
  let place = 0; // of the frame, in spacings from where the grid begins
  let lastTaken = 0; // the place of the last frame taken
  let [nGaps, firstGap] = [0, null as number | null];
  for (let k = 0; k < frames.length; k++) {
    const frame = frames[k]!;
    const isStart = starts.has(k);
    const step = isStart ? 0 : timesPs[frame]! - timesPs[frames[k - 1]!]!;
    const nSpacings = Math.max(1, Math.round(step / spacingPs));
    const leavesGrid = isStart || !isSameSpacing(step, nSpacings * spacingPs, largest);
    place = leavesGrid ? 0 : place + nSpacings;
    if (place % stride !== 0) continue;
    const isNext = !leavesGrid && place === lastTaken + stride && segments.length > 0;
    if (isNext) segments[segments.length - 1]!++;
    else segments.push(1);
    if (!isNext && !isStart) {
      nGaps++;
      firstGap ??= frame;
    }
    taken[count++] = frame;
    lastTaken = place;
  }
  return { frames: taken.slice(0, count), segments, nGaps, firstGap };
}
