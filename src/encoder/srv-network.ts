// The network of one lobe of the SRV: features -> R^M. B rows, F features, H hidden units, M outputs.

import {
  add,
  BATCH_NORM_EPSILON,
  batchNorm,
  constant,
  constantParameters,
  div,
  linear,
  mul,
  type ParameterShapes,
  type Shape,
  sqrt,
  sub,
  type Tensor,
  tanh,
} from "../tensor/index.js";

export interface SrvArchitecture {
  readonly nFeatures: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly nOutputs: number;
}

/** Mean and variance of each hidden layer before normalisation: tensors in a program, arrays in a fitted model. */
export type LayerMoments<T> = readonly { readonly mean: T; readonly variance: T }[];

type Parameters = Readonly<Record<string, Tensor>>;

export function srvShapes({ nFeatures, hidden, nOutputs }: SrvArchitecture): ParameterShapes {
  const shapes: Record<string, Shape> = {};
  let width = nFeatures;
  hidden.forEach((units, layer) => {
    shapes[`${layer}.weight`] = [width, units];
    shapes[`${layer}.bias`] = [units];
    shapes[`${layer}.scale`] = [units];
    shapes[`${layer}.shift`] = [units];
    width = units;
  });
  shapes["output.weight"] = [width, nOutputs];
  shapes["output.bias"] = [nOutputs];
  return shapes;
}

/**
 * The network in training: each hidden layer is tanh, then normalised over the batch (Sidky 2020, section 3.2).
 * @param x (B, F), standardised
 * @returns (B, M), and the moments of the batch
 */
export function trainingPass(
  p: Parameters,
  nLayers: number,
  x: Tensor,
): { outputs: Tensor; moments: LayerMoments<Tensor> } {
  let hidden = x;
  const moments: { mean: Tensor; variance: Tensor }[] = [];
  for (let layer = 0; layer < nLayers; layer++) {
    const units = tanh(linear(hidden, p[`${layer}.weight`]!, p[`${layer}.bias`]!));
    const { normalised, mean, variance } = batchNorm(units, p[`${layer}.scale`]!, p[`${layer}.shift`]!);
    moments.push({ mean, variance });
    hidden = normalised;
  }
  return { outputs: linear(hidden, p["output.weight"]!, p["output.bias"]!), moments };
}

/** The network in use: normalised with given moments, (1, H) a layer, so that a row depends on itself alone. */
function inferencePass(p: Parameters, moments: LayerMoments<Tensor>, x: Tensor): Tensor {
  let hidden = x;
  moments.forEach(({ mean, variance }, layer) => {
    const units = tanh(linear(hidden, p[`${layer}.weight`]!, p[`${layer}.bias`]!));
    const factor = div(p[`${layer}.scale`]!, sqrt(add(variance, BATCH_NORM_EPSILON)));
    hidden = add(mul(units, factor), sub(p[`${layer}.shift`]!, mul(mean, factor)));
  });
  return linear(hidden, p["output.weight"]!, p["output.bias"]!);
}

/** A trained lobe: plain data. */
export interface SrvNetwork {
  readonly architecture: SrvArchitecture;
  /** Flat, in the order of `srvShapes`. */
  readonly parameters: Float32Array;
  readonly moments: LayerMoments<Float32Array>;
}

/** A trained network with its weights as constants. @param x (B, F), standardised */
export function trainedPass({ architecture, parameters, moments }: SrvNetwork, x: Tensor): Tensor {
  const constants = constantParameters(parameters, srvShapes(architecture));
  const row = (values: Float32Array): Tensor => constant(values, [1, values.length]);
  const fixed = moments.map(({ mean, variance }) => ({ mean: row(mean), variance: row(variance) }));
  return inferencePass(constants, fixed, x);
}
