// Basins along the slowest coordinate: the states of the Chapman-Kolmogorov test, and the cores between which crossings
// are counted. B bins.

import { freeEnergy, histogram, quantileOfSorted } from "../numerics/index.js";
import { type Bins, edgesOf } from "./bins.js";

/** [lowest, highest] value that belongs to it. */
export type Interval = readonly [number, number];

export interface Basins {
  /** Values of psi_1 at which the states are parted, ascending; one fewer than the states. */
  readonly boundaries: readonly number[];
  /** The lower and the upper core; in between is neither. */
  readonly cores: readonly [Interval, Interval];
}

/** Lower barriers are noise or friction, not the border of a state. */
const MIN_BARRIER_KT = 0.5;
/** A state holds at least this share of the frames. */
const MIN_SHARE = 0.01;
const MAX_STATES = 4;
const MAX_CORE_KT = 2;

/**
 * Parts the profile F(psi_1) where its barriers are highest, as long as they stand at least kT / 2 over the shallower of
 * the two basins that they part and each basin holds 1 % of the frames. The cores lie about the deepest point on either side
 * of the highest barrier, up to half the way to its top and at most 2 kT. Without any barrier the states are thirds of the
 * frames, and the cores the outer quarters.
 * @param values psi_1 (T)
 */
export function findBasins(values: Float64Array, bins: Bins): Basins {
  const counts = histogram(values, bins.lo, bins.hi, bins.count);
  const profile = freeEnergy(smooth(counts));
  const edges = edgesOf(bins);
  const splits: Split[] = [];
  for (let bounds: number[] = [0, bins.count]; splits.length < MAX_STATES - 1; ) {
    const best = bounds
      .slice(1)
      .map((stop, k) => highestBarrier(profile, counts, bounds[k]!, stop))
      .reduce((a, b) => (b !== null && (a === null || b.height > a.height) ? b : a), null);
    if (best === null) break;
    splits.push(best);
    bounds = [...bounds, best.barrier].sort((a, b) => a - b);
  }
  const highest = splits[0];
  if (highest === undefined) return quantileBasins(values);
  return {
    // The middle of the barrier's bin.
    boundaries: splits.map(({ barrier }) => (edges[barrier]! + edges[barrier + 1]!) / 2).sort((a, b) => a - b),
    cores: [coreOf(profile, edges, highest, "left"), coreOf(profile, edges, highest, "right")],
  };
}

interface Split {
  /** The bin on top of the barrier. */
  readonly barrier: number;
  /** The bins at the bottom of either side. */
  readonly left: number;
  readonly right: number;
  /** kT over the shallower side. */
  readonly height: number;
}

/** The bin of [start, stop) that stands highest over the shallower of the basins on its two sides. */
function highestBarrier(profile: Float64Array, counts: Float64Array, start: number, stop: number): Split | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let best: Split | null = null;
  for (let barrier = start + 1; barrier < stop - 1; barrier++) {
    const left = lowestIn(profile, start, barrier);
    const right = lowestIn(profile, barrier + 1, stop);
    const height = profile[barrier]! - Math.max(profile[left]!, profile[right]!);
    if (!(height >= (best?.height ?? MIN_BARRIER_KT))) continue;
    const shares = [sumOf(counts, start, barrier), sumOf(counts, barrier + 1, stop)];
    if (Math.min(...shares) >= MIN_SHARE * total) best = { barrier, left, right, height };
  }
  return best;
}

/** The bins about the bottom of one side that lie low enough. */
function coreOf(profile: Float64Array, edges: Float64Array, split: Split, side: "left" | "right"): Interval {
  const bottom = profile[split[side]]!;
  const level = bottom + Math.min((profile[split.barrier]! - bottom) / 2, MAX_CORE_KT);
  const below = (bin: number): boolean => bin !== split.barrier && profile[bin]! <= level;
  let first = split[side];
  let last = first;
  while (first > 0 && below(first - 1)) first--;
  while (last < profile.length - 1 && below(last + 1)) last++;
  return [edges[first]!, edges[last + 1]!];
}

function quantileBasins(values: Float64Array): Basins {
  const sorted = values.slice().sort();
  const at = (q: number): number => quantileOfSorted(sorted, q);
  return {
    boundaries: [at(1 / 3), at(2 / 3)],
    cores: [
      [at(0), at(1 / 4)],
      [at(3 / 4), at(1)],
    ],
  };
}

/** Weights 1/4, 1/2, 1/4, and half a frame in empty bins, so that every barrier has a height. */
function smooth(counts: Float64Array): Float64Array {
  const at = (b: number): number => counts[Math.min(counts.length - 1, Math.max(0, b))]!;
  return counts.map((count, b) => Math.max(0.5, count / 2 + (at(b - 1) + at(b + 1)) / 4));
}

function lowestIn(profile: Float64Array, start: number, stop: number): number {
  let lowest = start;
  for (let b = start; b < stop; b++) if (profile[b]! < profile[lowest]!) lowest = b;
  return lowest;
}

function sumOf(counts: Float64Array, start: number, stop: number): number {
  let sum = 0;
  for (let b = start; b < stop; b++) sum += counts[b]!;
  return sum;
}
