// Which frames of a trajectory are used, by their times alone: those in order, without the ones that a restart repeats
// and without the beginning that is to be discarded.

import type { Duration } from "../base/index.js";
import { typicalStep } from "./spacing.js";

/** Frames whose times ascend, but for the starts of further runs. */
export interface OrderedFrames {
  /** Their numbers in the trajectory, ascending. */
  readonly frames: Int32Array;
  /** Places in `frames` where a run starts; the first is 0. */
  readonly runStarts: readonly number[];
  /** Frames left out because a later one has their time. */
  readonly nRepeated: number;
  /** The first frame whose time is not after that of the frame before; null when there is none. */
  readonly firstReturn: number | null;
}

/** As a part of the step from frame to frame: times nearer than this are one time. */
const SAME_TIME = 0.01;

/**
 * Puts frames in the order of time. Where time goes back, a run was restarted from an earlier point: of the frames that
 * are there twice, the later ones are kept, as they go on without a break. Where it goes back to or before the first
 * frame, another run starts, and nothing is left out.
 * @param timesPs (T) ps, in the order of the file
 */
export function orderFrames(timesPs: Float64Array): OrderedFrames {
  const tolerance = SAME_TIME * (typicalStep(timesPs) ?? 0);
  const kept = new Int32Array(timesPs.length);
  const runStarts = [0];
  let runStart = 0;
  let count = 0;
  let firstReturn: number | null = null;
  for (let t = 0; t < timesPs.length; t++) {
    const time = timesPs[t]!;
    if (count > runStart && time <= timesPs[kept[count - 1]!]! + tolerance) {
      firstReturn ??= t;
      const start = timesPs[kept[runStart]!]!;
      const isRestart = time > start + tolerance || (time >= start - tolerance && count - runStart === 1);
      if (isRestart) while (count > runStart && timesPs[kept[count - 1]!]! >= time - tolerance) count--;
      else {
        runStart = count;
        runStarts.push(runStart);
      }
    }
    kept[count++] = t;
  }
  return { frames: kept.slice(0, count), runStarts, nRepeated: timesPs.length - count, firstReturn };
}

/** Leaves out the beginning of every run: what is nearer to its first frame than `discard`. */
export function discardBeginnings(timesPs: Float64Array, ordered: OrderedFrames, discard: Duration): OrderedFrames {
  const { frames, runStarts } = ordered;
  const tolerance = SAME_TIME * (typicalStep(timesPs) ?? 0);
  const kept = new Int32Array(frames.length);
  const keptStarts: number[] = [];
  let count = 0;
  for (const [run, first] of runStarts.entries()) {
    const stop = runStarts[run + 1] ?? frames.length;
    const before = count;
    for (let k = first; k < stop; k++) {
      const isDiscarded =
        "frames" in discard
          ? k - first < discard.frames
          : timesPs[frames[k]!]! - timesPs[frames[first]!]! < discard.ps - tolerance;
      if (!isDiscarded) kept[count++] = frames[k]!;
    }
    if (count > before) keptStarts.push(before);
  }
  return { ...ordered, frames: kept.slice(0, count), runStarts: keptStarts };
}
