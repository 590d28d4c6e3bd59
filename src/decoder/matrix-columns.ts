// Matrices taken apart and put together by their columns. T rows.

import { type Matrix32, zeros32 } from "../base/index.js";

/** Columns [first, first + count), copied. */
export function columnsOf({ data, rows, cols }: Matrix32, first: number, count: number): Matrix32 {
  const out = zeros32(rows, count);
  for (let t = 0; t < rows; t++) out.data.set(data.subarray(t * cols + first, t * cols + first + count), t * count);
  return out;
}

/** (T, M) and (T, N), side by side: (T, M + N). */
export function joinColumns(left: Matrix32, right: Matrix32): Matrix32 {
  const cols = left.cols + right.cols;
  const out = zeros32(left.rows, cols);
  for (let t = 0; t < left.rows; t++) {
    out.data.set(left.data.subarray(t * left.cols, (t + 1) * left.cols), t * cols);
    out.data.set(right.data.subarray(t * right.cols, (t + 1) * right.cols), t * cols + left.cols);
  }
  return out;
}
