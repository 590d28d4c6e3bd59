// The encoder of a latent space simulator: fitted once, then a function from features to slow coordinates psi.
// T frames, N pairs, F features, M basis functions, D latent coordinates.

import { ConfigError, type Matrix32, type Rng, ShapeError, type Task, zeros32 } from "../base/index.js";
import { fitScaling, gatherRows, type PairSplit, type Table } from "../features/index.js";
import { everyNth, type LaggedCovariance } from "../numerics/index.js";
import type { Engine, EpochLoss } from "../tensor/index.js";
import { type Basis, basisCovariance, compileBasis, forEachBasisBlock } from "./basis.js";
import { chooseModes, type ModeChoice } from "./dimension.js";
import { fitKoopmanWeights, weighPairs } from "./koopman.js";
import {
  frozenEigenvalues,
  type Leader,
  orientModes,
  projectOnModes,
  reorderModes,
  type SlowModes,
  solveModes,
} from "./modes.js";
import { deflateModes } from "./nuisance.js";
import type { Preparation } from "./preparation.js";
import { type SrvOptions, type SrvTraining, trainSrv } from "./srv.js";
import type { SrvNetwork } from "./srv-network.js";

export interface EncoderOptions extends SrvOptions {
  /** `srv` is the paper's; `tica` is its linear limit, on the features themselves. */
  readonly method: "srv" | "tica";
  /** D, or null to choose it by the spectral gap and held-out data. */
  readonly latentDim: number | null;
  /** M of the SRV when `latentDim` is null; otherwise M = D. */
  readonly maxLatentDim: number;
  /** Numbers of the modes to keep, from 1, slowest first; null for the D slowest. */
  readonly modes: readonly number[] | null;
  /** Numbers of the modes that a first encoder finds and that are taken out of the features before the second one. */
  readonly deflate: readonly number[];
  /** Weighs pairs so that short runs from anywhere give equilibrium averages. */
  readonly reweight: boolean;
  /** Networks trained from different random numbers; the best on held-out data is kept. */
  readonly seeds: number;
}

export const ENCODER_DEFAULTS: EncoderOptions = {
  method: "srv",
  latentDim: null,
  maxLatentDim: 6,
  modes: null,
  deflate: [],
  reweight: false,
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
export interface Encoder extends Preparation {
  readonly method: "srv" | "tica";
  readonly lagFrames: number;
  /** D. */
  readonly latentDim: number;
  /** Null for TICA. */
  readonly network: SrvNetwork | null;
  /** All M, the D kept first. */
  readonly modes: SlowModes;
  /** (M) the feature that each mode follows most closely. */
  readonly leaders: readonly Leader[];
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
 * @throws ConfigError when there is no mode of a number asked for
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
  const plain = { scaling, nuisance: null };
  if (options.deflate.length === 0) return fitPrepared(features, plain, split, options, engine, rng, task);
  // The same encoder as without deflation, so that modes keep the numbers that its summary gave them.
  const first = await fitPrepared(
    features,
    plain,
    split,
    { ...options, modes: null },
    engine,
    rng,
    task.part("nuisance modes"),
  );
  if (first.network === null) {
    throw new ConfigError("encoder.deflate", "changes nothing for tica, whose modes are linear", {
      hint: "Leave a mode out by encoder.modes.",
    });
  }
  const { network, modes } = first;
  const nuisance = await deflateModes(
    { scaling, network, modes },
    options.deflate,
    features,
    engine,
    task.part("deflation"),
  );
  return fitPrepared(features, { scaling, nuisance }, split, options, engine, rng.split("deflated"), task);
}

async function fitPrepared(
  features: Table,
  preparation: Preparation,
  split: PairSplit,
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Encoder> {
  const { network, history, seedScores } =
    options.method === "tica"
      ? { network: null, history: [], seedScores: [] }
      : await trainBestSrv(features, preparation, split, options, engine, rng, task);
  const basis = await compileBasis(engine, network, preparation);
  const { training, heldOut } = await measureCovariances(basis, features, split, options.reweight, task);
  const sample = sampleRows(features, LEADER_ROWS);
  const { modes, leaders } = orientModes(solveModes(training), await basis.apply({ x: sample }), sample);
  await basis.release();
  const heldOutEigenvalues = frozenEigenvalues(modes, heldOut);
  const { order, latentDim } = orderModes(options, modes.eigenvalues, heldOutEigenvalues);
  return {
    ...preparation,
    method: options.method,
    lagFrames: split.lagFrames,
    latentDim,
    network,
    modes: reorderModes(modes, order),
    leaders: order.map((i) => leaders[i]!),
    heldOutEigenvalues: Float64Array.from(order, (i) => heldOutEigenvalues[i]!),
    seedScores,
    history,
  };
}

/** Of the basis functions over the training and the held-out pairs, weighed where that is asked for. */
async function measureCovariances(
  basis: Basis,
  features: Table,
  { lagFrames, training, validation }: PairSplit,
  reweight: boolean,
  task: Task,
): Promise<{ training: LaggedCovariance; heldOut: LaggedCovariance }> {
  const weights = reweight
    ? await fitKoopmanWeights(basis, features, training, lagFrames, task.part("Koopman weights"))
    : null;
  const weigh = weights === null ? undefined : (now: Matrix32) => weighPairs(weights, now);
  return {
    training: await basisCovariance(basis, features, training, lagFrames, task.part("modes"), weigh),
    heldOut: await basisCovariance(basis, features, validation, lagFrames, task.part("held-out modes"), weigh),
  };
}

/** Whoever asks for modes, or a number of them, gets them, confirmed by held-out data or not. */
function orderModes({ modes, latentDim }: EncoderOptions, training: Float64Array, heldOut: Float64Array): ModeChoice {
  const all = [...training.keys()];
  const choice = latentDim === null ? chooseModes(training, heldOut) : { order: all, latentDim };
  if (modes === null) return choice;
  const missing = modes.find((number) => number > all.length);
  if (missing !== undefined) {
    throw new ConfigError("encoder.modes", `there is no mode ${missing}: the encoder has ${all.length}`, {
      hint: "encoder.maxLatentDim sets how many modes are learned.",
    });
  }
  const kept = modes.map((number) => choice.order[number - 1]!);
  return { order: [...kept, ...choice.order.filter((i) => !kept.includes(i))], latentDim: kept.length };
}

/** Trains from several seeds and keeps the network with the best held-out score. */
async function trainBestSrv(
  features: Table,
  preparation: Preparation,
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
      preparation,
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

/** Rows looked at to find the features that modes follow. */
const LEADER_ROWS = 10_000;

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
  const basis = await compileBasis(engine, network, encoder);
  const latent = zeros32(features.rows, latentDim);
  await forEachBasisBlock(basis, features, task, (chi, firstRow) => {
    const out = latent.data.subarray(firstRow * latentDim, (firstRow + chi.rows) * latentDim);
    projectOnModes(chi, modes, latentDim, out);
  });
  await basis.release();
  return latent;
}
