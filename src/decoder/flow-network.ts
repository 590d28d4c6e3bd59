// The velocity field of a conditional flow (Lipman et al. 2023) as a tensor program: a residual network.
// B rows, K coordinates of a frame, C conditions, W width.

import {
  add,
  concat,
  div,
  linear,
  mean,
  mul,
  type ParameterShapes,
  type Shape,
  sqrt,
  square,
  sub,
  swish,
  type Tensor,
} from "../tensor/index.js";

export interface FlowArchitecture {
  /** K. */
  readonly nCoordinates: number;
  /** C. */
  readonly nConditions: number;
  /** W. */
  readonly width: number;
  readonly nBlocks: number;
}

/** Sines and cosines of the flow time s: of pi s, 2 pi s, 4 pi s and 8 pi s. */
const FREQUENCIES = 4;
export const TIME_FEATURES = 2 * FREQUENCIES;

/** Writes the features of s in [0, 1] into `out` from `offset` on. */
export function writeTimeFeatures(s: number, out: Float32Array, offset: number): void {
  for (let k = 0; k < FREQUENCIES; k++) {
    out[offset + k] = Math.sin(Math.PI * 2 ** k * s);
    out[offset + FREQUENCIES + k] = Math.cos(Math.PI * 2 ** k * s);
  }
}

export function flowShapes({ nCoordinates, nConditions, width, nBlocks }: FlowArchitecture): ParameterShapes {
  const shapes: Record<string, Shape> = {
    "input.weight": [nCoordinates + nConditions + TIME_FEATURES, width],
    "input.bias": [width],
  };
  for (let block = 0; block < nBlocks; block++) {
    shapes[`${block}.scale`] = [width];
    shapes[`${block}.shift`] = [width];
    shapes[`${block}.up.weight`] = [width, width];
    shapes[`${block}.up.bias`] = [width];
    shapes[`${block}.down.weight`] = [width, width];
    shapes[`${block}.down.bias`] = [width];
  }
  shapes["output.weight"] = [width, nCoordinates];
  shapes["output.bias"] = [nCoordinates];
  return shapes;
}

type Parameters = Readonly<Record<string, Tensor>>;

/** v(x, c, s): (B, K), (B, C) and (B, TIME_FEATURES) to (B, K). */
export function velocity(p: Parameters, nBlocks: number, x: Tensor, conditions: Tensor, time: Tensor): Tensor {
  let hidden = linear(concat([x, conditions, time], 1), p["input.weight"]!, p["input.bias"]!);
  for (let block = 0; block < nBlocks; block++) {
    const of = (name: string): Tensor => p[`${block}.${name}`]!;
    const normal = layerNorm(hidden, of("scale"), of("shift"));
    const up = swish(linear(normal, of("up.weight"), of("up.bias")));
    hidden = add(hidden, linear(up, of("down.weight"), of("down.bias")));
  }
  return linear(swish(hidden), p["output.weight"]!, p["output.bias"]!);
}

const LAYER_NORM_EPSILON = 1e-5;

/** Each row to mean 0 and deviation 1, then scaled and shifted (Ba, Kiros and Hinton 2016). */
function layerNorm(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const centred = sub(x, mean(x, [1]));
  const deviation = sqrt(add(mean(square(centred), [1]), LAYER_NORM_EPSILON));
  return add(mul(div(centred, deviation), scale), shift);
}
