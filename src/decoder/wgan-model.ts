// The conditional WGAN as a decoder: frames are deviations from a reference structure, in Cartesian coordinates.
// T frames, A atoms, D latent coordinates, Z noise dimensions.

import type { Matrix32, Rng, Task } from "../base/index.js";
import { superposeBlock } from "../features/index.js";
import {
  add,
  compileRowFunction,
  constant,
  constantParameters,
  denseShapes,
  type Engine,
  mul,
} from "../tensor/index.js";
import type { CompiledNetwork } from "./compiled-network.js";
import { type AdversarialLoss, trainWgan, type WganOptions } from "./wgan.js";
import { generate } from "./wgan-loss.js";

/** Plain data, stored in the model file. */
export interface WganModel {
  readonly method: "cwgan";
  readonly noiseDim: number;
  /** The network's 1, in nm. */
  readonly scaleNm: number;
  /** Layers of the generator. */
  readonly widths: readonly number[];
  /** Flat, in the order of `denseShapes(widths)`. */
  readonly parameters: Float32Array;
  readonly history: readonly AdversarialLoss[];
}

/**
 * @param reference (3 A) nm, onto which frames are superposed
 * @param frames (T, 3 A) nm; overwritten
 * @param psi (T, D) in the unit box
 */
export async function fitWganModel(
  reference: Float32Array,
  frames: Matrix32,
  psi: Matrix32,
  options: WganOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<WganModel> {
  superposeBlock(frames.data, frames.rows, frames.cols / 3, reference);
  const scaleNm = centreAndScale(frames, reference);
  const trained = await trainWgan(frames, psi, options, engine, rng, task);
  return { method: "cwgan", noiseDim: options.noiseDim, scaleNm, ...trained };
}

/** Makes frames deviations from the reference, of root mean square 1, in place; gives the unit in nm. */
function centreAndScale({ data, cols }: Matrix32, reference: Float32Array): number {
  let squares = 0;
  for (let k = 0; k < data.length; k++) {
    data[k]! -= reference[k % cols]!;
    squares += data[k]! ** 2;
  }
  const scale = Math.sqrt(squares / data.length);
  for (let k = 0; k < data.length; k++) data[k]! /= scale;
  return scale;
}

export async function compileWganModel(
  { widths, parameters, noiseDim, scaleNm }: WganModel,
  reference: Float32Array,
  latentDim: number,
  engine: Engine,
): Promise<CompiledNetwork> {
  const network = await compileRowFunction(engine, { noise: noiseDim, psi: latentDim }, ({ noise, psi }) => {
    const frames = generate(constantParameters(parameters, denseShapes(widths)), noise!, psi!);
    return add(mul(frames, scaleNm), constant(reference, [1, reference.length]));
  });
  return {
    memory: new Float64Array(noiseDim),
    generate: (noise, psi) => network.apply({ noise, psi }),
    release: () => network.release(),
  };
}
