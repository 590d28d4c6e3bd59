// Matrices are plain row-major arrays; the shape travels with the data.

import { ShapeError } from "./errors.js";

export type FloatArray = Float32Array | Float64Array;

/** A row-major matrix: element (i, j) is `data[i * cols + j]`. */
export interface Matrix<A extends FloatArray = FloatArray> {
  readonly data: A;
  readonly rows: number;
  readonly cols: number;
}

/** Double precision: covariances, eigenproblems, statistics. */
export type Matrix64 = Matrix<Float64Array>;
/** Single precision: coordinates, features, weights, network passes. */
export type Matrix32 = Matrix<Float32Array>;

/** Wraps `data` without copying. @throws ShapeError when rows x cols is not its length. */
export function matrixOf<A extends FloatArray>(data: A, rows: number, cols: number): Matrix<A> {
  if (rows * cols !== data.length) {
    throw new ShapeError(`matrix: ${rows} x ${cols} needs ${rows * cols} numbers, got ${data.length}`);
  }
  return { data, rows, cols };
}

export function zeros64(rows: number, cols: number): Matrix64 {
  return { data: new Float64Array(rows * cols), rows, cols };
}

export function zeros32(rows: number, cols: number): Matrix32 {
  return { data: new Float32Array(rows * cols), rows, cols };
}

/** Row i as a view. */
export function rowOf<A extends FloatArray>(m: Matrix<A>, i: number): A {
  return m.data.subarray(i * m.cols, (i + 1) * m.cols) as A;
}

/** Rows [start, stop) as a view. */
export function rowsOf<A extends FloatArray>(m: Matrix<A>, start: number, stop: number): Matrix<A> {
  return { data: m.data.subarray(start * m.cols, stop * m.cols) as A, rows: stop - start, cols: m.cols };
}

/** The rows named, copied one after the other. */
export function takeRows(m: Matrix32, rows: Int32Array): Matrix32 {
  const out = zeros32(rows.length, m.cols);
  for (let i = 0; i < rows.length; i++) out.data.set(rowOf(m, rows[i]!), i * m.cols);
  return out;
}

/** Column j as a copy in double precision. */
export function columnOf(m: Matrix, j: number): Float64Array {
  const out = new Float64Array(m.rows);
  for (let i = 0; i < m.rows; i++) out[i] = m.data[i * m.cols + j]!;
  return out;
}

export function identity64(n: number): Matrix64 {
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1;
  return out;
}

/**
 * Checks the two named dimensions of a matrix; `null` accepts any size.
 *
 *     expectShape("encode", features, { T: null, F: encoder.nFeatures })
 *
 * @throws ShapeError with a message made of the names: `encode: want (T, F = 42), got (100, 40)`.
 */
export function expectShape(where: string, m: Matrix, want: Readonly<Record<string, number | null>>): void {
  const sizes = Object.values(want);
  const got = [m.rows, m.cols];
  const fits = sizes.length === 2 && sizes.every((size, k) => size === null || size === got[k]);
  if (fits && m.data.length === m.rows * m.cols) return;
  const names = Object.entries(want).map(([name, size]) => (size === null ? name : `${name} = ${size}`));
  throw new ShapeError(`${where}: want (${names.join(", ")}), got (${got.join(", ")}) in ${m.data.length} numbers`);
}
