// Rows of numbers, one a frame, perhaps more than memory holds. T rows, C columns.

import { expectShape, type Matrix32, zeros32 } from "../base/index.js";

/**
 * The numbers of frames of the trajectories that follow one another in a table or matrix.
 * No pair (t, t + lag) may cross from one into the next.
 */
export type Segments = readonly number[];

/** The row at which each segment begins. */
export function segmentStarts(segments: Segments): number[] {
  let start = 0;
  return segments.map((length) => {
    start += length;
    return start - length;
  });
}

/** All frames' rows of one kind (features, or coordinates). */
export interface Table {
  readonly rows: number;
  readonly cols: number;
  readonly segments: Segments;
  /** Rows [start, start + count), copied. */
  read(start: number, count: number): Matrix32;
  /** The rows named, copied one after the other into `out`, (indices.length, C). */
  gather(indices: Int32Array, out: Float32Array): void;
  /** Gives back what the rows take up, memory or disk; no row can be read afterwards. */
  close(): void;
}

/** The rows named, as a matrix. */
export function gatherRows(table: Table, rows: Int32Array): Matrix32 {
  const out = zeros32(rows.length, table.cols);
  table.gather(rows, out.data);
  return out;
}

/** A table being filled, trajectory by trajectory. */
export interface TableBuilder {
  readonly cols: number;
  /** Adds rows to the trajectory at hand; they belong to the builder from then on. */
  append(rows: Matrix32): void;
  /** The trajectory at hand ends here. */
  endSegment(): void;
  /** Ends the trajectory at hand, if it has rows. */
  finish(): Table;
  /** Gives up: nothing is left behind. */
  abandon(): void;
}

/** Where a builder puts its rows. */
export interface RowStore {
  append(rows: Matrix32): void;
  finish(segments: Segments): Table;
  abandon(): void;
}

/** Counts the segments of the rows that go into `store`. */
export function buildTable(cols: number, store: RowStore): TableBuilder {
  const segments: number[] = [];
  let open = 0;
  const endSegment = (): void => {
    segments.push(open);
    open = 0;
  };
  return {
    cols,
    append: (rows) => {
      expectShape("table", rows, { T: null, C: cols });
      store.append(rows);
      open += rows.rows;
    },
    endSegment,
    finish: () => {
      if (open > 0) endSegment();
      return store.finish(segments);
    },
    abandon: store.abandon,
  };
}

/** A builder whose rows stay in memory. */
export function memoryTable(cols: number): TableBuilder {
  const parts: Matrix32[] = [];
  return buildTable(cols, {
    append: (rows) => parts.push(rows),
    finish: (segments) => tableOf(joinRows(parts, cols), segments),
    abandon: () => parts.splice(0),
  });
}

/** All parts, one after the other; empties the list on the way, so that each part's memory can go. */
export function joinRows(parts: Matrix32[], cols: number): Matrix32 {
  const all = zeros32(
    parts.reduce((sum, part) => sum + part.rows, 0),
    cols,
  );
  let at = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    all.data.set(part.data, at);
    at += part.data.length;
  }
  return all;
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
    close: () => {},
  };
}

/** Some columns of a table, copied out where rows are read. @param columns of the table, from 0 */
export function columnsOf(table: Table, columns: Int32Array): Table {
  const copyColumns = (rows: Matrix32, out: Float32Array): void => {
    for (let row = 0, at = 0; row < rows.data.length; row += rows.cols) {
      for (let c = 0; c < columns.length; c++) out[at++] = rows.data[row + columns[c]!]!;
    }
  };
  return {
    rows: table.rows,
    cols: columns.length,
    segments: table.segments,
    read: (start, count) => {
      const out = zeros32(count, columns.length);
      copyColumns(table.read(start, count), out.data);
      return out;
    },
    gather: (indices, out) => copyColumns(gatherRows(table, indices), out),
    close: table.close,
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
