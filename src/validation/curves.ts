// From counts, block by block, to the curves of a figure. B bins.

import { type Bins, widthOf } from "./bins.js";
import { blockErrors } from "./block-errors.js";
import { BLOCKS, type BlockCounts } from "./evidence-data.js";
import type { Curve } from "./figure-data.js";

/** (B) over all blocks. */
export function totalCounts({ data, cols }: BlockCounts): Float64Array {
  const total = new Float64Array(cols);
  for (let at = 0; at < data.length; at++) total[at % cols]! += data[at]!;
  return total;
}

/** Rarer bins are compared by chance (mathematics of the report: at least 30 frames in both). */
export const MIN_COUNT = 30;
/** A free energy from fewer frames is not drawn. */
export const MIN_DRAWN = 5;

/** The probability density over `unitWidth` wide bins, with the standard error over the blocks. */
export function densityCurve(counts: BlockCounts, binWidth: number): Curve {
  const { value, sem } = shares(counts);
  return { value: value.map((share) => share / binWidth), sem: sem.map((error) => error / binWidth) };
}

/** F = -ln p in kT, p the density; its error is that of p over p. */
export function freeEnergyCurve(counts: BlockCounts, bins: Bins): Curve {
  const { value, sem } = densityCurve(counts, widthOf(bins));
  const total = totalCounts(counts);
  const drawn = (quantity: (b: number) => number): Float64Array =>
    value.map((_, b) => (total[b]! >= MIN_DRAWN ? quantity(b) : Number.NaN));
  return { value: drawn((b) => -Math.log(value[b]!)), sem: drawn((b) => sem![b]! / value[b]!) };
}

/** Shifts a free energy by the constant that brings it closest to `target`, over the bins that both have. */
export function alignTo(target: Curve, curve: Curve): Curve {
  const differences = Array.from(curve.value, (f, b) => f - target.value[b]!).filter(Number.isFinite);
  if (differences.length === 0) return curve;
  const offset = differences.reduce((sum, d) => sum + d, 0) / differences.length;
  return { ...curve, value: curve.value.map((f) => f - offset) };
}

/** Shifts a free energy so that its lowest value is 0. */
export function fromZero(curve: Curve): Curve {
  const lowest = Math.min(...Array.from(curve.value).filter(Number.isFinite));
  return { ...curve, value: curve.value.map((f) => f - lowest) };
}

function shares(counts: BlockCounts): { value: Float64Array; sem: Float64Array } {
  const { data, cols } = counts;
  const total = totalCounts(counts);
  const sum = total.reduce((a, b) => a + b, 0);
  const blockSums = Array.from({ length: BLOCKS }, (_, k) =>
    data.subarray(k * cols, (k + 1) * cols).reduce((a, b) => a + b, 0),
  );
  return {
    value: total.map((count) => count / sum),
    sem: total.map((_, b) => blockErrors(blockSums.map((all, k) => data[k * cols + b]! / all)).sem),
  };
}
