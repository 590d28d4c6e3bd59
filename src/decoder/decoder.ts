// The decoder of a latent space simulator: from latent coordinates to atoms.
// T frames, A atoms, D latent coordinates, Z noise dimensions.

import { expectShape, type Matrix32, matrixOf, type Rng, ShapeError, type Task, zeros32 } from "../base/index.js";
import { meanStructure, superposeBlock, type Table } from "../features/index.js";
import { fitUnitBox, toUnitBox, type UnitBox } from "../numerics/index.js";
import { add, compileRowFunction, constant, denseShapes, type Engine, mul, parameterArrays } from "../tensor/index.js";
import type { Topology } from "../trajectory/index.js";
import { projectGeometry } from "./geometry-projection.js";
import { type GeometryRanges, measureGeometry } from "./geometry-ranges.js";
import { trainWgan, type WganOptions } from "./wgan.js";
import { generate } from "./wgan-loss.js";
import type { AdversarialLoss } from "./wgan-state.js";

export interface DecoderOptions extends WganOptions {
  /** `cwgan`: the conditional Wasserstein GAN of the paper. */
  readonly method: "cwgan";
  /** Sweeps over bonds and 1-3 distances that bring a decoded frame into MD's range; 0 leaves it as it is. */
  readonly projectionSweeps: number;
}

export const DECODER_DEFAULTS: DecoderOptions = {
  method: "cwgan",
  hidden: [200, 200, 200],
  noiseDim: 50,
  batchSize: 256,
  epochs: 52,
  criticSteps: 5,
  learningRate: 1e-4,
  averaging: 0.999,
  projectionSweeps: 60,
};

/** The published recipe (Sidky 2020, section 3.2). */
export const DECODER_PAPER: DecoderOptions = { ...DECODER_DEFAULTS, averaging: 0, projectionSweeps: 0 };

/** Plain data, stored in the model file. */
export interface Decoder {
  readonly method: "cwgan";
  readonly nAtoms: number;
  readonly noiseDim: number;
  /** (3 A) nm: the mean structure, onto which training frames were superposed. */
  readonly reference: Float32Array;
  /** The network's 1, in nm. */
  readonly scaleNm: number;
  /** The range of psi in training, which the network sees as [0, 1]. */
  readonly box: UnitBox;
  /** Layers of the generator. */
  readonly widths: readonly number[];
  /** Flat, in the order of `denseShapes(widths)`. */
  readonly parameters: Float32Array;
  readonly geometry: GeometryRanges;
  readonly projectionSweeps: number;
  readonly history: readonly AdversarialLoss[];
}

/** Training frames held in memory: a random part of the trajectories when they have more. */
const TRAINING_BYTES = 256 << 20;

/**
 * Learns to generate molecular configurations from latent coordinates (Sidky 2020, section 2.3).
 * @param latent psi (T, D)
 * @param coordinates (T, 3 A) nm, the same frames
 * @param topology of the A atoms
 */
export async function fitDecoder(
  latent: Matrix32,
  coordinates: Table,
  topology: Topology,
  options: DecoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Decoder> {
  const nAtoms = topology.atoms.length;
  if (coordinates.rows !== latent.rows) {
    throw new ShapeError(`fitDecoder: ${coordinates.rows} frames of coordinates, ${latent.rows} of latent coordinates`);
  }
  const chosen = chooseFrames(coordinates, rng.split("frames"));
  const frames = zeros32(chosen.length, coordinates.cols);
  coordinates.gather(chosen, frames.data);
  const nReference = Math.min(frames.rows, REFERENCE_FRAMES);
  const reference = meanStructure(frames.data.subarray(0, nReference * frames.cols), nReference, nAtoms);
  superposeBlock(frames.data, frames.rows, nAtoms, reference);
  const scaleNm = centreAndScale(frames, reference);
  const box = fitUnitBox(latent);
  const psi = toUnitBox(box, matrixOf(gatherRows(latent, chosen), chosen.length, latent.cols));
  const trained = await trainWgan(frames, psi, options, engine, rng, task);
  return {
    method: options.method,
    nAtoms,
    noiseDim: options.noiseDim,
    reference,
    scaleNm,
    box,
    ...trained,
    geometry: measureGeometry(topology, coordinates),
    projectionSweeps: options.projectionSweeps,
  };
}

/** Frames that the mean structure is made of. The first ones are as good as any: they were picked at random. */
const REFERENCE_FRAMES = 5000;

function chooseFrames(coordinates: Table, rng: Rng): Int32Array {
  const limit = Math.max(1, Math.floor(TRAINING_BYTES / (coordinates.cols * Float32Array.BYTES_PER_ELEMENT)));
  return rng.shuffle(Int32Array.from({ length: coordinates.rows }, (_, t) => t)).slice(0, limit);
}

function gatherRows(matrix: Matrix32, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * matrix.cols);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * matrix.cols;
    out.set(matrix.data.subarray(from, from + matrix.cols), i * matrix.cols);
  }
  return out;
}

/** Makes frames deviations from the reference, of root mean square 1, in place; gives the unit in nm. */
function centreAndScale(frames: Matrix32, reference: Float32Array): number {
  const { data, cols } = frames;
  let squares = 0;
  for (let k = 0; k < data.length; k++) {
    data[k]! -= reference[k % cols]!;
    squares += data[k]! ** 2;
  }
  const scale = Math.sqrt(squares / data.length);
  for (let k = 0; k < data.length; k++) data[k]! /= scale;
  return scale;
}

/** A decoder ready for use. */
export interface CompiledDecoder {
  /**
   * Frames for latent coordinates, one each, in the frame of the reference structure.
   * @param latent psi (T, D)
   * @param rng drawn from once for each frame and noise dimension, in order
   * @returns (T, 3 A) nm
   */
  decode(latent: Matrix32, rng: Rng): Promise<Matrix32>;
  release(): Promise<void>;
}

export async function compileDecoder(decoder: Decoder, engine: Engine): Promise<CompiledDecoder> {
  const { widths, parameters, noiseDim, box, nAtoms, reference, scaleNm, geometry, projectionSweeps } = decoder;
  const latentDim = box.lower.length;
  const arrays = Object.entries(parameterArrays(parameters, denseShapes(widths)));
  const network = await compileRowFunction(engine, { noise: noiseDim, psi: latentDim }, ({ noise, psi }) => {
    const constants = arrays.map(([name, { data, shape }]) => [name, constant(data as Float32Array, shape)]);
    const frames = generate(Object.fromEntries(constants), noise!, psi!);
    return add(mul(frames, scaleNm), constant(reference, [1, 3 * nAtoms]));
  });
  return {
    decode: async (latent, rng) => {
      expectShape("decode", latent, { T: null, D: latentDim });
      const noise = zeros32(latent.rows, noiseDim);
      rng.fillNormal(noise.data);
      const frames = await network.apply({ noise, psi: toUnitBox(box, latent) });
      if (projectionSweeps > 0) projectGeometry(geometry, frames.data, frames.rows, { sweeps: projectionSweeps });
      return frames;
    },
    release: () => network.release(),
  };
}
