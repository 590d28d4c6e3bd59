// Linear systems without symmetry: LU factors with partial pivoting.

import { expectShape, type Matrix64, NumericsError } from "../base/index.js";

/**
 * X of a X = b.
 * @param a (N, N)
 * @param b (N, M)
 * @returns (N, M)
 * @throws NumericsError when a is singular to working precision
 */
export function luSolve(a: Matrix64, b: Matrix64): Matrix64 {
  expectShape("luSolve", a, { N: a.cols, "N'": a.rows });
  expectShape("luSolve, right-hand side", b, { N: a.rows, M: null });
  const n = a.rows;
  const m = b.cols;
  const lu = a.data.slice();
  const x = b.data.slice();
  const tiny = n * 2 ** -52 * largestMagnitude(lu);
  for (let k = 0; k < n; k++) {
    const pivotRow = rowOfPivot(lu, n, k);
    if (!(Math.abs(lu[pivotRow * n + k]!) > tiny)) {
      throw new NumericsError(`luSolve: the matrix is singular: no pivot for column ${k} of ${n}`);
    }
    swapRows(lu, n, k, pivotRow);
    swapRows(x, m, k, pivotRow);
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k]! / lu[k * n + k]!;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) lu[i * n + j]! -= factor * lu[k * n + j]!;
      for (let j = 0; j < m; j++) x[i * m + j]! -= factor * x[k * m + j]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const factor = lu[i * n + k]!;
      for (let j = 0; j < m; j++) x[i * m + j]! -= factor * x[k * m + j]!;
    }
    for (let j = 0; j < m; j++) x[i * m + j]! /= lu[i * n + i]!;
  }
  return { data: x, rows: n, cols: m };
}

function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** The row at or below k with the largest magnitude in column k. */
function rowOfPivot(lu: Float64Array, n: number, k: number): number {
  let best = k;
  for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[best * n + k]!)) best = i;
  return best;
}

function swapRows(data: Float64Array, cols: number, i: number, k: number): void {
  if (i === k) return;
  const kept = data.slice(i * cols, (i + 1) * cols);
  data.copyWithin(i * cols, k * cols, (k + 1) * cols);
  data.set(kept, k * cols);
}
