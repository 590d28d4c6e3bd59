// Systems with known answers, on the grids of a comparison. N grid points, B bins.

import { type Matrix64, zeros64 } from "../base/index.js";
import { multiply, multiplyTransposed, transpose } from "../numerics/index.js";
import { probabilitiesBetween } from "../systems/index.js";
import { type Bins, edgesOf } from "./bins.js";

/** What is known of a one-dimensional system beforehand, to the resolution of a grid. */
export interface ExactReference {
  /** (N) ascending, equally spaced. */
  readonly grid: Float64Array;
  /** (N) stationary probability of each grid point. */
  readonly law: Float64Array;
  /** (N, N) transition probabilities at the lag time. */
  readonly lagged: Matrix64;
  /** (P) lambda_p at the lag time. */
  readonly eigenvalues: Float64Array;
  /** (P) in the report's time unit. */
  readonly timescales: readonly (number | null)[];
}

/** (B) stationary probabilities. */
export function exactProbabilities({ grid, law }: ExactReference, bins: Bins): Float64Array {
  return Float64Array.from(probabilitiesBetween(grid, law, edgesOf(bins)));
}

/** (B, B) transition probabilities at the lag time, each bin entered by its stationary law. */
export function exactTransition({ grid, law, lagged }: ExactReference, bins: Bins): Matrix64 {
  const shares = cellShares(grid, bins); // (N, B)
  const flow = { ...lagged, data: lagged.data.map((p, at) => p * law[Math.floor(at / lagged.cols)]!) };
  const moves = multiply(multiplyTransposed(shares, flow), shares);
  const starts = multiply({ data: law, rows: 1, cols: law.length }, shares).data;
  return { ...moves, data: moves.data.map((p, at) => p / starts[Math.floor(at / moves.cols)]!) };
}

/** (N, B) how much of each grid point's cell lies in each bin. */
function cellShares(grid: Float64Array, bins: Bins): Matrix64 {
  const edges = edgesOf(bins);
  const shares = zeros64(bins.count, grid.length);
  const one = new Float64Array(grid.length);
  for (let i = 0; i < grid.length; i++) {
    one[i] = 1;
    probabilitiesBetween(grid, one, edges).forEach((share, b) => {
      shares.data[b * grid.length + i] = share;
    });
    one[i] = 0;
  }
  return transpose(shares);
}
