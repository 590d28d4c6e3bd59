// What a network sees of the features: nuisance motions taken out, then standardised.
// T frames, F features, M basis functions, N nuisance modes.

import type { Matrix64 } from "../base/index.js";
import type { Scaling } from "../features/index.js";
import { constant, matmul, mul, sub, type Tensor } from "../tensor/index.js";
import { type SrvNetwork, trainedPass } from "./srv-network.js";

/** Slow motions that the latent space shall not resolve: modes of an encoder that was fitted first. Plain data. */
export interface Nuisance {
  readonly network: SrvNetwork;
  /** (M) mean of the basis functions. */
  readonly mean: Float64Array;
  /** (M, N) psi = (chi - mean) vectors. */
  readonly vectors: Matrix64;
  /** (N, F) <psi_n x_f> / <psi_n^2>: what each feature follows of a mode. */
  readonly slopes: Matrix64;
}

export interface Preparation {
  readonly scaling: Scaling;
  readonly nuisance: Nuisance | null;
}

/**
 * What is left of the features, over the deviation that they had: small where a feature belonged to a nuisance mode.
 * @param x (B, F) raw features
 */
export function prepare(x: Tensor, { scaling, nuisance }: Preparation): Tensor {
  const standard = standardise(x, scaling);
  if (nuisance === null) return standard;
  const { network, mean, vectors, slopes } = nuisance;
  const psi = matmul(sub(trainedPass(network, standard), row(mean)), matrix(vectors));
  return standardise(sub(x, matmul(psi, matrix(slopes))), scaling);
}

/** (x - mean) / scale, with the training data's moments as constants. */
function standardise(x: Tensor, { mean, scale }: Scaling): Tensor {
  return mul(sub(x, row(mean)), row(scale.map((s) => 1 / s)));
}

function row(values: Float64Array): Tensor {
  return constant(Float32Array.from(values), [1, values.length]);
}

function matrix({ data, rows, cols }: Matrix64): Tensor {
  return constant(Float32Array.from(data), [rows, cols]);
}
