// Products of dense matrices. The inner loops run along rows and take four rows at a time, so that each element of
// the result is loaded and stored once for four multiplications.

import { expectShape, type Matrix64, ShapeError, zeros64 } from "../base/index.js";

const ROWS_PER_BLOCK = 128; // of b: what stays in the cache while all of a passes by

/**
 * a b.
 * @param a (N, K)
 * @param b (K, M)
 * @param out (N, M), overwritten; neither a nor b
 * @throws ShapeError when the shapes do not fit
 */
export function multiply(a: Matrix64, b: Matrix64, out: Matrix64 = zeros64(a.rows, b.cols)): Matrix64 {
  expectShape("multiply", b, { K: a.cols, M: null });
  expectShape("multiply, out", out, { N: a.rows, M: b.cols });
  if (out.data === a.data || out.data === b.data) throw new ShapeError("multiply: out must not be a or b");
  out.data.fill(0);
  for (let start = 0; start < a.cols; start += ROWS_PER_BLOCK) {
    const stop = Math.min(a.cols, start + ROWS_PER_BLOCK);
    for (let i = 0; i < a.rows; i++) addRowCombination(out, i, a.data, i * a.cols, 1, b, start, stop);
  }
  return out;
}

/**
 * a' b.
 * @param a (T, N)
 * @param b (T, M)
 * @returns (N, M)
 * @throws ShapeError when the numbers of rows differ
 */
export function multiplyTransposed(a: Matrix64, b: Matrix64): Matrix64 {
  expectShape("multiplyTransposed", b, { T: a.rows, M: null });
  const out = zeros64(a.cols, b.cols);
  for (let start = 0; start < a.rows; start += ROWS_PER_BLOCK) {
    const stop = Math.min(a.rows, start + ROWS_PER_BLOCK);
    for (let i = 0; i < a.cols; i++) addRowCombination(out, i, a.data, i, a.cols, b, start, stop);
  }
  return out;
}

/**
 * Adds the upper triangle of a' a to that of `sum`; what is below the diagonal is left alone.
 * @param sum (N, N)
 * @param a (T, N)
 */
export function addUpperGram(sum: Matrix64, a: Matrix64): void {
  expectShape("addUpperGram", sum, { N: a.cols, "N'": a.cols });
  for (let start = 0; start < a.rows; start += ROWS_PER_BLOCK) {
    const stop = Math.min(a.rows, start + ROWS_PER_BLOCK);
    for (let i = 0; i < a.cols; i++) addRowCombination(sum, i, a.data, i, a.cols, a, start, stop, i);
  }
}

/**
 * Adds sum_k w_k b_k to row i of `out` from column `firstCol` on, k in [start, stop), where w_k is
 * `weights[first + k * stride]`.
 */
function addRowCombination(
  out: Matrix64,
  i: number,
  weights: Float64Array,
  first: number,
  stride: number,
  b: Matrix64,
  start: number,
  stop: number,
  firstCol = 0,
): void {
  const { data: sum, cols } = out;
  const rows = b.data;
  const outRow = i * cols;
  let k = start;
  for (; k + 4 <= stop; k += 4) {
    const w0 = weights[first + k * stride]!;
    const w1 = weights[first + (k + 1) * stride]!;
    const w2 = weights[first + (k + 2) * stride]!;
    const w3 = weights[first + (k + 3) * stride]!;
    const row0 = k * cols;
    const row1 = row0 + cols;
    const row2 = row1 + cols;
    const row3 = row2 + cols;
    for (let j = firstCol; j < cols; j++) {
      sum[outRow + j]! += w0 * rows[row0 + j]! + w1 * rows[row1 + j]! + w2 * rows[row2 + j]! + w3 * rows[row3 + j]!;
    }
  }
  for (; k < stop; k++) {
    const w = weights[first + k * stride]!;
    const row = k * cols;
    for (let j = firstCol; j < cols; j++) sum[outRow + j]! += w * rows[row + j]!;
  }
}

/** a', copied. */
export function transpose(a: Matrix64): Matrix64 {
  const out = zeros64(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) out.data[j * a.rows + i] = a.data[i * a.cols + j]!;
  }
  return out;
}
