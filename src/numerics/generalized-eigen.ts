// a v = lambda b v, the eigenproblem of VAMP, TICA and the SRV.

import { expectShape, type Matrix64 } from "../base/index.js";
import { cholesky, solveLower, solveLowerTransposed } from "./cholesky.js";
import { transpose } from "./products.js";
import { type Eigensystem, fixSigns, symmetricEigen } from "./symmetric-eigen.js";

/**
 * Eigenvalues, descending, and eigenvectors with v_i' b v_j = delta_ij, by the Cholesky factor b = L L':
 * L^-1 a L^-T w = lambda w, v = L^-T w. The component of largest magnitude of each vector is positive.
 * @param a (N, N), symmetric
 * @param b (N, N), symmetric positive definite
 * @throws NumericsError when b is not positive definite
 */
export function generalizedEigen(a: Matrix64, b: Matrix64): Eigensystem {
  expectShape("generalizedEigen", a, { N: b.rows, "N'": b.cols });
  const factor = cholesky(b);
  const reduced = solveLower(factor, transpose(solveLower(factor, a)));
  const { values, vectors } = symmetricEigen(reduced);
  return { values, vectors: fixSigns(solveLowerTransposed(factor, vectors)) };
}
