// A mixture density network's outputs as a density (Bishop 1994; Sidky 2020, eq. 5), in tensor programs: ln p and the mean.
// B rows, D latent coordinates, C components, all on the unit box [0, 1]^D.

import {
  add,
  div,
  exp,
  log,
  logSumExp,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  split,
  square,
  sub,
  sum,
  type Tensor,
} from "../tensor/index.js";

export interface MixtureArchitecture {
  readonly latentDim: number;
  readonly nComponents: number;
}

export interface Mixture {
  /** (B, C) unnormalised log weights. */
  readonly logits: Tensor;
  /** (B, D, C): components last, so that what is broadcast over them is broadcast over neighbours in memory. */
  readonly mean: Tensor;
  /** (B, D, C). */
  readonly deviation: Tensor;
}

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

export function nMixtureOutputs({ latentDim, nComponents }: MixtureArchitecture): number {
  return nComponents * (1 + 2 * latentDim);
}

/**
 * Splits the outputs of the network into logits, means (by a sigmoid: inside the box) and deviations (by ELU plus 1).
 * @param outputs (B, C (1 + 2 D)): C logits, D C means, D C deviations
 */
export function mixtureOf(outputs: Tensor, { latentDim, nComponents }: MixtureArchitecture): Mixture {
  const count = nComponents * latentDim;
  const [logits, means, widths] = split(outputs, 1, [nComponents, count, count]) as [Tensor, Tensor, Tensor];
  const shape = [outputs.shape[0]!, latentDim, nComponents];
  return { logits, mean: reshape(sigmoid(means), shape), deviation: reshape(eluPlusOne(widths), shape) };
}

/** elu(x) + 1: e^x below 0, x + 1 above. */
function eluPlusOne(x: Tensor): Tensor {
  return add(exp(neg(relu(neg(x)))), relu(x));
}

/** (B, 1) ln p(y) of y (B, D). */
export function logDensity({ logits, mean, deviation }: Mixture, y: Tensor): Tensor {
  const [nRows, latentDim] = mean.shape as [number, number, number];
  const z = div(sub(reshape(y, [nRows, latentDim, 1]), mean), deviation);
  const logKernel = neg(add(mul(square(z), 0.5), log(deviation)));
  const perComponent = sub(add(logits, sum(logKernel, [1], false)), latentDim * LN_SQRT_2PI);
  return sub(logSumExp(perComponent, 1), logSumExp(logits, 1));
}

/** (B, D) E[y]. */
export function conditionalMean({ logits, mean }: Mixture): Tensor {
  const weights = exp(sub(logits, logSumExp(logits, 1)));
  const [nRows, nComponents] = weights.shape as [number, number];
  return sum(mul(reshape(weights, [nRows, 1, nComponents]), mean), [2], false);
}
