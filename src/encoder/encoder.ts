// The encoder of a latent space simulator: fitted once, then a function from features to slow coordinates psi.
// T frames, N pairs, F features, M basis functions, D latent coordinates.

import { type Matrix32, type Rng, ShapeError, type Task, zeros32 } from "../base/index.js";
import { fitScaling, gatherRows, type PairSplit, type Scaling, type Table } from "../features/index.js";
import { everyNth, type LaggedCovariance } from "../numerics/index.js";
import type { Engine, EpochLoss } from "../tensor/index.js";
import { basisCovariance, compileBasis, forEachBasisBlock, type SrvNetwork } from "./basis.js";
import { chooseModes } from "./dimension.js";
import { frozenEigenvalues, orientModes, projectOnModes, reorderModes, type SlowModes, solveModes } from "./modes.js";
import { type SrvOptions, type SrvTraining, trainSrv } from "./srv.js";

export interface EncoderOptions extends SrvOptions {
  /** `srv` is the paper's; `tica` is its linear limit, on the features themselves. */
  readonly method: "srv" | "tica";
  /** D, or null to choose it by the spectral gap and held-out data. */
  readonly latentDim: number | null;
  /** M of the SRV when `latentDim` is null; otherwise M = D. */
  readonly maxLatentDim: number;
  /** Networks trained from different random numbers; the best on held-out data is kept. */
  readonly seeds: number;
}

export const ENCODER_DEFAULTS: EncoderOptions = {
  method: "srv",
  latentDim: null,
  maxLatentDim: 6,
  hidden: [100, 100],
  batchSize: 4000,
  pairsPerEpoch: 500_000,
  learningRate: 5e-3,
  maxEpochs: 100,
  patience: 6,
  rateReductions: 1,
  seeds: 3,
};

/** The published recipe (Sidky 2020, section 3.2). */
export const ENCODER_PAPER: EncoderOptions = {
  ...ENCODER_DEFAULTS,
  batchSize: 200_000,
  pairsPerEpoch: Number.MAX_SAFE_INTEGER,
  learningRate: 0.01,
  rateReductions: 0,
  seeds: 1,
};

/** Plain data, stored in the model file. */
export interface Encoder {
  readonly method: "srv" | "tica";
  readonly lagFrames: number;
  /** D. */
  readonly latentDim: number;
  readonly scaling: Scaling;
  /** Null for TICA. */
  readonly network: SrvNetwork | null;
  readonly modes: SlowModes;
  /** (M) autocorrelation of each mode at the lag on held-out pairs, psi frozen. */
  readonly heldOutEigenvalues: Float64Array;
  /** Held-out R_2 of each seed trained, in order; VAMP-2 is 1 + R_2. */
  readonly seedScores: readonly number[];
  /** Losses -R_2 of the seed kept. */
  readonly history: readonly EpochLoss[];
}

/**
 * Learns the D slowest modes of the features (Sidky 2020, section 2.1).
 * @param features (T, F)
 * @throws DataError when nothing moves, or the lag is too long for the data
 */
export async function fitEncoder(
  features: Table,
  split: PairSplit,
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Encoder> {
  const { mean, scale } = fitScaling(features);
  const scaling = { mean, scale };
  const { network, history, seedScores } =
    options.method === "tica"
      ? { network: null, history: [], seedScores: [] }
      : await trainBestSrv(features, scaling, split, options, engine, rng, task);
  const basis = await compileBasis(engine, network, scaling);
  const covarianceOver = (starts: Int32Array, name: string): Promise<LaggedCovariance> =>
    basisCovariance(basis, features, starts, split.lagFrames, task.part(name));
  const solved = solveModes(await covarianceOver(split.training, "modes"));
  const sample = sampleRows(features, ORIENTATION_ROWS);
  const modes = orientModes(solved, await basis.apply({ x: sample }), sample);
  const heldOutEigenvalues = frozenEigenvalues(modes, await covarianceOver(split.validation, "held-out modes"));
  await basis.release();
  // Whoever asks for a number of modes gets the slowest, confirmed or not.
  const { order, latentDim } =
    options.latentDim === null
      ? chooseModes(modes.eigenvalues, heldOutEigenvalues)
      : { order: [...modes.eigenvalues.keys()], latentDim: options.latentDim };
  return {
    method: options.method,
    lagFrames: split.lagFrames,
    latentDim,
    scaling,
    network,
    modes: reorderModes(modes, order),
    heldOutEigenvalues: Float64Array.from(order, (i) => heldOutEigenvalues[i]!),
    seedScores,
    history,
  };
}

/** Trains from several seeds and keeps the network with the best held-out score. */
async function trainBestSrv(
  features: Table,
  scaling: Scaling,
  split: PairSplit,
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<{ network: SrvNetwork; history: readonly EpochLoss[]; seedScores: number[] }> {
  const nOutputs = options.latentDim ?? options.maxLatentDim;
  const seedScores: number[] = [];
  let best: SrvTraining | null = null;
  for (let seed = 0; seed < options.seeds; seed++) {
    const name = `seed ${seed}`;
    const trained = await trainSrv(
      features,
      scaling,
      split,
      nOutputs,
      options,
      engine,
      rng.split(name),
      task.part(name),
    );
    const score = -trained.history[trained.bestEpoch]!.validation;
    if (best === null || score > Math.max(...seedScores)) best = trained;
    seedScores.push(score);
  }
  return { ...best!, seedScores };
}

/** Rows looked at to fix the signs of the modes. */
const ORIENTATION_ROWS = 10_000;

function sampleRows(features: Table, count: number): Matrix32 {
  const all = Int32Array.from({ length: features.rows }, (_, t) => t);
  return gatherRows(features, everyNth(all, count));
}

/**
 * The slow coordinates of frames.
 * @param features (T, F), of any trajectories with the encoder's features
 * @returns psi (T, D), unit variance over the training pairs
 */
export async function encode(encoder: Encoder, features: Table, engine: Engine, task: Task): Promise<Matrix32> {
  const { network, scaling, modes, latentDim } = encoder;
  if (features.cols !== scaling.mean.length) {
    throw new ShapeError(`encode: want (T, F = ${scaling.mean.length}), got (${features.rows}, ${features.cols})`);
  }
  const basis = await compileBasis(engine, network, scaling);
  const latent = zeros32(features.rows, latentDim);
  await forEachBasisBlock(basis, features, task, (chi, firstRow) => {
    const out = latent.data.subarray(firstRow * latentDim, (firstRow + chi.rows) * latentDim);
    projectOnModes(chi, modes, latentDim, out);
  });
  await basis.release();
  return latent;
}
