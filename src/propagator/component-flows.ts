// How often one component follows another: S in p(x, y) = sum_kl S_kl g_k(x) g_l(y), symmetric, by expectation and
// maximisation on pairs one lag time apart.
// N pairs, C components.
//
// With the responsibilities r of the stationary mixture the density of a pair is q(x) q(y) sum_kl r_k(x) G_kl r_l(y),
// G_kl = S_kl / (pi_k pi_l): all that is asked of a pair is where its ends belong.

import { type Matrix64, type Task, zeros64 } from "../base/index.js";
import type { Memberships } from "./memberships.js";

/** Where both ends of each pair belong. */
export interface PairMemberships {
  readonly from: Memberships;
  readonly to: Memberships;
}

/** Pairs that are taken to have been seen beside the data, between components at random: no step is impossible. */
const PRIOR_PAIRS = 1;

/** The flows of components that overlap as little as can be: each end of a pair by its memberships alone. */
export async function countFlows(pairs: PairMemberships, law: Float64Array, task: Task): Promise<Matrix64> {
  const n = law.length;
  const counts = zeros64(n, n);
  await forEachPair(pairs, task, (firstX, lastX, firstY, lastY) => {
    const { from, to } = pairs;
    for (let i = firstX; i < lastX; i++) {
      const row = from.components[i]! * n;
      for (let j = firstY; j < lastY; j++) counts.data[row + to.components[j]!]! += from.shares[i]! * to.shares[j]!;
    }
  });
  return reversibleShares(counts, law, pairs.from.logDensity.length);
}

/** One iteration: no pair of components loses likelihood on these pairs. */
export async function improveFlows(
  flows: Matrix64,
  pairs: PairMemberships,
  law: Float64Array,
  task: Task,
): Promise<Matrix64> {
  const n = law.length;
  const gain = gainOf(flows, law);
  const counts = zeros64(n, n);
  await forEachPair(pairs, task, (firstX, lastX, firstY, lastY) => {
    const { from, to } = pairs;
    const density = pairGain(gain, pairs, firstX, lastX, firstY, lastY);
    for (let i = firstX; i < lastX; i++) {
      const row = from.components[i]! * n;
      const share = from.shares[i]! / density;
      for (let j = firstY; j < lastY; j++) {
        const at = row + to.components[j]!;
        counts.data[at]! += share * gain.data[at]! * to.shares[j]!;
      }
    }
  });
  return reversibleShares(counts, law, pairs.from.logDensity.length);
}

/** -mean ln p(y | x), nats in the unit box. */
export async function flowNll(flows: Matrix64, pairs: PairMemberships, law: Float64Array, task: Task): Promise<number> {
  const { from, to } = pairs;
  const gain = gainOf(flows, law);
  const leaving = rowSums(flows);
  let total = 0;
  await forEachPair(pairs, task, (firstX, lastX, firstY, lastY, pair) => {
    let weight = 0;
    for (let i = firstX; i < lastX; i++) {
      const k = from.components[i]!;
      weight += (from.shares[i]! * leaving[k]!) / law[k]!;
    }
    total += Math.log(pairGain(gain, pairs, firstX, lastX, firstY, lastY) / weight) + to.logDensity[pair]!;
  });
  return -total / to.logDensity.length;
}

export function rowSums({ data, rows, cols }: Matrix64): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) =>
    data.subarray(i * cols, (i + 1) * cols).reduce((sum, value) => sum + value, 0),
  );
}

/** Visits the ranges of memberships of each pair's ends. */
async function forEachPair(
  { from, to }: PairMemberships,
  task: Task,
  visit: (firstX: number, lastX: number, firstY: number, lastY: number, pair: number) => void,
): Promise<void> {
  for (let pair = 0; pair < from.logDensity.length; pair++) {
    visit(from.offsets[pair]!, from.offsets[pair + 1]!, to.offsets[pair]!, to.offsets[pair + 1]!, pair);
    if (pair % 4096 === 0) await task.yield();
  }
}

/** sum_kl r_k(x) G_kl r_l(y). */
function pairGain(
  gain: Matrix64,
  { from, to }: PairMemberships,
  firstX: number,
  lastX: number,
  firstY: number,
  lastY: number,
): number {
  let sum = 0;
  for (let i = firstX; i < lastX; i++) {
    const row = from.components[i]! * gain.cols;
    let inner = 0;
    for (let j = firstY; j < lastY; j++) inner += gain.data[row + to.components[j]!]! * to.shares[j]!;
    sum += from.shares[i]! * inner;
  }
  return sum;
}

/** G. */
function gainOf({ data, rows: n }: Matrix64, law: Float64Array): Matrix64 {
  return { data: data.map((flow, at) => flow / (law[Math.floor(at / n)]! * law[at % n]!)), rows: n, cols: n };
}

/** Counts and those of the reversed pairs, with the prior, as shares that sum to 1. */
function reversibleShares({ data, rows: n }: Matrix64, law: Float64Array, nPairs: number): Matrix64 {
  const flows = zeros64(n, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      const seen = (data[k * n + l]! + data[l * n + k]!) / 2;
      flows.data[k * n + l] = (seen + PRIOR_PAIRS * law[k]! * law[l]!) / (nPairs + PRIOR_PAIRS);
    }
  }
  return flows;
}
