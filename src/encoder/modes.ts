// From basis functions to slow modes: the linear variational problem that ends both the SRV and TICA.
// N pairs, M basis functions, D modes kept.

import { DataError, type Matrix, type Matrix64, NumericsError, zeros64 } from "../base/index.js";
import {
  columnMoments,
  generalizedEigen,
  type LaggedCovariance,
  multiply,
  multiplyTransposed,
} from "../numerics/index.js";

/**
 * psi = (chi - mean) vectors: unit pooled variance, eigenvalues descending (in a fitted encoder: of the modes that
 * held-out data confirm, then of the others).
 */
export interface SlowModes {
  /** (M) the pooled mean of the basis functions. */
  readonly mean: Float64Array;
  /** (M, M), column i belongs to eigenvalue i. */
  readonly vectors: Matrix64;
  /** (M), each at most 1; not above 0 means "unresolved". */
  readonly eigenvalues: Float64Array;
}

const RIDGE = 1e-9;

/**
 * Solves C1 s = lambda C0 s in double precision (Chen, Sidky, Ferguson 2019, eq. 14).
 * @throws DataError when the basis functions are constant
 */
export function solveModes({ mean, c0, c1 }: LaggedCovariance): SlowModes {
  const m = c0.rows;
  let trace = 0;
  for (let i = 0; i < m; i++) trace += c0.data[i * m + i]!;
  if (!(trace > 0)) throw new DataError("the features do not change along the trajectories");
  const regular = { ...c0, data: c0.data.slice() };
  for (let i = 0; i < m; i++) regular.data[i * m + i]! += (RIDGE * trace) / m;
  try {
    const { values, vectors } = generalizedEigen(c1, regular);
    return { mean, vectors, eigenvalues: values };
  } catch (cause) {
    if (!(cause instanceof NumericsError)) throw cause;
    throw new NumericsError("the basis functions are linearly dependent", {
      hint: "Use fewer outputs or features.",
      cause,
    });
  }
}

/** (T, M) basis functions to (T, D) leading modes. */
export function projectOnModes(chi: Matrix, { mean, vectors }: SlowModes, nModes: number, out: Float32Array): void {
  const m = mean.length;
  const { cols } = vectors;
  for (let t = 0; t < chi.rows; t++) {
    for (let d = 0; d < nModes; d++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += (chi.data[t * m + k]! - mean[k]!) * vectors.data[k * cols + d]!;
      out[t * nModes + d] = sum;
    }
  }
}

/** The feature that a mode follows most closely. */
export interface Leader {
  /** Its column. */
  readonly feature: number;
  /** With the mode, 0 to 1. */
  readonly correlation: number;
}

/**
 * Fixes the signs, which the eigenproblem leaves free: each mode rises with the feature that it correlates with most.
 * @param chi (T, M) basis functions of sample frames
 * @param features (T, F) of the same frames
 */
export function orientModes(
  modes: SlowModes,
  chi: Matrix,
  features: Matrix,
): { modes: SlowModes; leaders: readonly Leader[] } {
  const m = modes.mean.length;
  const psi = new Float32Array(chi.rows * m);
  projectOnModes(chi, modes, m, psi);
  const correlations = columnCorrelations({ data: psi, rows: chi.rows, cols: m }, features);
  const vectors = zeros64(m, m);
  const leaders = Array.from({ length: m }, (_, d): Leader => {
    const row = correlations.data.subarray(d * features.cols, (d + 1) * features.cols);
    const feature = row.reduce((best, value, f) => (Math.abs(value) > Math.abs(row[best]!) ? f : best), 0);
    const sign = row[feature]! < 0 ? -1 : 1;
    for (let k = 0; k < m; k++) vectors.data[k * m + d] = sign * modes.vectors.data[k * m + d]!;
    return { feature, correlation: Math.abs(row[feature]!) };
  });
  return { modes: { ...modes, vectors }, leaders };
}

/** (D, F) between the columns of (T, D) and (T, F); 0 where one of them is constant. */
function columnCorrelations(a: Matrix, b: Matrix): Matrix64 {
  const [first, second] = [columnMoments(a), columnMoments(b)];
  const out = zeros64(a.cols, b.cols);
  for (let d = 0; d < a.cols; d++) {
    for (let f = 0; f < b.cols; f++) {
      let sum = 0;
      for (let t = 0; t < a.rows; t++) {
        sum += (a.data[t * a.cols + d]! - first.mean[d]!) * (b.data[t * b.cols + f]! - second.mean[f]!);
      }
      const deviations = a.rows * first.std[d]! * second.std[f]!;
      out.data[d * b.cols + f] = deviations > 0 ? sum / deviations : 0;
    }
  }
  return out;
}

/** The same modes in another order. */
export function reorderModes({ mean, vectors, eigenvalues }: SlowModes, order: readonly number[]): SlowModes {
  const m = mean.length;
  const data = Float64Array.from({ length: m * m }, (_, k) => vectors.data[k - (k % m) + order[k % m]!]!);
  return { mean, vectors: { ...vectors, data }, eigenvalues: Float64Array.from(order, (i) => eigenvalues[i]!) };
}

/** (M) lambda_i = s_i' C1 s_i / s_i' C0 s_i of other data than those that gave s: the modes are frozen. */
export function frozenEigenvalues({ vectors }: SlowModes, { c0, c1 }: LaggedCovariance): Float64Array {
  const form = (c: Matrix64): Matrix64 => multiplyTransposed(vectors, multiply(c, vectors));
  const m = vectors.cols;
  const lagged = form(c1);
  const instant = form(c0);
  return Float64Array.from({ length: m }, (_, i) => lagged.data[i * m + i]! / instant.data[i * m + i]!);
}

/** R_2 = tr[(C0^-1 C1)^2] = sum of lambda^2; the VAMP-2 score is 1 + R_2. */
export function vampScore(covariance: LaggedCovariance): number {
  return solveModes(covariance).eigenvalues.reduce((sum, lambda) => sum + lambda * lambda, 0);
}
