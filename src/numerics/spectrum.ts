// The slowest processes of a Markov chain.
// N states, K eigenvalues wanted, M >= K vectors iterated.

import { expectShape, type Matrix64, NumericsError, Rng, zeros64 } from "../base/index.js";
import { luSolve } from "./lu.js";
import { multiply, multiplyTransposed } from "./products.js";
import { fixSigns, symmetricEigen } from "./symmetric-eigen.js";

/** Eigenvalues in order of falling magnitude; complex ones come in conjugate pairs. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

const EXTRA_VECTORS = 6; // beyond those wanted: the first one left out sets the speed of convergence
const MAX_ITERATIONS = 4000;
const CHANGE_TOLERANCE = 1e-12;
const ITERATIONS_PER_CHECK = 4;

/**
 * The K eigenvalues of largest magnitude of any transition matrix, reversible or not, by orthogonal iteration to the
 * real Schur form (Golub, Van Loan, Matrix Computations, 4th ed., sec. 7.3). Each iteration shrinks the error by the
 * ratio of neighbouring eigenvalues: give a power of the chain when all of them are close to 1.
 * @param transition (N, N)
 * @throws NumericsError when the iteration does not settle
 */
export function slowestEigenvalues(transition: Matrix64, nValues: number): Spectrum {
  expectShape("slowestEigenvalues", transition, { N: transition.cols, "N'": transition.rows });
  const n = transition.rows;
  const nVectors = Math.min(n, nValues + EXTRA_VECTORS);
  let basis = startVectors(n, nVectors);
  let previous: Spectrum | null = null;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const image = multiply(transition, basis);
    if (iteration % ITERATIONS_PER_CHECK === 0) {
      const spectrum = blockEigenvalues(multiplyTransposed(basis, image), nValues);
      if (previous !== null && largestChange(previous, spectrum) < CHANGE_TOLERANCE) return spectrum;
      previous = spectrum;
    }
    basis = orthonormalise(image);
  }
  throw new NumericsError(`slowestEigenvalues: not settled after ${MAX_ITERATIONS} iterations`, {
    hint: "The eigenvalues are too close together; use a longer lag.",
  });
}

/** (N, M): the constant first, then random numbers, always the same, in which no process is missing. */
function startVectors(n: number, nVectors: number): Matrix64 {
  const vectors = zeros64(n, nVectors);
  Rng.fromSeed(0).fillNormal(vectors.data);
  for (let i = 0; i < n; i++) vectors.data[i * nVectors] = 1;
  return orthonormalise(vectors);
}

/** Gram-Schmidt over the columns, in place, twice, because once loses digits. */
function orthonormalise(vectors: Matrix64): Matrix64 {
  const { data, rows, cols } = vectors;
  for (let k = 0; k < cols; k++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        let overlap = 0;
        for (let at = 0; at < rows * cols; at += cols) overlap += data[at + j]! * data[at + k]!;
        for (let at = 0; at < rows * cols; at += cols) data[at + k]! -= overlap * data[at + j]!;
      }
      let squares = 0;
      for (let at = k; at < rows * cols; at += cols) squares += data[at]! * data[at]!;
      // A column that vanishes spans nothing (a chain of low rank) and stays 0: its eigenvalue is 0.
      const scale = squares > 1e-280 ? 1 / Math.sqrt(squares) : 0;
      for (let at = k; at < rows * cols; at += cols) data[at]! *= scale;
    }
  }
  return vectors;
}

/**
 * Eigenvalues of a matrix that is nearly block triangular: of the 2 x 2 blocks where the element below the diagonal
 * couples two columns (a complex pair, or two values too close to be told apart), else of the diagonal.
 */
function blockEigenvalues(h: Matrix64, nValues: number): Spectrum {
  const { data, cols: m } = h;
  const real = new Float64Array(nValues);
  const imaginary = new Float64Array(nValues);
  const put = (k: number, re: number, im: number): void => {
    if (k >= nValues) return;
    real[k] = re;
    imaginary[k] = im;
  };
  for (let k = 0; k < nValues && k < m; k++) {
    const a = data[k * m + k]!;
    const below = k + 1 < m ? data[(k + 1) * m + k]! : 0;
    if (Math.abs(below) <= 1e-13) {
      put(k, a, 0);
      continue;
    }
    const d = data[(k + 1) * m + k + 1]!;
    const half = (a + d) / 2;
    const discriminant = ((a - d) / 2) ** 2 + data[k * m + k + 1]! * below;
    const root = Math.sqrt(Math.abs(discriminant));
    const sign = half >= 0 ? 1 : -1; // larger magnitude first
    put(k, discriminant >= 0 ? half + sign * root : half, discriminant >= 0 ? 0 : root);
    put(k + 1, discriminant >= 0 ? half - sign * root : half, discriminant >= 0 ? 0 : -root);
    k++;
  }
  return { real, imaginary };
}

function largestChange(a: Spectrum, b: Spectrum): number {
  let change = 0;
  for (let k = 0; k < a.real.length; k++) {
    change = Math.max(change, Math.abs(a.real[k]! - b.real[k]!), Math.abs(a.imaginary[k]! - b.imaginary[k]!));
  }
  return change;
}

const INVERSE_ITERATIONS = 3;
/** Off the eigenvalue by this, relative to it: the system stays solvable, and neighbours are damped all the same. */
const SHIFT = 1e-9;

/**
 * The function f with sum_j T_ij f_j = lambda f_i: by inverse iteration (Golub, Van Loan, sec. 7.6.1). Its value of largest
 * magnitude is positive.
 * @param transition (N, N)
 * @param eigenvalue real, and alone at its place
 * @param weights (N), for instance the stationary law
 * @returns (N), of unit mean square under the weights
 */
export function eigenfunction(transition: Matrix64, eigenvalue: number, weights: Float64Array): Float64Array {
  const n = transition.rows;
  expectShape("eigenfunction", transition, { N: n, "N'": n });
  const shifted = { ...transition, data: transition.data.slice() };
  for (let i = 0; i < n; i++) shifted.data[i * n + i]! -= eigenvalue * (1 + SHIFT);
  let f = zeros64(n, 1);
  Rng.fromSeed(0).fillNormal(f.data);
  for (let iteration = 0; iteration < INVERSE_ITERATIONS; iteration++) {
    f = luSolve(shifted, f);
    const meanSquare = f.data.reduce((sum, value, i) => sum + weights[i]! * value * value, 0);
    const scale = 1 / Math.sqrt(meanSquare);
    for (let i = 0; i < n; i++) f.data[i]! *= scale;
  }
  return fixSigns(f).data;
}

/**
 * All eigenvalues of a reversible chain, descending, by the symmetric matrix sqrt(law_i / law_j) T_ij.
 * @param transition (N, N)
 * @param law (N), stationary, above 0
 * @throws NumericsError when detailed balance is violated by more than 1e-8
 */
export function reversibleEigenvalues(transition: Matrix64, law: Float64Array): Float64Array {
  const n = transition.rows;
  expectShape("reversibleEigenvalues", transition, { N: n, "N'": n });
  const symmetric = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const there = Math.sqrt(law[i]! / law[j]!) * transition.data[i * n + j]!;
      const back = Math.sqrt(law[j]! / law[i]!) * transition.data[j * n + i]!;
      if (!(Math.abs(there - back) <= 1e-8)) {
        throw new NumericsError(`reversibleEigenvalues: no detailed balance between states ${i} and ${j}`);
      }
      symmetric.data[i * n + j] = (there + back) / 2;
    }
  }
  return symmetricEigen(symmetric).values;
}

/**
 * t = -lag / ln |lambda| of an eigenvalue of the chain over `lag`; the magnitude of a complex one is its decay.
 * @returns null when the process is unresolved: the real part is not above 0, or the magnitude not below 1
 */
export function impliedTimescale(real: number, lag: number, imaginary = 0): number | null {
  const magnitude = Math.hypot(real, imaginary);
  return real > 0 && magnitude < 1 ? -lag / Math.log(magnitude) : null;
}
