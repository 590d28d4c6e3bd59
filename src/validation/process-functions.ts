// Processes seen through functions of a one-dimensional state, for a coordinate that is no eigenfunction itself.
// N grid points, P processes.

import type { FloatArray, Matrix64 } from "../base/index.js";

/** Plain data. */
export interface ProcessFunctions {
  /** (N) ascending, equally spaced. */
  readonly grid: Float64Array;
  /** (N, P), linear in between and constant beyond. */
  readonly values: Matrix64;
}

/** Function p at x. */
function valueAt({ grid, values }: ProcessFunctions, p: number, x: number): number {
  const { data, cols } = values;
  const last = grid.length - 1;
  const position = Math.min(last, Math.max(0, (x - grid[0]!) / (grid[1]! - grid[0]!)));
  const below = Math.min(last - 1, Math.floor(position));
  const low = data[below * cols + p]!;
  return low + (position - below) * (data[(below + 1) * cols + p]! - low);
}

/** Function p at each of many x. */
export function valuesAt(processes: ProcessFunctions, p: number, x: FloatArray): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < x.length; t++) out[t] = valueAt(processes, p, x[t]!);
  return out;
}
