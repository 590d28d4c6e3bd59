// A propagator with random parameters, and its density, straight from the tensor program.

import { Rng } from "../../src/base/index.js";
import {
  logDensity,
  type MixtureArchitecture,
  mixtureOf,
  nMixtureOutputs,
  type Propagator,
} from "../../src/propagator/index.js";
import { countParameters, dense, denseShapes, input, unpackParameters } from "../../src/tensor/index.js";
import { run } from "../tensor/programs.js";

/** @param widthBias added to the outputs that become deviations: the lower, the narrower the kernels */
export function randomPropagator(mixture: MixtureArchitecture, widthBias: number, seed: number): Propagator {
  const rng = Rng.fromSeed(seed);
  const widths = [mixture.latentDim, 12, nMixtureOutputs(mixture)];
  const parameters = rng.fillNormal(new Float32Array(countParameters(denseShapes(widths)))).map((p) => p / 2);
  for (let i = parameters.length - mixture.nComponents * mixture.latentDim; i < parameters.length; i++) {
    parameters[i]! += widthBias;
  }
  return {
    lagFrames: 1,
    mixture,
    widths,
    parameters,
    box: {
      lower: Float64Array.from({ length: mixture.latentDim }, (_, d) => -1 - d),
      width: Float64Array.from({ length: mixture.latentDim }, (_, d) => 3 - d),
    },
    heldOutNll: 0,
    history: [],
  };
}

/**
 * p(y | x) in the unit box.
 * @param x (D) @param y (N, D)
 */
export async function densityAt(propagator: Propagator, x: readonly number[], y: Float64Array): Promise<Float64Array> {
  const { mixture, widths, parameters } = propagator;
  const nRows = y.length / x.length;
  const shapes = denseShapes(widths);
  const flat = input("parameters", [parameters.length]);
  const [from, to] = [input("x", [nRows, x.length]), input("y", [nRows, x.length])];
  const model = mixtureOf(dense(unpackParameters(flat, shapes), "relu", from), mixture);
  const rows = Float64Array.from({ length: y.length }, (_, k) => x[k % x.length]!);
  const result = await run({ density: logDensity(model, to) }, { parameters, x: rows, y });
  return Float64Array.from(result.density, Math.exp);
}
