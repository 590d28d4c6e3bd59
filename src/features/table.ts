// Rows of numbers, one a frame, perhaps more than memory holds. T rows, C columns.

import { type Matrix32, zeros32 } from "../base/index.js";

/**
 * The numbers of frames of the trajectories that follow one another in a table or matrix.
 * No pair (t, t + lag) may cross from one into the next.
 */
export type Segments = readonly number[];

/** All frames' rows of one kind (features, or coordinates). */
export interface Table {
  readonly rows: number;
  readonly cols: number;
  readonly segments: Segments;
  /** Rows [start, start + count), copied. */
  read(start: number, count: number): Matrix32;
  /** The rows named, copied one after the other into `out`, (indices.length, C). */
  gather(indices: Int32Array, out: Float32Array): void;
}

/** A table being filled, trajectory by trajectory. */
export interface TableBuilder {
  readonly cols: number;
  /** Adds rows to the trajectory at hand. */
  append(rows: Matrix32): void;
  /** The trajectory at hand ends here. */
  endSegment(): void;
  finish(): Table;
}

/** Wraps a matrix in memory. */
export function tableOf(matrix: Matrix32, segments: Segments): Table {
  const { data, rows, cols } = matrix;
  return {
    rows,
    cols,
    segments,
    read: (start, count) => ({ data: data.slice(start * cols, (start + count) * cols), rows: count, cols }),
    gather: (indices, out) => {
      for (let i = 0; i < indices.length; i++) {
        const from = indices[i]! * cols;
        out.set(data.subarray(from, from + cols), i * cols);
      }
    },
  };
}

/** A builder whose rows stay in memory. */
export function memoryTable(cols: number): TableBuilder {
  const parts: Matrix32[] = [];
  const segments: number[] = [];
  let open = 0;
  return {
    cols,
    append: (rows) => {
      parts.push(rows);
      open += rows.rows;
    },
    endSegment: () => {
      segments.push(open);
      open = 0;
    },
    finish: () => {
      const all = zeros32(
        segments.reduce((sum, n) => sum + n, 0),
        cols,
      );
      let at = 0;
      for (const part of parts) {
        all.data.set(part.data, at);
        at += part.data.length;
      }
      return tableOf(all, segments);
    },
  };
}

/**
 * The first frames t of all pairs (t, t + lag) inside one trajectory.
 * @param lagFrames at least 1
 */
export function laggedPairs(segments: Segments, lagFrames: number): Int32Array {
  const nPairs = segments.reduce((sum, length) => sum + Math.max(0, length - lagFrames), 0);
  const starts = new Int32Array(nPairs);
  let k = 0;
  let first = 0;
  for (const length of segments) {
    for (let t = 0; t < length - lagFrames; t++) starts[k++] = first + t;
    first += length;
  }
  return starts;
}
