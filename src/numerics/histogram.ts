// Counts in equal bins.

import { type FloatArray, type Matrix64, ShapeError, zeros64 } from "../base/index.js";

/** [lowest, highest], both ends inclusive. */
export type Range = readonly [number, number];

/** The bin of a value, or -1 outside of [lo, hi] and for NaN; hi belongs to the last bin. */
function binOf(value: number, lo: number, hi: number, nBins: number): number {
  if (!(value >= lo && value <= hi)) return -1;
  return Math.min(nBins - 1, Math.floor(((value - lo) / (hi - lo)) * nBins));
}

/**
 * Counts of values in `nBins` equal bins of [lo, hi]; values outside are ignored.
 * @param values any number
 * @returns (nBins)
 */
export function histogram(values: FloatArray, lo: number, hi: number, nBins: number): Float64Array {
  const counts = new Float64Array(nBins);
  for (const value of values) {
    const bin = binOf(value, lo, hi, nBins);
    if (bin >= 0) counts[bin]! += 1;
  }
  return counts;
}

/**
 * Counts of points (x_t, y_t) in nBins x nBins equal bins; points outside are ignored.
 * @param x (T)
 * @param y (T)
 * @returns (nBins, nBins), row = bin of x, column = bin of y
 */
export function histogram2d(x: FloatArray, y: FloatArray, xRange: Range, yRange: Range, nBins: number): Matrix64 {
  if (x.length !== y.length) throw new ShapeError(`histogram2d: ${x.length} values of x, ${y.length} of y`);
  const counts = zeros64(nBins, nBins);
  for (let t = 0; t < x.length; t++) {
    const row = binOf(x[t]!, xRange[0], xRange[1], nBins);
    const col = binOf(y[t]!, yRange[0], yRange[1], nBins);
    if (row >= 0 && col >= 0) counts.data[row * nBins + col]! += 1;
  }
  return counts;
}
