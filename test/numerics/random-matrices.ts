import fc from "fast-check";
import { type Matrix64, matrixOf } from "../../src/base/index.js";

/** What every property test of this folder runs with. */
export const FIXED = { seed: 20_200_901, numRuns: 50 } as const;

const entry = fc.double({ min: -10, max: 10, noNaN: true });

/** Matrices of a given shape, entries in [-10, 10], many of them 0 or equal when fast-check shrinks. */
export function matrices(rows: number, cols: number): fc.Arbitrary<Matrix64> {
  return fc
    .array(entry, { minLength: rows * cols, maxLength: rows * cols })
    .map((values) => matrixOf(Float64Array.from(values), rows, cols));
}

/** Square matrices of 1 to `largest` rows. */
export function squareMatrices(largest: number): fc.Arbitrary<Matrix64> {
  return fc.integer({ min: 1, max: largest }).chain((n) => matrices(n, n));
}

export function largestDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
