// The symmetric eigenproblem: Householder reduction to tridiagonal form, then implicit QR steps with Wilkinson's
// shift (Golub, Van Loan, Matrix Computations, 4th ed., algorithms 8.3.1 to 8.3.3).

import { expectShape, identity64, type Matrix64, NumericsError, zeros64 } from "../base/index.js";

export interface Eigensystem {
  /** (N), descending. */
  readonly values: Float64Array;
  /** (N, N); column j belongs to value j. */
  readonly vectors: Matrix64;
}

/** A symmetric tridiagonal matrix Z A Z'. */
interface Tridiagonal {
  /** (N). */
  readonly diagonal: Float64Array;
  /** (N - 1) used. */
  readonly offDiagonal: Float64Array;
  /** Z, (N, N), orthogonal: its rows become the eigenvectors. */
  readonly basis: Matrix64;
}

const MAX_STEPS_PER_VALUE = 60;

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix. The component of largest magnitude of each vector is
 * positive, so the result is unique where the values are distinct.
 * @param a (N, N); the lower triangle is read
 * @throws ShapeError when a is not square
 * @throws NumericsError when a holds a number that is not finite
 */
export function symmetricEigen(a: Matrix64): Eigensystem {
  expectShape("symmetricEigen", a, { N: a.cols, "N'": a.rows });
  if (!a.data.every(Number.isFinite)) throw new NumericsError("symmetricEigen: the matrix is not finite");
  const tridiagonal = tridiagonalise(a);
  diagonalise(tridiagonal);
  return sortDescending(tridiagonal.diagonal, tridiagonal.basis);
}

/** Householder reflections H = I - 2 v v' from the left and the right, column by column. */
function tridiagonalise(a: Matrix64): Tridiagonal {
  const n = a.rows;
  const work = symmetricCopy(a);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const reflectors = zeros64(n, n); // row k is v of step k, zero up to k
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = work.data[k * n + k]!;
    const v = reflectors.data.subarray(k * n, (k + 1) * n);
    offDiagonal[k] = makeReflector(work, k, v);
    reflectBothSides(work, k + 1, v);
  }
  if (n > 0) diagonal[n - 1] = work.data[n * n - 1]!;
  return { diagonal, offDiagonal, basis: productOfReflectors(reflectors) };
}

function symmetricCopy(a: Matrix64): Matrix64 {
  const n = a.rows;
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      out.data[i * n + j] = a.data[i * n + j]!;
      out.data[j * n + i] = a.data[i * n + j]!;
    }
  }
  return out;
}

/** Writes the unit v that maps column k below the diagonal on its first axis; returns what remains there. */
function makeReflector(work: Matrix64, k: number, v: Float64Array): number {
  const n = work.rows;
  const first = work.data[k * n + k + 1]!; // row k, for the matrix is symmetric
  let scale = 0;
  for (let j = k + 1; j < n; j++) scale = Math.max(scale, Math.abs(work.data[k * n + j]!));
  if (k === n - 2 || scale === 0) return first; // nothing to remove, v = 0
  let squares = 0;
  for (let j = k + 1; j < n; j++) {
    v[j] = work.data[k * n + j]! / scale;
    squares += v[j]! * v[j]!;
  }
  const length = Math.sqrt(squares);
  const remainder = v[k + 1]! > 0 ? -length : length;
  v[k + 1]! -= remainder;
  const vLength = Math.sqrt(2 * length * (length + Math.abs(first / scale)));
  for (let j = k + 1; j < n; j++) v[j]! /= vLength;
  return remainder * scale;
}

/** work <- H work H on rows and columns from `start`: work - 2 (v w' + w v'), w = work v - (v' work v) v. */
function reflectBothSides(work: Matrix64, start: number, v: Float64Array): void {
  const n = work.rows;
  const w = new Float64Array(n);
  let vw = 0;
  for (let i = start; i < n; i++) {
    let sum = 0;
    for (let j = start; j < n; j++) sum += work.data[i * n + j]! * v[j]!;
    w[i] = sum;
    vw += sum * v[i]!;
  }
  for (let i = start; i < n; i++) w[i]! -= vw * v[i]!;
  for (let i = start; i < n; i++) {
    const vi = 2 * v[i]!;
    const wi = 2 * w[i]!;
    for (let j = start; j < n; j++) work.data[i * n + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** ... H_1 H_0, multiplied from the left end, where the factors are still small. */
function productOfReflectors(reflectors: Matrix64): Matrix64 {
  const n = reflectors.rows;
  const product = identity64(n);
  for (let k = n - 3; k >= 0; k--) {
    const v = reflectors.data.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += product.data[i * n + j]! * v[j]!;
      sum *= 2;
      for (let j = k + 1; j < n; j++) product.data[i * n + j]! -= sum * v[j]!;
    }
  }
  return product;
}

/** Implicit QR steps until every off-diagonal element is negligible; the diagonal then holds the eigenvalues. */
function diagonalise(tridiagonal: Tridiagonal): void {
  const { diagonal: d, offDiagonal: e } = tridiagonal;
  const negligible = (k: number): boolean => Math.abs(e[k]!) <= 2 ** -53 * (Math.abs(d[k]!) + Math.abs(d[k + 1]!));
  let last = d.length - 1;
  let steps = 0;
  while (last > 0) {
    if (negligible(last - 1) || Math.abs(e[last - 1]!) < Number.MIN_VALUE * 2 ** 53) {
      e[--last] = 0;
      steps = 0;
      continue;
    }
    if (++steps > MAX_STEPS_PER_VALUE) throw new NumericsError("symmetricEigen: no convergence");
    let first = last - 1;
    while (first > 0 && !negligible(first - 1)) first--;
    qrStep(tridiagonal, first, last);
  }
}

/** One implicit QR step on rows [first, last], chasing the bulge down. */
function qrStep({ diagonal: d, offDiagonal: e, basis }: Tridiagonal, first: number, last: number): void {
  const half = (d[last - 1]! - d[last]!) / 2;
  const corner = e[last - 1]!;
  const shift = d[last]! - (corner * corner) / (half + (half >= 0 ? 1 : -1) * Math.hypot(half, corner));
  let x = d[first]! - shift;
  let bulge = e[first]!;
  for (let k = first; k < last; k++) {
    const length = Math.hypot(x, bulge);
    const c = length === 0 ? 1 : x / length;
    const s = length === 0 ? 0 : bulge / length;
    if (k > first) e[k - 1] = length;
    const upper = d[k]!;
    const lower = d[k + 1]!;
    const off = e[k]!;
    d[k] = c * c * upper + 2 * c * s * off + s * s * lower;
    d[k + 1] = s * s * upper - 2 * c * s * off + c * c * lower;
    e[k] = c * s * (lower - upper) + (c * c - s * s) * off;
    if (k + 1 < last) {
      x = e[k]!;
      bulge = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    rotateRows(basis, k, c, s);
  }
}

/** Rotates rows k and k + 1 into each other. */
function rotateRows(basis: Matrix64, k: number, c: number, s: number): void {
  const { data, cols } = basis;
  const upperRow = k * cols;
  const lowerRow = upperRow + cols;
  for (let j = 0; j < cols; j++) {
    const upper = data[upperRow + j]!;
    const lower = data[lowerRow + j]!;
    data[upperRow + j] = c * upper + s * lower;
    data[lowerRow + j] = c * lower - s * upper;
  }
}

/** Rows of `basis` become columns, ordered by value, signs fixed. */
function sortDescending(unsorted: Float64Array, basis: Matrix64): Eigensystem {
  const n = unsorted.length;
  const order = Array.from(unsorted.keys()).sort((i, j) => unsorted[j]! - unsorted[i]!);
  const vectors = zeros64(n, n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors.data[i * n + to] = basis.data[from * n + i]!;
  });
  return { values: Float64Array.from(order, (from) => unsorted[from]!), vectors: fixSigns(vectors) };
}

/** Flips columns, in place, so that the component of largest magnitude is positive (the first one among equals). */
export function fixSigns(vectors: Matrix64): Matrix64 {
  const { data, rows, cols } = vectors;
  for (let j = 0; j < cols; j++) {
    let largest = 0;
    for (let i = 0; i < rows; i++) {
      const component = data[i * cols + j]!;
      if (Math.abs(component) > Math.abs(largest) * (1 + 1e-12)) largest = component;
    }
    if (largest < 0) for (let i = 0; i < rows; i++) data[i * cols + j]! *= -1;
  }
  return vectors;
}
