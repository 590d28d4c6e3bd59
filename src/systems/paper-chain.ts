// The discrete model that the paper calls analytical, to show beside the exact answers.

import { type Matrix64, zeros64 } from "../base/index.js";
import { impliedTimescale, normaliseRows, reversibleEigenvalues, stationaryDistribution } from "../numerics/index.js";
import { fourWellAxis } from "./four-well.js";

export interface PaperChain {
  /** (100). */
  readonly grid: Float64Array;
  readonly transition: Matrix64;
  readonly law: Float64Array;
  /** t_1, t_2, t_3, in moves of the chain. */
  readonly timescales: readonly (number | null)[];
}

const PAPER_BINS = 100;
const N_TIMESCALES = 3;

/**
 * The analytic model of Sidky 2020, sec. 3.1: moves to neighbouring bins with p(j|i) = C_i exp(-(V_j - V_i)), V = 2U.
 * Its stationary law is Boltzmann's; its clock is its grid, so its time scales are not those of the dynamics.
 */
export function paperChain(): PaperChain {
  const grid = Float64Array.from({ length: PAPER_BINS }, (_, i) => -1 + (2 * i) / (PAPER_BINS - 1));
  const potential = grid.map((x) => fourWellAxis.potential(x) / 2);
  const weights = zeros64(PAPER_BINS, PAPER_BINS);
  for (let i = 0; i < PAPER_BINS; i++) {
    for (let j = Math.max(0, i - 1); j <= Math.min(PAPER_BINS - 1, i + 1); j++) {
      weights.data[i * PAPER_BINS + j] = Math.exp(potential[i]! - potential[j]!);
    }
  }
  const transition = normaliseRows(weights);
  const law = stationaryDistribution(transition);
  const eigenvalues = reversibleEigenvalues(transition, law).subarray(1, 1 + N_TIMESCALES);
  return { grid, transition, law, timescales: Array.from(eigenvalues, (value) => impliedTimescale(value, 1)) };
}
