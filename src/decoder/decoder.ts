// The decoder of a latent space simulator: from latent coordinates to atoms.
// T frames, A atoms, D latent coordinates, Z noise dimensions.

import { DataError, expectShape, type Matrix32, type Rng, ShapeError, type Task, takeRows } from "../base/index.js";
import { gatherRows, laggedPairs, meanStructure, superposeBlock, type Table } from "../features/index.js";
import { fitUnitBox, spreadEvenly, toUnitBox, type UnitBox } from "../numerics/index.js";
import type { Engine } from "../tensor/index.js";
import type { Topology } from "../trajectory/index.js";
import type { FlowOptions } from "./flow.js";
import { compileFlowModel, type FlowModel, fitFlowModel, type TrainingFrames } from "./flow-model.js";
import { projectGeometry } from "./geometry-projection.js";
import { type GeometryRanges, measureGeometry } from "./geometry-ranges.js";
import { createNoiseSource, type NoiseSource } from "./noise-memory.js";
import type { WganOptions } from "./wgan.js";
import { compileWganModel, fitWganModel, type WganModel } from "./wgan-model.js";

export interface DecoderOptions {
  /** `flow`: flow matching; `cwgan`: the conditional Wasserstein GAN of the paper. */
  readonly method: "flow" | "cwgan";
  /** Sweeps over bonds, 1-3 distances and overlapping atoms that bring a decoded frame into MD's range; 0 leaves it as it is. */
  readonly projectionSweeps: number;
  readonly flow: FlowOptions;
  readonly cwgan: WganOptions;
}

export const DECODER_DEFAULTS: DecoderOptions = {
  method: "flow",
  projectionSweeps: 60,
  flow: {
    width: 128,
    nBlocks: 3,
    batchSize: 512,
    iterations: 10_000,
    learningRate: 8e-3,
    averaging: 0.999,
    steps: 8,
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
  method: "cwgan",
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
/** Pairs of frames that the temporal correlation of the noise is measured on. */
const MEMORY_PAIRS = 8192;

/**
 * Learns to generate molecular configurations from latent coordinates (Sidky 2020, section 2.3).
 * @param latent psi (T, D)
 * @param coordinates (T, 3 A) nm, the same frames
 * @param topology of the A atoms
 * @param lagFrames between the frames that the decoder will write
 * @throws DataError when there is a single atom
 */
export async function fitDecoder(
  latent: Matrix32,
  coordinates: Table,
  topology: Topology,
  lagFrames: number,
  options: DecoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Decoder> {
  const nAtoms = topology.atoms.length;
  if (nAtoms < 2) throw new DataError("the decoder needs at least two atoms", { hint: "Select more (--select)." });
  if (coordinates.rows !== latent.rows) {
    throw new ShapeError(`fitDecoder: ${coordinates.rows} frames of coordinates, ${latent.rows} of latent coordinates`);
  }
  const box = fitUnitBox(latent);
  const gather = (rows: Int32Array): TrainingFrames => ({
    frames: gatherRows(coordinates, rows),
    psi: toUnitBox(box, takeRows(latent, rows)),
  });
  const chosen = gather(chooseFrames(coordinates, rng.split("frames")));
  const { frames, psi } = chosen;
  const nReference = Math.min(frames.rows, REFERENCE_FRAMES);
  const reference = meanStructure(frames.data.subarray(0, nReference * frames.cols), nReference, nAtoms);
  const pairs = laggedPairs(coordinates.segments, lagFrames);
  const starts = Int32Array.from(spreadEvenly(pairs.length, MEMORY_PAIRS), (p) => pairs[p]!);
  const pairFrames = [gather(starts), gather(starts.map((t) => t + lagFrames))] as const;
  const network =
    options.method === "flow"
      ? await fitFlowModel(topology, reference, chosen, pairFrames, options.flow, engine, rng, task)
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
  /** The noise of a new trajectory, frames a lag time apart; the same from the same `rng`. */
  openNoise(rng: Rng): NoiseSource;
  /**
   * Frames for latent coordinates, one each, superposed on the reference structure.
   * @param latent psi (T, D)
   * @param noise read once for each frame, in order
   * @returns (T, 3 A) nm
   */
  decode(latent: Matrix32, noise: NoiseSource): Promise<Matrix32>;
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
    openNoise: (rng) => createNoiseSource(compiled.memory, rng),
    decode: async (latent, noise) => {
      expectShape("decode", latent, { T: null, D: latentDim });
      const frames = await compiled.generate(noise.next(latent.rows), toUnitBox(box, latent));
      superposeBlock(frames.data, frames.rows, nAtoms, reference);
      if (projectionSweeps > 0) projectGeometry(geometry, frames.data, frames.rows, { sweeps: projectionSweeps });
      return frames;
    },
    release: () => compiled.release(),
  };
}
