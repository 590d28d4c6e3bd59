// Drawing from the mixture density, step by step: the loop that replaces molecular dynamics.
// D latent coordinates, C components, H hidden units.
//
// Only what a step needs is computed: zero ReLU units are skipped, and of the output layer the C logits and then the
// 2 D outputs of the component that was drawn.

import { type Rng, ShapeError } from "../base/index.js";
import { fromUnitBox, normalCdf, normalQuantile } from "../numerics/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import { MIN_DEVIATION, type MixtureArchitecture } from "./mixture.js";
import type { Propagator } from "./propagator.js";

export interface Sampler {
  /**
   * Draws a path of as many steps as `out` holds, (K, D) raw coordinates; the last row is the next start.
   * @param start (D) raw coordinates
   */
  samplePath(start: ArrayLike<number>, rng: Rng, out: Float32Array): void;
}

interface Layer {
  /** (I, O) row-major. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Prepares a propagator for sampling. The sampler holds scratch memory: one for each thread. */
export function createSampler(propagator: Propagator): Sampler {
  const { widths, mixture, parameters, box } = propagator;
  const arrays = parameterArrays(parameters, denseShapes(widths));
  const layers = widths.slice(1).map(
    (_, i): Layer => ({
      weight: arrays[`${i}.weight`]!.data as Float32Array,
      bias: arrays[`${i}.bias`]!.data as Float32Array,
    }),
  );
  const hiddenLayers = layers.slice(0, -1);
  const drawFrom = createOutputLayer(layers.at(-1)!, mixture);
  const hidden = hiddenLayers.map(({ bias }) => new Float64Array(bias.length));
  const state = new Float64Array(mixture.latentDim);

  const step = (rng: Rng): void => {
    let activations: Float64Array = state;
    hiddenLayers.forEach((layer, i) => {
      applyRelu(layer, activations, hidden[i]!);
      activations = hidden[i]!;
    });
    drawFrom(activations, rng, state);
  };
  return {
    samplePath: (start, rng, out) => {
      const d = mixture.latentDim;
      if (start.length !== d || out.length % d !== 0) {
        throw new ShapeError(
          `samplePath: want a start of ${d} and room for (K, ${d}), got ${start.length} and ${out.length}`,
        );
      }
      for (let i = 0; i < d; i++) state[i] = clampToUnit((start[i]! - box.lower[i]!) / box.width[i]!);
      for (let at = 0; at < out.length; at += d) {
        step(rng);
        for (let i = 0; i < d; i++) out[at + i] = state[i]!;
      }
      fromUnitBox(box, out);
    },
  };
}

/** out = relu(x W + b), skipping the x that are 0. */
function applyRelu({ weight, bias }: Layer, x: Float64Array, out: Float64Array): void {
  const nOut = bias.length;
  out.set(bias);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (value === 0) continue;
    const row = i * nOut;
    for (let j = 0; j < nOut; j++) out[j]! += value * weight[row + j]!;
  }
  for (let j = 0; j < nOut; j++) if (out[j]! < 0) out[j] = 0;
}

/** The output layer and the draw: writes the next state into `state`. */
function createOutputLayer({ weight, bias }: Layer, mixture: MixtureArchitecture) {
  const { latentDim, nComponents, kernel, deviation } = mixture;
  const nOutputs = bias.length;
  const nHidden = weight.length / nOutputs;
  // Transposed, (O, H): an output's weights lie side by side.
  const columns = new Float32Array(weight.length);
  for (let i = 0; i < nHidden; i++)
    for (let o = 0; o < nOutputs; o++) columns[o * nHidden + i] = weight[i * nOutputs + o]!;
  const output = (o: number, hidden: Float64Array): number => {
    let sum = bias[o]!;
    const column = o * nHidden;
    for (let i = 0; i < nHidden; i++) sum += hidden[i]! * columns[column + i]!;
    return sum;
  };
  const logits = new Float64Array(nComponents);
  const meansAt = nComponents;
  const widthsAt = nComponents * (1 + latentDim);

  return (hidden: Float64Array, rng: Rng, state: Float64Array): void => {
    for (let c = 0; c < nComponents; c++) logits[c] = output(c, hidden);
    const component = drawCategorical(logits, rng.uniform());
    for (let d = 0; d < latentDim; d++) {
      const k = d * nComponents + component;
      const mean = 1 / (1 + Math.exp(-output(meansAt + k, hidden)));
      const width = output(widthsAt + k, hidden);
      const sigma =
        deviation === "softplus" ? MIN_DEVIATION + softplus(width) : width > 0 ? width + 1 : Math.exp(width);
      const next = kernel === "truncated" ? drawTruncated(mean, sigma, rng.uniform()) : mean + sigma * rng.normal();
      // A Gaussian kernel reaches outside of the box, where the network has seen nothing: the wall catches it.
      state[d] = clampToUnit(next);
    }
  };
}

/** The component whose share of the softmax holds u; `logits` are overwritten. */
function drawCategorical(logits: Float64Array, u: number): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logits.length; c++) if (logits[c]! > peak) peak = logits[c]!;
  let total = 0;
  for (let c = 0; c < logits.length; c++) {
    logits[c] = Math.exp(logits[c]! - peak);
    total += logits[c]!;
  }
  let rest = u * total;
  for (let c = 0; c < logits.length; c++) {
    rest -= logits[c]!;
    if (rest < 0) return c;
  }
  return logits.length - 1;
}

/** A normal variable cut to [0, 1], by inversion of its distribution function. */
function drawTruncated(mean: number, sigma: number, u: number): number {
  const below = normalCdf(-mean / sigma);
  const inside = normalCdf((1 - mean) / sigma) - below;
  return mean + sigma * normalQuantile(below + u * inside);
}

function softplus(x: number): number {
  return x > 30 ? x : Math.log1p(Math.exp(x));
}

function clampToUnit(x: number): number {
  return Math.min(1, Math.max(0, x));
}
