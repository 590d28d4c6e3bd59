// The Cholesky factor of a positive definite matrix, and triangular systems.

import { expectShape, type Matrix64, NumericsError, zeros64 } from "../base/index.js";

/**
 * The lower triangular L with L L' = a.
 * @param a (N, N), symmetric; the lower triangle is read
 * @returns (N, N), zero above the diagonal
 * @throws NumericsError that names the pivot when a is not positive definite
 */
export function cholesky(a: Matrix64): Matrix64 {
  expectShape("cholesky", a, { N: a.cols, "N'": a.rows });
  const n = a.rows;
  const factor = zeros64(n, n);
  const l = factor.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a.data[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      if (i > j) {
        l[i * n + j] = rest / l[j * n + j]!;
        continue;
      }
      if (!(rest > 0 && Number.isFinite(rest))) {
        throw new NumericsError(`cholesky: not positive definite: pivot ${i} of ${n} is ${rest}`, {
          hint: "Two of the columns are linearly dependent or one is constant; add a ridge or drop one.",
        });
      }
      l[i * n + i] = Math.sqrt(rest);
    }
  }
  return factor;
}

/**
 * X of L X = b.
 * @param lower L, (N, N), lower triangular
 * @param b (N, M)
 * @returns (N, M)
 */
export function solveLower(lower: Matrix64, b: Matrix64): Matrix64 {
  expectShape("solveLower", b, { N: lower.rows, M: null });
  const n = lower.rows;
  const x = copyOf(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i, k, lower.data[i * n + k]!);
    divideRow(x, i, lower.data[i * n + i]!);
  }
  return x;
}

/**
 * X of L' X = b.
 * @param lower L, (N, N), lower triangular
 * @param b (N, M)
 * @returns (N, M)
 */
export function solveLowerTransposed(lower: Matrix64, b: Matrix64): Matrix64 {
  expectShape("solveLowerTransposed", b, { N: lower.rows, M: null });
  const n = lower.rows;
  const x = copyOf(b);
  for (let i = n - 1; i >= 0; i--) {
    divideRow(x, i, lower.data[i * n + i]!);
    for (let k = 0; k < i; k++) subtractRow(x, k, i, lower.data[i * n + k]!);
  }
  return x;
}

function copyOf(a: Matrix64): Matrix64 {
  return { data: a.data.slice(), rows: a.rows, cols: a.cols };
}

/** Row i less `factor` times row k. */
function subtractRow({ data, cols }: Matrix64, i: number, k: number, factor: number): void {
  const target = i * cols;
  const source = k * cols;
  for (let j = 0; j < cols; j++) data[target + j]! -= factor * data[source + j]!;
}

function divideRow({ data, cols }: Matrix64, i: number, divisor: number): void {
  for (let j = i * cols; j < (i + 1) * cols; j++) data[j]! /= divisor;
}
