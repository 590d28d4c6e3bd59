// The decoder of a latent space simulator: from latent coordinates to atoms.
// T frames, A atoms, D latent coordinates, Z noise dimensions.

import { expectShape, type Matrix32, type Rng, ShapeError, type Task, takeRows, zeros32 } from "../base/index.js";
import { gatherRows, meanStructure, superposeBlock, type Table } from "../features/index.js";
import { fitUnitBox, toUnitBox, type UnitBox } from "../numerics/index.js";
import type { Engine } from "../tensor/index.js";
import type { Topology } from "../trajectory/index.js";
import type { FlowOptions } from "./flow.js";
import { compileFlowModel, type FlowModel, fitFlowModel } from "./flow-model.js";
import { projectGeometry } from "./geometry-projection.js";
import { type GeometryRanges, measureGeometry } from "./geometry-ranges.js";
import type { WganOptions } from "./wgan.js";
import { compileWganModel, fitWganModel, type WganModel } from "./wgan-model.js";

export interface DecoderOptions {
  /** `flow`: flow matching on internal coordinates; `cwgan`: the conditional Wasserstein GAN of the paper. */
  readonly method: "flow" | "cwgan";
  /** Sweeps over bonds and 1-3 distances that bring a decoded frame into MD's range; 0 leaves it as it is. */
  readonly projectionSweeps: number;
  readonly flow: FlowOptions;
  readonly cwgan: WganOptions;
}

export const DECODER_DEFAULTS: DecoderOptions = {
  method: "cwgan",
  projectionSweeps: 60,
  flow: {
    width: 256,
    nBlocks: 3,
    batchSize: 512,
    iterations: 8000,
    learningRate: 2e-3,
    averaging: 0.999,
    steps: 4,
  },
  cwgan: {
    hidden: [200, 200, 200],
    noiseDim: 50,
    batchSize: 256,
    epochs: 52,
    criticSteps: 5,
    learningRate: 1e-4,
    averaging: 0.999,
  },
};

/** The published recipe (Sidky 2020, section 3.2). */
export const DECODER_PAPER: DecoderOptions = {
  ...DECODER_DEFAULTS,
  projectionSweeps: 0,
  cwgan: { ...DECODER_DEFAULTS.cwgan, averaging: 0 },
};

/** Plain data, stored in the model file. */
export interface Decoder {
  readonly nAtoms: number;
  /** (3 A) nm: the mean structure, onto which frames are superposed. */
  readonly reference: Float32Array;
  /** The range of psi in training, which the network sees as [0, 1]. */
  readonly box: UnitBox;
  readonly geometry: GeometryRanges;
  readonly projectionSweeps: number;
  readonly network: WganModel | FlowModel;
}

/** Training frames held in memory: a random part of the trajectories when they have more. */
const TRAINING_BYTES = 256 << 20;
/** Frames that the mean structure is made of. The first ones are as good as any: they were picked at random. */
const REFERENCE_FRAMES = 5000;

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
  const frames = gatherRows(coordinates, chosen);
  const nReference = Math.min(frames.rows, REFERENCE_FRAMES);
  const reference = meanStructure(frames.data.subarray(0, nReference * frames.cols), nReference, nAtoms);
  const box = fitUnitBox(latent);
  const psi = toUnitBox(box, takeRows(latent, chosen));
  const network =
    options.method === "flow"
      ? await fitFlowModel(topology, frames, psi, options.flow, engine, rng, task)
      : await fitWganModel(reference, frames, psi, options.cwgan, engine, rng, task);
  const geometry = measureGeometry(topology, coordinates);
  return { nAtoms, reference, box, geometry, projectionSweeps: options.projectionSweeps, network };
}

function chooseFrames(coordinates: Table, rng: Rng): Int32Array {
  const limit = Math.max(1, Math.floor(TRAINING_BYTES / (coordinates.cols * Float32Array.BYTES_PER_ELEMENT)));
  return rng.shuffle(Int32Array.from({ length: coordinates.rows }, (_, t) => t)).slice(0, limit);
}

/** A decoder ready for use. */
export interface CompiledDecoder {
  /**
   * Frames for latent coordinates, one each, superposed on the reference structure.
   * @param latent psi (T, D)
   * @param rng drawn from once for each frame and noise dimension, in order
   * @returns (T, 3 A) nm
   */
  decode(latent: Matrix32, rng: Rng): Promise<Matrix32>;
  release(): Promise<void>;
}

export async function compileDecoder(decoder: Decoder, engine: Engine): Promise<CompiledDecoder> {
  const { box, nAtoms, reference, geometry, projectionSweeps, network } = decoder;
  const latentDim = box.lower.length;
  const compiled =
    network.method === "flow"
      ? await compileFlowModel(network, engine)
      : await compileWganModel(network, reference, latentDim, engine);
  return {
    decode: async (latent, rng) => {
      expectShape("decode", latent, { T: null, D: latentDim });
      const noise = zeros32(latent.rows, compiled.noiseDim);
      rng.fillNormal(noise.data);
      const frames = await compiled.generate(noise, toUnitBox(box, latent));
      superposeBlock(frames.data, frames.rows, nAtoms, reference);
      if (projectionSweeps > 0) projectGeometry(geometry, frames.data, frames.rows, { sweeps: projectionSweeps });
      return frames;
    },
    release: () => compiled.release(),
  };
}
