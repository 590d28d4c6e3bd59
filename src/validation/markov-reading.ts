// What counts of transitions between clusters say, by reversible chains. K clusters, N states along psi_1, P processes, L lags.

import { type Matrix64, zeros64 } from "../base/index.js";
import {
  committor,
  impliedTimescale,
  largestConnectedSet,
  multiply,
  type ReversibleChain,
  restrictCounts,
  reversibleChain,
  reversibleEigenvalues,
  type StateSet,
} from "../numerics/index.js";
import type { Basins } from "./basins.js";
import { stateOf } from "./state-evidence.js";

/** What the counts of one block, or of all, say. */
export interface MarkovReading {
  /** The connected clusters at one lag time, and their chain. */
  readonly clusters: Int32Array;
  readonly chain: ReversibleChain;
  /** (P, L) in lag times; NaN where unresolved. */
  readonly implied: Matrix64;
  /** (N, L) as in `StayingEvidence`. */
  readonly predicted: Matrix64;
  readonly estimated: Matrix64;
  readonly passages: { readonly up: number; readonly down: number } | null;
}

const MIN_CLUSTERS = 3;

/**
 * @param moves at each multiple of the lag time, (K, K)
 * @param positions psi_1 of the centres (K)
 */
export function readCounts(
  moves: readonly Matrix64[],
  positions: Float64Array,
  { boundaries, cores }: Basins,
  nProcesses: number,
): MarkovReading | null {
  const models = moves.map((counts) => {
    const clusters = largestConnectedSet(counts);
    return clusters.length < MIN_CLUSTERS
      ? null
      : { clusters, chain: reversibleChain(restrictCounts(counts, clusters)) };
  });
  const [first] = models;
  if (!first) return null;
  const nLags = moves.length;
  const statesOf = (clusters: Int32Array): number[] =>
    Array.from(clusters, (cluster) => stateOf(boundaries, positions[cluster]!));
  const implied = filledWithNaN(nProcesses, nLags);
  const predicted = filledWithNaN(boundaries.length + 1, nLags);
  const estimated = filledWithNaN(boundaries.length + 1, nLags);
  let power = first.chain.transition;
  models.forEach((model, k) => {
    if (k > 0) power = multiply(power, first.chain.transition);
    fillStaying(predicted, k, { transition: power, law: first.chain.law }, statesOf(first.clusters));
    if (model === null) return;
    fillStaying(estimated, k, model.chain, statesOf(model.clusters));
    const eigenvalues = reversibleEigenvalues(model.chain.transition, model.chain.law);
    for (let p = 0; p < nProcesses; p++) {
      const lambda = eigenvalues[p + 1];
      implied.data[p * nLags + k] = (lambda === undefined ? null : impliedTimescale(lambda, k + 1)) ?? Number.NaN;
    }
  });
  const [lower, upper] = cores.map(([lo, hi]) =>
    Uint8Array.from(first.clusters, (cluster) => (positions[cluster]! >= lo && positions[cluster]! <= hi ? 1 : 0)),
  );
  return { ...first, implied, predicted, estimated, passages: passageTimes(first.chain, lower!, upper!) };
}

function filledWithNaN(rows: number, cols: number): Matrix64 {
  const out = zeros64(rows, cols);
  out.data.fill(Number.NaN);
  return out;
}

/** Column k: of each state the probability to be in it again after a step from its part of the stationary law. */
function fillStaying(out: Matrix64, k: number, { transition, law }: ReversibleChain, states: readonly number[]): void {
  for (let state = 0; state < out.rows; state++) {
    let inside = 0;
    let staying = 0;
    for (let i = 0; i < law.length; i++) {
      if (states[i] !== state) continue;
      inside += law[i]!;
      for (let j = 0; j < law.length; j++) {
        if (states[j] === state) staying += law[i]! * transition.data[i * law.length + j]!;
      }
    }
    out.data[state * out.cols + k] = staying / inside;
  }
}

/**
 * Mean times from first arrival in one set to first arrival in the other, by transition path theory (Metzner, Schuette,
 * Vanden-Eijnden, Multiscale Model. Simul. 2009, 7, 1192): the share of time since last in the one by the flux.
 */
function passageTimes(
  { transition, law }: ReversibleChain,
  lower: StateSet,
  upper: StateSet,
): { up: number; down: number } | null {
  if (!lower.includes(1) || !upper.includes(1)) return null;
  const q = committor(transition, lower, upper);
  let flux = 0;
  let sinceUpper = 0;
  for (let i = 0; i < law.length; i++) {
    sinceUpper += law[i]! * q[i]!; // of a reversible chain q is also the probability to have been in `upper` last
    if (lower[i] !== 1) continue;
    for (let j = 0; j < law.length; j++) flux += law[i]! * transition.data[i * law.length + j]! * q[j]!;
  }
  return { up: (1 - sinceUpper) / flux, down: sinceUpper / flux };
}
