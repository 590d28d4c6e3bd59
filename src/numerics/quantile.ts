// Order statistics.

import { DataError, type FloatArray } from "../base/index.js";

/**
 * The value below which a share q of the values lies, linear between order statistics (NumPy's default).
 * @param values any order, at least one; not changed
 * @param q in [0, 1]
 * @throws DataError when there is no value
 */
export function quantile(values: FloatArray, q: number): number {
  if (values.length === 0) throw new DataError("quantile: no values");
  return quantileOfSorted(values.slice().sort(), q);
}

/** The same of values in ascending order, for several q of the same values. */
export function quantileOfSorted(sorted: FloatArray, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
