// Features of mean 0 and deviation 1. T rows, F features.

import { DataError, expectShape, type Matrix32 } from "../base/index.js";
import { createMoments } from "../numerics/index.js";
import type { Table } from "./table.js";

/** Plain data: scaled = (x - mean) / scale. */
export interface Scaling {
  /** (F) */
  readonly mean: Float64Array;
  /** (F) standard deviations; 1 for features that never change. */
  readonly scale: Float64Array;
}

export interface FittedScaling extends Scaling {
  /** The names of the features that never change. */
  readonly constant: readonly string[];
}

const BLOCK_ROWS = 4096;
/** A deviation that single precision cannot tell from none: two units in the last place of the mean. */
const CONSTANT_RELATIVE = 2.4e-7;

/**
 * Means and deviations of a table's columns in one pass, block by block.
 * @param table (T, F), T at least 1
 * @param names (F) of the features, for messages; "column 0" and so on when left out
 * @throws DataError naming the features that hold a NaN or infinity
 */
export function fitScaling(table: Table, names: readonly string[] = columnNames(table.cols)): FittedScaling {
  const { rows, cols } = table;
  if (rows === 0) throw new DataError("scaling: there is no frame");
  const moments = createMoments(cols);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    moments.add(table.read(start, Math.min(BLOCK_ROWS, rows - start)));
  }
  const { mean, std } = moments.finish();
  expectFinite(std, names);
  const isConstant = (f: number): boolean => std[f]! <= CONSTANT_RELATIVE * Math.abs(mean[f]!);
  return {
    mean,
    scale: std.map((value, f) => (isConstant(f) ? 1 : value)),
    constant: names.filter((_, f) => isConstant(f)),
  };
}

/** Scales rows in place. @param rows (T, F) @throws ShapeError */
export function applyScaling(scaling: Scaling, rows: Matrix32): void {
  const { mean, scale } = scaling;
  expectShape("applyScaling", rows, { T: null, F: mean.length });
  const { data, cols } = rows;
  for (let row = 0; row < data.length; row += cols) {
    for (let f = 0; f < cols; f++) data[row + f] = (data[row + f]! - mean[f]!) / scale[f]!;
  }
}

function expectFinite(values: Float64Array, names: readonly string[]): void {
  const bad = names.filter((_, f) => !Number.isFinite(values[f]!));
  if (bad.length === 0) return;
  const shown = bad.slice(0, 5).join(", ") + (bad.length > 5 ? `, and ${bad.length - 5} more` : "");
  throw new DataError(`scaling: not a finite number in some frames: ${shown}`, {
    hint: "Atoms that lie on one another or in line have no torsion: look at these frames, or leave these features out.",
  });
}

function columnNames(cols: number): string[] {
  return Array.from({ length: cols }, (_, f) => `column ${f}`);
}
