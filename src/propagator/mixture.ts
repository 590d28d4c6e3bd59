// A mixture density as tensor programs (Bishop 1994; Sidky 2020, eq. 5): from network outputs to kernels, to ln p, to
// its mean. B rows, D latent coordinates, C components, all on the unit box [0, 1]^D.

import {
  add,
  div,
  erf,
  exp,
  log,
  logSumExp,
  maximum,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  softplus,
  split,
  square,
  sub,
  sum,
  type Tensor,
} from "../tensor/index.js";

/** `gaussian`: on the whole line, as published; `truncated`: cut to [0, 1] and normalised there. */
export type Kernel = "gaussian" | "truncated";

/** How the deviation is kept positive: `softplus` with a floor, or `elu` (plus 1), as in the paper's code. */
export type DeviationLink = "softplus" | "elu";

export interface MixtureArchitecture {
  readonly latentDim: number;
  readonly nComponents: number;
  readonly kernel: Kernel;
  readonly deviation: DeviationLink;
}

export interface Mixture {
  readonly kernel: Kernel;
  /** (B, C) unnormalised log weights. */
  readonly logits: Tensor;
  /** (B, D, C): components last, so that what is broadcast over them is broadcast over neighbours in memory. */
  readonly mean: Tensor;
  /** (B, D, C). */
  readonly deviation: Tensor;
}

/** The narrowest kernel of the softplus link, in units of the box. */
export const MIN_DEVIATION = 1e-3;

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** A kernel's mass inside the box is not taken below this: single precision holds no less of a difference of two erf. */
const MIN_MASS = 1e-6;

export function nMixtureOutputs({ latentDim, nComponents }: MixtureArchitecture): number {
  return nComponents * (1 + 2 * latentDim);
}

/**
 * Splits the outputs of the network into logits, means (by a sigmoid: inside the box) and deviations.
 * @param outputs (B, C (1 + 2 D)): C logits, D C means, D C deviations
 */
export function mixtureOf(outputs: Tensor, architecture: MixtureArchitecture): Mixture {
  const { latentDim, nComponents, kernel, deviation } = architecture;
  const count = nComponents * latentDim;
  const [logits, means, widths] = split(outputs, 1, [nComponents, count, count]) as [Tensor, Tensor, Tensor];
  const shape = [outputs.shape[0]!, latentDim, nComponents];
  return {
    kernel,
    logits,
    mean: reshape(sigmoid(means), shape),
    deviation: reshape(deviation === "softplus" ? add(softplus(widths), MIN_DEVIATION) : eluPlusOne(widths), shape),
  };
}

/** elu(x) + 1: e^x below 0, x + 1 above. */
function eluPlusOne(x: Tensor): Tensor {
  return add(exp(neg(relu(neg(x)))), relu(x));
}

/** (B, 1) ln p(y) of y (B, D). */
export function logDensity(mixture: Mixture, y: Tensor): Tensor {
  const { logits, mean, deviation } = mixture;
  const [nRows, latentDim] = mean.shape as [number, number, number];
  const z = div(sub(reshape(y, [nRows, latentDim, 1]), mean), deviation);
  let logKernel = neg(add(mul(square(z), 0.5), log(deviation)));
  if (mixture.kernel === "truncated") logKernel = sub(logKernel, log(massInside(mixture)));
  const perComponent = sub(add(logits, sum(logKernel, [1], false)), latentDim * LN_SQRT_2PI);
  return sub(logSumExp(perComponent, 1), logSumExp(logits, 1));
}

/** (B, D, C) the share of each Gaussian inside [0, 1]. */
function massInside({ mean, deviation }: Mixture): Tensor {
  const upper = normalCdf(div(sub(1, mean), deviation));
  const lower = normalCdf(div(neg(mean), deviation));
  return maximum(sub(upper, lower), MIN_MASS);
}

/** (B, D) E[y]: of a truncated kernel mu + sigma (phi(a) - phi(b)) / (Phi(b) - Phi(a)), a = -mu/sigma, b = (1 - mu)/sigma. */
export function conditionalMean(mixture: Mixture): Tensor {
  const { logits, deviation } = mixture;
  const weights = exp(sub(logits, logSumExp(logits, 1)));
  let mean = mixture.mean;
  if (mixture.kernel === "truncated") {
    const a = normalPdf(div(neg(mean), deviation));
    const b = normalPdf(div(sub(1, mean), deviation));
    mean = add(mean, div(mul(deviation, sub(a, b)), massInside(mixture)));
  }
  const [nRows, nComponents] = weights.shape as [number, number];
  return sum(mul(reshape(weights, [nRows, 1, nComponents]), mean), [2], false);
}

function normalCdf(z: Tensor): Tensor {
  return mul(add(erf(mul(z, Math.SQRT1_2)), 1), 0.5);
}

function normalPdf(z: Tensor): Tensor {
  return mul(exp(mul(square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}
