// Covariances of time-lagged pairs, streamed: what TICA and the SRV need of a trajectory.
// N pairs, F columns.

import { expectShape, type Matrix, type Matrix64, NumericsError, ShapeError, zeros64 } from "../base/index.js";
import { columnMeans } from "./moments.js";
import { addUpperGram } from "./products.js";

export interface LaggedCovariance {
  /** (F), of the x and y rows together. */
  readonly mean: Float64Array;
  /** (F, F), C0 = (a'a + b'b) / 2N with a = x - mean, b = y - mean. */
  readonly c0: Matrix64;
  /** (F, F), C1 = (a'b + b'a) / 2N. */
  readonly c1: Matrix64;
  /** N, or the sum of the weights. */
  readonly count: number;
}

export interface LaggedCovarianceAccumulator {
  /**
   * Adds the pairs (x_t, y_t) = (row t, the row one lag later).
   * @param x (N, F)
   * @param y (N, F)
   * @param weights (N) of the pairs, not negative; 1 each when left out
   */
  add(x: Matrix, y: Matrix, weights?: Float64Array): void;
  /** @throws NumericsError when nothing was added */
  finish(): LaggedCovariance;
}

/**
 * The reversible estimate of C0 and C1, centred by the pooled mean (Chen, Sidky, Ferguson 2019, sec. II.B), from
 *
 *     C0 + C1 = (a + b)'(a + b) / 2N      C0 - C1 = (a - b)'(a - b) / 2N
 *
 * Both are positive semidefinite by construction, so no eigenvalue of C0^-1 C1 leaves [-1, 1], and each needs one
 * triangle only. Sums are taken about the first block's mean, so that a mean far from 0 costs no digits.
 * @param nColumns F
 */
export function createLaggedCovariance(nColumns: number): LaggedCovarianceAccumulator {
  const total = new Float64Array(nColumns); // of a + b
  const ofSums = zeros64(nColumns, nColumns);
  const ofDifferences = zeros64(nColumns, nColumns);
  let shift: Float64Array | null = null;
  let count = 0;
  return {
    add: (x, y, weights) => {
      expectShape("createLaggedCovariance, x", x, { N: null, F: nColumns });
      expectShape("createLaggedCovariance, y", y, { N: null, F: nColumns });
      if (x.rows !== y.rows) throw new ShapeError(`createLaggedCovariance: ${x.rows} rows x, ${y.rows} rows y`);
      if (x.rows === 0) return;
      shift ??= columnMeans(x);
      const { sums, differences } = combineRows(x, y, shift, total, weights);
      addUpperGram(ofSums, sums);
      addUpperGram(ofDifferences, differences);
      count += weights?.reduce((sum, weight) => sum + weight, 0) ?? x.rows;
    },
    finish: () => {
      if (shift === null || count === 0) throw new NumericsError("createLaggedCovariance: no pairs were added");
      const offset = total.map((sum) => sum / (2 * count)); // of the mean from the shift
      return {
        mean: shift.map((centre, j) => centre + offset[j]!),
        c0: covarianceOf(ofSums, ofDifferences, 1, count, offset),
        c1: covarianceOf(ofSums, ofDifferences, -1, count, offset),
        count,
      };
    },
  };
}

/** a + b and a - b, (N, F), about the shift, times the root of the weight; sums of weighted a + b are added to `total`. */
function combineRows(
  x: Matrix,
  y: Matrix,
  shift: Float64Array,
  total: Float64Array,
  weights: Float64Array | undefined,
): { sums: Matrix64; differences: Matrix64 } {
  const sums = zeros64(x.rows, x.cols);
  const differences = zeros64(x.rows, x.cols);
  for (let t = 0, at = 0; t < x.rows; t++) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[t]!);
    for (let j = 0; j < x.cols; j++, at++) {
      const sum = root * (x.data[at]! - shift[j]! + (y.data[at]! - shift[j]!));
      sums.data[at] = sum;
      differences.data[at] = root * (x.data[at]! - y.data[at]!);
      total[j]! += root * sum;
    }
  }
  return { sums, differences };
}

/** (sums + sign differences) / 4N - offset offset', from upper triangles. */
function covarianceOf(
  sums: Matrix64,
  differences: Matrix64,
  sign: 1 | -1,
  count: number,
  offset: Float64Array,
): Matrix64 {
  const n = sums.rows;
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const raw = (sums.data[i * n + j]! + sign * differences.data[i * n + j]!) / (4 * count);
      out.data[i * n + j] = raw - offset[i]! * offset[j]!;
      out.data[j * n + i] = out.data[i * n + j]!;
    }
  }
  return out;
}

/**
 * The covariance of several sets of pairs together, about their common mean.
 * @param weights how many times each set counts
 * @throws NumericsError when nothing counts
 */
export function mergeCovariances(parts: readonly LaggedCovariance[], weights: ArrayLike<number>): LaggedCovariance {
  const count = parts.reduce((sum, part, k) => sum + weights[k]! * part.count, 0);
  if (!(count > 0)) throw new NumericsError("mergeCovariances: no pairs");
  const n = parts[0]!.mean.length;
  const share = parts.map((part, k) => (weights[k]! * part.count) / count);
  const mean = new Float64Array(n);
  parts.forEach((part, k) => {
    for (let j = 0; j < n; j++) mean[j]! += share[k]! * part.mean[j]!;
  });
  const c0 = zeros64(n, n);
  const c1 = zeros64(n, n);
  parts.forEach((part, k) => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        // The sums of a + b about a set's own mean vanish, so both get the same shift.
        const shift = (part.mean[i]! - mean[i]!) * (part.mean[j]! - mean[j]!);
        c0.data[i * n + j]! += share[k]! * (part.c0.data[i * n + j]! + shift);
        c1.data[i * n + j]! += share[k]! * (part.c1.data[i * n + j]! + shift);
      }
    }
  });
  return { mean, c0, c1, count };
}
