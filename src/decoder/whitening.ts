// Coordinates without linear correlations: a flow starts at noise that has none either, and need not learn them.
// T frames, K coordinates.

import { expectShape, type Matrix32, type Matrix64, zeros32, zeros64 } from "../base/index.js";
import { cholesky, columnMoments, spreadEvenly } from "../numerics/index.js";

/** Plain data, stored in the model file. */
export interface Whitening {
  /** (K) */
  readonly mean: Float64Array;
  /** (K, K), lower triangular: raw = mean + factor white. */
  readonly factor: Matrix64;
}

/** A deviation below this, in the coordinates' own units, is rounding of the trajectory file. */
const MIN_DEVIATION = 1e-4;
/** Correlations are of at most so many frames. */
const SAMPLE_FRAMES = 20_000;
/** Added to the correlation matrix: coordinates may depend on one another. */
const RIDGE = 1e-8;

/**
 * @param raw (T, K), T at least 1
 * @param nKept of the first coordinates, which are standardised only; the others are freed of all before them
 */
export function fitWhitening(raw: Matrix32, nKept: number): Whitening {
  const { mean, std } = columnMoments(raw);
  const scale = std.map((deviation) => Math.max(deviation, MIN_DEVIATION));
  const factor = cholesky(correlations(raw, mean, scale));
  keepFirst(factor, nKept);
  for (let i = 0, at = 0; i < raw.cols; i++) for (let j = 0; j < raw.cols; j++, at++) factor.data[at]! *= scale[i]!;
  return { mean, factor };
}

/** Turns the factor L of all coordinates into [1, 0; L21 L11^-1, L22], in place. */
function keepFirst({ data, cols }: Matrix64, nKept: number): void {
  for (let i = nKept; i < cols; i++) {
    for (let j = nKept - 1; j >= 0; j--) {
      let rest = data[i * cols + j]!;
      for (let k = j + 1; k < nKept; k++) rest -= data[i * cols + k]! * data[k * cols + j]!;
      data[i * cols + j] = rest / data[j * cols + j]!;
    }
  }
  for (let i = 0; i < nKept; i++) for (let j = 0; j <= i; j++) data[i * cols + j] = i === j ? 1 : 0;
}

/** (K, K), the lower triangle, with the ridge. */
function correlations({ data, rows, cols }: Matrix32, mean: Float64Array, scale: Float64Array): Matrix64 {
  const out = zeros64(cols, cols);
  const row = new Float64Array(cols);
  const sample = spreadEvenly(rows, SAMPLE_FRAMES);
  for (const t of sample) {
    for (let k = 0; k < cols; k++) row[k] = (data[t * cols + k]! - mean[k]!) / scale[k]!;
    for (let i = 0; i < cols; i++) for (let j = 0; j <= i; j++) out.data[i * cols + j]! += row[i]! * row[j]!;
  }
  for (let k = 0; k < out.data.length; k++) out.data[k]! /= sample.length;
  for (let i = 0; i < cols; i++) out.data[i * cols + i]! += RIDGE;
  return out;
}

/** (T, K) raw to (T, K) of mean 0 and deviation 1. */
export function whiten({ mean, factor }: Whitening, raw: Matrix32): Matrix32 {
  const { rows, cols } = raw;
  expectShape("whiten", raw, { T: null, K: mean.length });
  const out = zeros32(rows, cols);
  const white = new Float64Array(cols);
  for (let row = 0; row < rows * cols; row += cols) {
    for (let i = 0; i < cols; i++) {
      let rest = raw.data[row + i]! - mean[i]!;
      for (let j = 0; j < i; j++) rest -= factor.data[i * cols + j]! * white[j]!;
      white[i] = rest / factor.data[i * cols + i]!;
    }
    out.data.set(white, row);
  }
  return out;
}

/** The inverse of `whiten`. */
export function colour({ mean, factor }: Whitening, white: Matrix32): Matrix32 {
  const { rows, cols } = white;
  expectShape("colour", white, { T: null, K: mean.length });
  const out = zeros32(rows, cols);
  for (let row = 0; row < rows * cols; row += cols) {
    for (let i = 0; i < cols; i++) {
      let value = mean[i]!;
      for (let j = 0; j <= i; j++) value += factor.data[i * cols + j]! * white.data[row + j]!;
      out.data[row + i] = value;
    }
  }
  return out;
}
