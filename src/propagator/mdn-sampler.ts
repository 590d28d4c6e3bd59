// Drawing from a mixture density network. D latent coordinates, C components, H hidden units.
//
// Only what a step needs is computed: zero ReLU units are skipped, and of the output layer the C logits and then the
// 2 D outputs of the component that was drawn.

import type { Rng } from "../base/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import type { MixtureNetwork } from "./mdn.js";
import type { MixtureArchitecture } from "./mixture.js";

interface Layer {
  /** (I, O) row-major. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** A function that moves a state (D) of the unit box by one step, in place. It holds scratch memory: one for each thread. */
export function createMdnStep({
  widths,
  mixture,
  parameters,
}: MixtureNetwork): (state: Float64Array, rng: Rng) => void {
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

  return (state, rng) => {
    let activations = state;
    hiddenLayers.forEach((layer, i) => {
      applyRelu(layer, activations, hidden[i]!);
      activations = hidden[i]!;
    });
    drawFrom(activations, rng, state);
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
  const { latentDim, nComponents } = mixture;
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
      const sigma = width > 0 ? width + 1 : Math.exp(width);
      // A Gaussian kernel reaches outside of the box, where the network has seen nothing: the wall catches it.
      state[d] = Math.min(1, Math.max(0, mean + sigma * rng.normal()));
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
