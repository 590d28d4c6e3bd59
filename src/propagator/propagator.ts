// The propagator of a latent space simulator: p(psi(t + lag) | psi(t)) as a mixture density network.
// T frames, N pairs, B pairs a batch, D latent coordinates, C components.

import { type Matrix, type Matrix32, type Rng, type Task, takeRows } from "../base/index.js";
import type { PairSplit } from "../features/index.js";
import { everyNth, fitUnitBox, fromUnitBox, toUnitBox, type UnitBox } from "../numerics/index.js";
import {
  add,
  allocate,
  compileRowFunction,
  constantParameters,
  createTrainer,
  dense,
  denseShapes,
  type EarlyStoppingOptions,
  type Engine,
  type EpochLoss,
  initialState,
  mean,
  mul,
  neg,
  type Objective,
  type RowFunction,
  scalar,
  type Tensor,
  trainWithEarlyStopping,
} from "../tensor/index.js";
import {
  conditionalMean,
  logDensity,
  type Mixture,
  type MixtureArchitecture,
  mixtureOf,
  nMixtureOutputs,
} from "./mixture.js";
import { spectralPenalty } from "./spectral-term.js";

export interface PropagatorOptions extends EarlyStoppingOptions, Omit<MixtureArchitecture, "latentDim"> {
  readonly hidden: readonly number[];
  readonly batchSize: number;
  /** Pairs a pass over the data at most. */
  readonly pairsPerEpoch: number;
  /** Equilibrium data obey detailed balance: the pair (b, a) is as likely as (a, b) and is trained on too. */
  readonly reversible: boolean;
  /** Weight w of the spectral term, 0 for likelihood alone. It needs the eigenvalues of the coordinates. */
  readonly spectralWeight: number;
}

export const PROPAGATOR_DEFAULTS: PropagatorOptions = {
  nComponents: 24,
  kernel: "truncated",
  deviation: "softplus",
  hidden: [100, 100],
  batchSize: 1000,
  pairsPerEpoch: 100_000,
  learningRate: 1e-3,
  maxEpochs: 100,
  patience: 6,
  rateReductions: 1,
  reversible: true,
  spectralWeight: 0.3,
};

/** The published recipe (Sidky 2020, section 3). */
export const PROPAGATOR_PAPER: PropagatorOptions = {
  ...PROPAGATOR_DEFAULTS,
  kernel: "gaussian",
  deviation: "elu",
  pairsPerEpoch: Number.MAX_SAFE_INTEGER,
  rateReductions: 0,
  reversible: false,
  spectralWeight: 0,
};

export interface MdnNetwork {
  readonly mixture: MixtureArchitecture;
  /** Widths of the layers, inputs and outputs included. */
  readonly widths: readonly number[];
}

/** Plain data, stored in the model file. */
export interface Propagator extends MdnNetwork {
  readonly lagFrames: number;
  /** Flat, in the order of `denseShapes(widths)`. */
  readonly parameters: Float32Array;
  /** The range of the training data, which the network sees as [0, 1]. */
  readonly box: UnitBox;
  /** -mean ln p over held-out pairs, nats in the raw latent coordinates. */
  readonly heldOutNll: number;
  readonly history: readonly EpochLoss[];
}

/** Held-out pairs looked at after each epoch. */
const VALIDATION_PAIRS = 100_000;

/**
 * Learns the transition density of latent trajectories (Sidky 2020, section 2.2).
 * @param latent psi (T, D)
 * @param eigenvalues (D) lambda_i of the coordinates at the lag, or null when they are no eigenfunctions
 */
export async function fitPropagator(
  latent: Matrix,
  split: PairSplit,
  eigenvalues: Float64Array | null,
  options: PropagatorOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Propagator> {
  const { nComponents, kernel, deviation } = options;
  const mixture = { latentDim: latent.cols, nComponents, kernel, deviation };
  const network = { mixture, widths: [latent.cols, ...options.hidden, nMixtureOutputs(mixture)] };
  const box = fitUnitBox(latent);
  const scaled = toUnitBox(box, latent);
  const pairs = directedPairs(split.training, split.lagFrames, options.reversible);
  const batchSize = Math.min(options.batchSize, pairs.from.length);
  const spectralTerm = (model: Mixture, x: Tensor): Tensor =>
    eigenvalues === null || options.spectralWeight === 0
      ? scalar(0)
      : mul(spectralPenalty(conditionalMean(model), x, box, eigenvalues), options.spectralWeight);
  const objective = mdnObjective(network, batchSize, spectralTerm);
  const trainer = await createTrainer(engine, objective, initialState(objective.parameters, rng.split("weights")));
  const batch = { x: allocate([batchSize, latent.cols]), y: allocate([batchSize, latent.cols]) };
  const heldOut = heldOutRows(scaled, split);

  const runEpoch = async (rate: number, epochRng: Rng, report: (fraction: number) => void): Promise<number> => {
    const order = epochRng.shuffle(Int32Array.from(pairs.from.keys()));
    const nBatches = Math.max(1, Math.floor(Math.min(order.length, options.pairsPerEpoch) / batchSize));
    let total = 0;
    for (let k = 0; k < nBatches; k++) {
      const chosen = order.subarray(k * batchSize, (k + 1) * batchSize);
      copyRows(scaled, pairs.from, chosen, batch.x.data);
      copyRows(scaled, pairs.to, chosen, batch.y.data);
      total += (await trainer.step(batch, rate)).loss;
      report(k / nBatches);
      await task.yield();
    }
    return total / nBatches;
  };
  const heldOutLoss = (parameters: Float32Array): Promise<number> =>
    meanNll(engine, { ...network, parameters }, heldOut.x, heldOut.y);
  try {
    const { parameters, history } = await trainWithEarlyStopping(
      { trainer, runEpoch, validate: () => heldOutLoss(trainer.parameters()) },
      options,
      rng,
      task,
    );
    const heldOutNll = (await heldOutLoss(parameters)) + logVolume(box);
    return { ...network, lagFrames: split.lagFrames, parameters, box, heldOutNll, history };
  } finally {
    await trainer.release();
  }
}

/** Nats to add to a loss in the unit box to have it in raw coordinates. */
function logVolume({ width }: UnitBox): number {
  return width.reduce((sum, extent) => sum + Math.log(extent), 0);
}

interface DirectedPairs {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function directedPairs(starts: Int32Array, lagFrames: number, reversible: boolean): DirectedPairs {
  const ends = starts.map((t) => t + lagFrames);
  if (!reversible) return { from: starts, to: ends };
  const join = (a: Int32Array, b: Int32Array): Int32Array => {
    const out = new Int32Array(a.length + b.length);
    out.set(a);
    out.set(b, a.length);
    return out;
  };
  return { from: join(starts, ends), to: join(ends, starts) };
}

function mdnObjective(
  { widths, mixture }: MdnNetwork,
  batchSize: number,
  penalty: (model: Mixture, x: Tensor) => Tensor,
): Objective {
  return {
    parameters: denseShapes(widths),
    inputs: { x: [batchSize, mixture.latentDim], y: [batchSize, mixture.latentDim] },
    build: (parameters, { x, y }) => {
      const model = mixtureOf(dense(parameters, "relu", x!), mixture);
      return { loss: add(neg(mean(logDensity(model, y!), undefined, false)), penalty(model, x!)) };
    },
  };
}

/** Rows `rows[k]` for each k of `chosen`, one after the other. */
function copyRows(matrix: Matrix32, rows: Int32Array, chosen: Int32Array, out: Float32Array): void {
  const { data, cols } = matrix;
  for (let i = 0, at = 0; i < chosen.length; i++) {
    const from = rows[chosen[i]!]! * cols;
    for (let d = 0; d < cols; d++, at++) out[at] = data[from + d]!;
  }
}

function heldOutRows(scaled: Matrix32, { validation, lagFrames }: PairSplit): { x: Matrix32; y: Matrix32 } {
  const starts = everyNth(validation, VALIDATION_PAIRS);
  const ends = starts.map((t) => t + lagFrames);
  return { x: takeRows(scaled, starts), y: takeRows(scaled, ends) };
}

/** Applies a program of the fitted mixture to rows in the unit box. */
function compileMixture(
  engine: Engine,
  { widths, mixture, parameters }: MdnNetwork & { readonly parameters: Float32Array },
  columns: Readonly<Record<string, number>>,
  build: (model: Mixture, inputs: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<RowFunction> {
  return compileRowFunction(engine, columns, (inputs) => {
    const constants = constantParameters(parameters, denseShapes(widths));
    return build(mixtureOf(dense(constants, "relu", inputs["x"]!), mixture), inputs);
  });
}

/** (N, 1) ln p(y | x) in the unit box. */
async function unitLogDensities(
  engine: Engine,
  network: MdnNetwork & { readonly parameters: Float32Array },
  x: Matrix32,
  y: Matrix32,
): Promise<Float32Array> {
  const columns = { x: x.cols, y: y.cols };
  const density = await compileMixture(engine, network, columns, (model, inputs) => logDensity(model, inputs["y"]!));
  const { data } = await density.apply({ x, y });
  await density.release();
  return data;
}

/** -mean ln p(y | x), nats in the unit box. */
async function meanNll(
  engine: Engine,
  network: MdnNetwork & { readonly parameters: Float32Array },
  x: Matrix32,
  y: Matrix32,
): Promise<number> {
  const densities = await unitLogDensities(engine, network, x, y);
  return -densities.reduce((sum, value) => sum + value, 0) / densities.length;
}

/**
 * E[psi(t + lag) | psi(t)] of the fitted density.
 * @param latent psi (T, D)
 * @returns (T, D)
 */
export async function predictMean(propagator: Propagator, latent: Matrix, engine: Engine): Promise<Matrix32> {
  const predict = await compileMixture(engine, propagator, { x: latent.cols }, conditionalMean);
  const predicted = await predict.apply({ x: toUnitBox(propagator.box, latent) });
  await predict.release();
  fromUnitBox(propagator.box, predicted.data);
  return predicted;
}

/**
 * -mean ln p(psi(t + lag) | psi(t)), nats in raw coordinates.
 * @param now psi (N, D)
 * @param later psi one lag later (N, D)
 */
export async function negativeLogLikelihood(
  propagator: Propagator,
  now: Matrix,
  later: Matrix,
  engine: Engine,
): Promise<number> {
  const { box } = propagator;
  return (await meanNll(engine, propagator, toUnitBox(box, now), toUnitBox(box, later))) + logVolume(box);
}

/**
 * ln p(psi(t + lag) | psi(t)) of each pair of rows, in raw coordinates.
 * @param now psi (N, D)
 * @param later psi one lag later (N, D)
 * @returns (N)
 */
export async function logDensities(
  propagator: Propagator,
  now: Matrix,
  later: Matrix,
  engine: Engine,
): Promise<Float64Array> {
  const { box } = propagator;
  const densities = await unitLogDensities(engine, propagator, toUnitBox(box, now), toUnitBox(box, later));
  return Float64Array.from(densities, (value) => value - logVolume(box));
}
