// What the four-well system must give, computed from its Euler-Maruyama map and nothing else. N grid points.

import { type Matrix64, zeros64 } from "../base/index.js";
import {
  committor,
  eigenfunction,
  impliedTimescale,
  matrixPower,
  meanFirstPassageTime,
  normaliseRows,
  type StateSet,
  slowestEigenvalues,
  stationaryDistribution,
  transitionEntropy,
} from "../numerics/index.js";
import { fourWell, fourWellAxis } from "./four-well.js";
import { findLandmarks } from "./landmarks.js";

export interface FourWellReferenceOptions {
  /** N; the map's noise must span a few grid spacings. */
  readonly nGrid: number;
  readonly lo: number;
  readonly hi: number;
  /** In steps. */
  readonly lag: number;
}

const DEFAULT_OPTIONS: FourWellReferenceOptions = { nGrid: 500, lo: -1.4, hi: 1.4, lag: 100 };

export interface FourWellReference {
  /** (N), ascending, equally spaced. */
  readonly grid: Float64Array;
  /** (N, N), of one step. */
  readonly transition: Matrix64;
  /** (N, N), of `lag` steps. */
  readonly lagged: Matrix64;
  /** (N), stationary probability of each grid point; divide by the spacing for the density. */
  readonly law: Float64Array;
  /** lambda_0 = 1, lambda_1, ... lambda_3 of `lag` steps. */
  readonly eigenvalues: Float64Array;
  /** (N, 3) functions of x that `lag` steps shrink by lambda_1, lambda_2, lambda_3, of unit variance. */
  readonly eigenfunctions: Matrix64;
  /** t_1, t_2, t_3, in steps. */
  readonly timescales: readonly (number | null)[];
  /** Minima and maxima of the potential, ascending. */
  readonly wells: readonly number[];
  readonly barriers: readonly number[];
  /** (4), of the wells from left to right, parted at the barriers. */
  readonly populations: readonly number[];
  /** Mean steps from the core of the outer left well to that of the outer right one, and back. */
  readonly meanFirstPassage: { readonly leftToRight: number; readonly rightToLeft: number };
  /** (N), probability to reach the right core before the left one. */
  readonly committor: Float64Array;
  /** The lowest possible mean -ln p(x(t + lag) | x(t)), nats in x. */
  readonly conditionalEntropy: number;
}

/** Half the width of the cores of the outer wells. */
const CORE_RADIUS = 0.05;
const N_EIGENVALUES = 4;

/** The exact answers of the map, to the resolution of the grid. Takes seconds: the lag is a power of the full matrix. */
export function fourWellReference(options: Partial<FourWellReferenceOptions> = {}): FourWellReference {
  const { nGrid, lo, hi, lag } = { ...DEFAULT_OPTIONS, ...options };
  const spacing = (hi - lo) / (nGrid - 1);
  const grid = Float64Array.from({ length: nGrid }, (_, i) => lo + i * spacing);
  const transition = mapTransition(grid);
  const law = stationaryDistribution(transition);
  const lagged = matrixPower(transition, lag);
  const eigenvalues = slowestEigenvalues(lagged, N_EIGENVALUES).real;
  const { wells, barriers } = findLandmarks(fourWellAxis, lo, hi);
  const left = coreAround(grid, wells[0]!);
  const right = coreAround(grid, wells.at(-1)!);
  return {
    grid,
    transition,
    lagged,
    law,
    eigenvalues,
    eigenfunctions: eigenfunctionsOf(lagged, law, eigenvalues.subarray(1)),
    timescales: Array.from(eigenvalues.subarray(1), (value) => impliedTimescale(value, lag)),
    wells,
    barriers,
    populations: probabilitiesBetween(grid, law, [lo - spacing, ...barriers, hi + spacing]),
    meanFirstPassage: {
      leftToRight: meanFirstPassageTime(transition, left, right, law),
      rightToLeft: meanFirstPassageTime(transition, right, left, law),
    },
    committor: committor(transition, left, right),
    conditionalEntropy: transitionEntropy(lagged, law) + Math.log(spacing),
  };
}

/** (N, P), a column for each eigenvalue. */
function eigenfunctionsOf(lagged: Matrix64, law: Float64Array, eigenvalues: Float64Array): Matrix64 {
  const functions = zeros64(lagged.rows, eigenvalues.length);
  eigenvalues.forEach((value, p) => {
    eigenfunction(lagged, value, law).forEach((f, i) => {
      functions.data[i * functions.cols + p] = f;
    });
  });
  return functions;
}

/** One step x -> x - dt V'(x) + sqrt(2 kT dt) eta between grid points: T_ij ~ exp(-(x_j - <x'>_i)^2 / (2 std^2)). */
function mapTransition(grid: Float64Array): Matrix64 {
  const n = grid.length;
  const { timeStep, kT } = fourWell;
  const variance = 2 * kT * timeStep;
  const weights = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    const mean = grid[i]! - timeStep * fourWellAxis.slope(grid[i]!);
    for (let j = 0; j < n; j++) weights.data[i * n + j] = Math.exp(-((grid[j]! - mean) ** 2) / (2 * variance));
  }
  return normaliseRows(weights);
}

function coreAround(grid: Float64Array, centre: number): StateSet {
  return Uint8Array.from(grid, (x) => (Math.abs(x - centre) < CORE_RADIUS ? 1 : 0));
}

/**
 * Probability between consecutive edges, the probability of each grid point being spread over its cell.
 * @param grid (N), ascending, equally spaced
 * @param law (N)
 * @param edges (B + 1), ascending
 * @returns (B)
 */
export function probabilitiesBetween(grid: Float64Array, law: Float64Array, edges: ArrayLike<number>): number[] {
  const spacing = grid[1]! - grid[0]!;
  const below = (x: number): number => {
    let sum = 0;
    for (let i = 0; i < grid.length; i++) {
      const share = (x - grid[i]!) / spacing + 0.5; // of the cell that lies below x
      if (share <= 0) break;
      sum += law[i]! * Math.min(1, share);
    }
    return sum;
  };
  return Array.from({ length: edges.length - 1 }, (_, b) => below(edges[b + 1]!) - below(edges[b]!));
}
