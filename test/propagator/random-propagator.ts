// Propagators with random parameters.

import { matrixOf, Rng } from "../../src/base/index.js";
import { nMixtureOutputs, type Propagator, type ReversibleMixture } from "../../src/propagator/index.js";
import { countParameters, denseShapes } from "../../src/tensor/index.js";

function propagatorOf(latentDim: number, density: Propagator["density"]): Propagator {
  return {
    lagFrames: 1,
    box: {
      lower: Float64Array.from({ length: latentDim }, (_, d) => -1 - d),
      width: Float64Array.from({ length: latentDim }, (_, d) => 3 - d),
    },
    density,
    heldOutNll: 0,
    history: [],
  };
}

/** @param widthBias added to the outputs that become deviations: the lower, the narrower the kernels */
export function randomNetwork(latentDim: number, nComponents: number, widthBias: number, seed: number): Propagator {
  const rng = Rng.fromSeed(seed);
  const mixture = { latentDim, nComponents };
  const widths = [latentDim, 12, nMixtureOutputs(mixture)];
  const parameters = rng.fillNormal(new Float32Array(countParameters(denseShapes(widths)))).map((p) => p / 2);
  for (let i = parameters.length - nComponents * latentDim; i < parameters.length; i++) parameters[i]! += widthBias;
  return propagatorOf(latentDim, { method: "mdn", mixture, widths, parameters });
}

/** A mixture in detailed balance: random symmetric flows, and the law that they have. */
export function randomMixture(latentDim: number, nComponents: number, seed: number): ReversibleMixture {
  const rng = Rng.fromSeed(seed);
  const n = nComponents;
  const flows = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) flows[k * n + l] = flows[l * n + k] = (k === l ? 2 : 0) + rng.uniform();
  }
  const total = flows.reduce((sum, flow) => sum + flow, 0);
  const law = Float64Array.from(
    { length: n },
    (_, k) => flows.subarray(k * n, (k + 1) * n).reduce((sum, flow) => sum + flow, 0) / total,
  );
  const transition = flows.map((flow, at) => flow / total / law[Math.floor(at / n)]!);
  const uniform = (lowest: number, highest: number) =>
    Float64Array.from({ length: n * latentDim }, () => lowest + (highest - lowest) * rng.uniform());
  const components = {
    law,
    centres: matrixOf(uniform(0, 1), n, latentDim),
    deviations: matrixOf(uniform(0.05, 0.3), n, latentDim),
  };
  return { method: "reversible", components, transition: matrixOf(transition, n, n) };
}

export function randomReversible(latentDim: number, nComponents: number, seed: number): Propagator {
  return propagatorOf(latentDim, randomMixture(latentDim, nComponents, seed));
}
