// Some columns of a table, as a table. T rows, C columns.

import { type Matrix32, zeros32 } from "../base/index.js";
import type { Table } from "./table.js";

/**
 * A view: rows are read from the table, which stays open when the view is closed.
 * @param columns (C) of the table, from 0
 */
export function pickColumns(table: Table, columns: Int32Array): Table {
  const pick = (from: Matrix32, out: Float32Array): void => {
    for (let row = 0, at = 0; row < from.data.length; row += from.cols) {
      for (let c = 0; c < columns.length; c++) out[at++] = from.data[row + columns[c]!]!;
    }
  };
  return {
    rows: table.rows,
    cols: columns.length,
    segments: table.segments,
    read: (start, count) => {
      const out = zeros32(count, columns.length);
      pick(table.read(start, count), out.data);
      return out;
    },
    gather: (indices, out) => {
      const whole = zeros32(indices.length, table.cols);
      table.gather(indices, whole.data);
      pick(whole, out);
    },
    close: () => {},
  };
}
