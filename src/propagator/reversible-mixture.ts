// A transition density that is in equilibrium by construction. D latent coordinates, C components, N rows.
//
//   p(y | x) = sum_k r_k(x) sum_l T_kl g_l(y)         r_k(x) = pi_k g_k(x) / q(x),  q(x) = sum_k pi_k g_k(x)
//
// Where pi_k T_kl = pi_l T_lk, detailed balance holds, q(x) p(y | x) = q(y) p(x | y): q is the stationary density, and the
// slow eigenvalues are those of the flows between components. A mixture density whose weights depend on x and whose
// kernels do not; paths of it are those of a hidden Markov model that forgets its state at each step, all but x.

import { type Matrix32, type Matrix64, rowOf, zeros32, zeros64 } from "../base/index.js";
import { normaliseRows, truncatedMoments } from "../numerics/index.js";
import { type Components, componentDensity, responsibility } from "./components.js";

/** Plain data, stored in the model file. */
export interface ReversibleMixture {
  readonly method: "reversible";
  readonly components: Components;
  /** (C, C) T, rows sum to 1. */
  readonly transition: Matrix64;
}

/** @param flows (C, C) pi_k T_kl */
export function reversibleMixture(components: Components, flows: Matrix64): ReversibleMixture {
  return { method: "reversible", components, transition: normaliseRows({ ...flows, data: flows.data.slice() }) };
}

/** A function that writes the weights w_l(x) = sum_k r_k(x) T_kl of the row that begins at `at` into `out`, (C). */
function weightsOfNext({ components, transition }: ReversibleMixture) {
  const share = responsibility(components);
  const shares = new Float64Array(components.law.length);
  return (x: Float32Array, at: number, out: Float64Array): void => {
    share(x, at, shares);
    out.fill(0);
    for (let k = 0; k < shares.length; k++) {
      if (shares[k] === 0) continue;
      const row = rowOf(transition, k);
      for (let l = 0; l < out.length; l++) out[l]! += shares[k]! * row[l]!;
    }
  };
}

/** (N) ln p(y | x). @param x (N, D) @param y (N, D), in the unit box */
export function reversibleLogDensities(mixture: ReversibleMixture, x: Matrix32, y: Matrix32): Float64Array {
  const weigh = weightsOfNext(mixture);
  const density = componentDensity(mixture.components);
  const weights = new Float64Array(mixture.components.law.length);
  const logs = new Float64Array(weights.length);
  return Float64Array.from({ length: x.rows }, (_, row) => {
    weigh(x.data, row * x.cols, weights);
    density(y.data, row * y.cols, logs);
    const peak = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return peak + Math.log(weights.reduce((sum, weight, l) => sum + weight * Math.exp(logs[l]! - peak), 0));
  });
}

/** (N, D) E[y | x]. @param x (N, D) in the unit box */
export function reversibleMean(mixture: ReversibleMixture, x: Matrix32): Matrix32 {
  const weigh = weightsOfNext(mixture);
  const means = componentMeans(mixture.components);
  const weights = new Float64Array(means.rows);
  const out = zeros32(x.rows, x.cols);
  for (let row = 0; row < x.rows; row++) {
    weigh(x.data, row * x.cols, weights);
    for (let d = 0; d < x.cols; d++) {
      let mean = 0;
      for (let l = 0; l < weights.length; l++) mean += weights[l]! * means.data[l * x.cols + d]!;
      out.data[row * x.cols + d] = mean;
    }
  }
  return out;
}

function componentMeans({ centres, deviations }: Components): Matrix64 {
  const out = zeros64(centres.rows, centres.cols);
  for (let k = 0; k < out.data.length; k++) {
    out.data[k] = truncatedMoments(centres.data[k]!, deviations.data[k]!).mean;
  }
  return out;
}
