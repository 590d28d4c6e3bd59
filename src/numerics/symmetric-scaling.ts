// Symmetric scaling of a matrix to given row sums (Sinkhorn 1964; Knight, Ruiz, Ucar 2014).

import { expectShape, type Matrix64, zeros64 } from "../base/index.js";

const MAX_SWEEPS = 1000;
const TOLERANCE = 1e-10;

/**
 * u_i M_ij u_j with the u > 0 that give row i the sum s_i. Of all matrices with these sums it is the one of least relative
 * entropy to M.
 * @param matrix (N, N), symmetric, without a negative element, each row with one above 0
 * @param sums (N), above 0
 */
export function scaleSymmetric(matrix: Matrix64, sums: Float64Array): Matrix64 {
  const n = sums.length;
  expectShape("scaleSymmetric", matrix, { N: n, "N'": n });
  const { data } = matrix;
  const u = new Float64Array(n).fill(1);
  const next = new Float64Array(n);
  for (let sweep = 0, error = 1; sweep < MAX_SWEEPS && error > TOLERANCE; sweep++) {
    error = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += data[i * n + j]! * u[j]!;
      const ratio = sums[i]! / (sum * u[i]!);
      error = Math.max(error, Math.abs(ratio - 1));
      next[i] = u[i]! * Math.sqrt(ratio);
    }
    u.set(next);
  }
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out.data[i * n + j] = u[i]! * data[i * n + j]! * u[j]!;
  return out;
}
