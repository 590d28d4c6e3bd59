// Mean and deviation of columns, in one pass over any number of blocks.

import { expectShape, type Matrix, NumericsError } from "../base/index.js";

export interface ColumnMoments {
  /** (C). */
  readonly mean: Float64Array;
  /** (C), population deviation (divided by the count). */
  readonly std: Float64Array;
}

export interface MomentAccumulator {
  /** @param block (T, C) */
  add(block: Matrix): void;
  /** @throws NumericsError when nothing was added */
  finish(): ColumnMoments & { readonly count: number };
}

/**
 * Moments of a table that comes block by block. Sums are taken about the first block's mean, so that a mean far from 0
 * costs no digits.
 * @param nColumns C
 */
export function createMoments(nColumns: number): MomentAccumulator {
  const sum = new Float64Array(nColumns);
  const squares = new Float64Array(nColumns);
  let shift: Float64Array | null = null;
  let count = 0;
  return {
    add: (block) => {
      expectShape("createMoments, add", block, { T: null, C: nColumns });
      if (block.rows === 0) return;
      shift ??= columnMeans(block);
      for (let t = 0, at = 0; t < block.rows; t++) {
        for (let j = 0; j < nColumns; j++, at++) {
          const deviation = block.data[at]! - shift[j]!;
          sum[j]! += deviation;
          squares[j]! += deviation * deviation;
        }
      }
      count += block.rows;
    },
    finish: () => {
      if (shift === null) throw new NumericsError("createMoments: no rows were added");
      const mean = shift.map((centre, j) => centre + sum[j]! / count);
      const std = squares.map((square, j) => Math.sqrt(Math.max(0, square / count - (sum[j]! / count) ** 2)));
      return { mean, std, count };
    },
  };
}

/**
 * Mean and population deviation of each column.
 * @param m (T, C), T at least 1
 */
export function columnMoments(m: Matrix): ColumnMoments {
  const moments = createMoments(m.cols);
  moments.add(m);
  const { mean, std } = moments.finish();
  return { mean, std };
}

/** @param m (T, C), T at least 1 */
export function columnMeans(m: Matrix): Float64Array {
  const mean = new Float64Array(m.cols);
  for (let t = 0, at = 0; t < m.rows; t++) for (let j = 0; j < m.cols; j++, at++) mean[j]! += m.data[at]!;
  return mean.map((sum) => sum / m.rows);
}
