// The layers that the networks of the paper are made of. B batch, I inputs, O outputs.

import { ShapeError } from "../base/index.js";
import {
  add,
  div,
  linear,
  mean,
  mul,
  relu,
  type Shape,
  sigmoid,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
} from "./graph.js";
import type { ParameterShapes } from "./parameters.js";

export type Activation = "tanh" | "relu" | "swish";

/** x sigmoid(x) (Ramachandran, Zoph and Le 2017). */
export function swish(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}

export function activate(activation: Activation, x: Tensor): Tensor {
  if (activation === "tanh") return tanh(x);
  return activation === "relu" ? relu(x) : swish(x);
}

/** Parameters of fully connected layers with these widths: inputs, hidden ..., outputs. */
export function denseShapes(widths: readonly number[]): ParameterShapes {
  const shapes: Record<string, Shape> = {};
  for (let layer = 0; layer < widths.length - 1; layer++) {
    shapes[`${layer}.weight`] = [widths[layer]!, widths[layer + 1]!];
    shapes[`${layer}.bias`] = [widths[layer + 1]!];
  }
  return shapes;
}

/** Fully connected layers, `activation` between them and none at the end: (B, I) to (B, O). */
export function dense(parameters: Readonly<Record<string, Tensor>>, activation: Activation, x: Tensor): Tensor {
  let hidden = x;
  for (let layer = 0; ; layer++) {
    const weight = parameters[`${layer}.weight`];
    const bias = parameters[`${layer}.bias`];
    if (weight === undefined || bias === undefined) {
      if (layer === 0) throw new ShapeError("dense: no parameter 0.weight");
      return hidden;
    }
    hidden = linear(layer === 0 ? hidden : activate(activation, hidden), weight, bias);
  }
}

/** Added to a variance before its root is taken, as in Ioffe and Szegedy 2015. */
export const BATCH_NORM_EPSILON = 1e-5;

export interface BatchNorm {
  readonly normalised: Tensor;
  /** Mean and variance over the batch, (1, O) each: what inference needs a running average of. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Batch normalisation over the rows, with the batch's own moments. Written as h s + t with one scale and one shift a
 * column, two passes fewer than centring first; single precision suffices because tanh bounds h.
 */
export function batchNorm(hidden: Tensor, scale: Tensor, shift: Tensor): BatchNorm {
  const average = mean(hidden, [0]);
  const variance = sub(mean(square(hidden), [0]), square(average));
  const factor = div(scale, sqrt(add(variance, BATCH_NORM_EPSILON)));
  return { normalised: add(mul(hidden, factor), sub(shift, mul(average, factor))), mean: average, variance };
}
