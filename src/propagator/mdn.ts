// The published propagator: a mixture density network, trained by likelihood alone (Sidky 2020, section 2.2).
// N pairs, B pairs a batch, D latent coordinates, C components.

import { type Matrix32, type Rng, type Task, takeRows } from "../base/index.js";
import type { PairSplit } from "../features/index.js";
import { everyNth } from "../numerics/index.js";
import {
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
  neg,
  type Objective,
  type RowFunction,
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

export interface MdnOptions extends EarlyStoppingOptions {
  readonly nComponents: number;
  readonly hidden: readonly number[];
  readonly batchSize: number;
  /** Pairs a pass over the data at most. */
  readonly pairsPerEpoch: number;
}

/** The published recipe (Sidky 2020, section 3). */
export const MDN_DEFAULTS: MdnOptions = {
  nComponents: 24,
  hidden: [100, 100],
  batchSize: 1000,
  pairsPerEpoch: Number.MAX_SAFE_INTEGER,
  learningRate: 1e-3,
  maxEpochs: 100,
  patience: 6,
  rateReductions: 0,
};

/** Plain data, stored in the model file. */
export interface MixtureNetwork {
  readonly method: "mdn";
  readonly mixture: MixtureArchitecture;
  /** Widths of the layers, inputs and outputs included. */
  readonly widths: readonly number[];
  /** Flat, in the order of `denseShapes(widths)`. */
  readonly parameters: Float32Array;
}

export interface TrainedNetwork {
  readonly network: MixtureNetwork;
  /** -mean ln p over held-out pairs, nats in the unit box. */
  readonly heldOutNll: number;
  readonly history: readonly EpochLoss[];
}

/** Held-out pairs looked at after each epoch. */
const VALIDATION_PAIRS = 100_000;

/** @param unit psi (T, D) in the unit box */
export async function trainMdn(
  unit: Matrix32,
  { training, validation, lagFrames }: PairSplit,
  options: MdnOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<TrainedNetwork> {
  const mixture = { latentDim: unit.cols, nComponents: options.nComponents };
  const widths = [unit.cols, ...options.hidden, nMixtureOutputs(mixture)];
  const batchSize = Math.min(options.batchSize, training.length);
  const objective = mdnObjective(widths, mixture, batchSize);
  const trainer = await createTrainer(engine, objective, initialState(objective.parameters, rng.split("weights")));
  const batch = { x: allocate([batchSize, unit.cols]), y: allocate([batchSize, unit.cols]) };
  const later = training.map((t) => t + lagFrames);
  const heldOut = everyNth(validation, VALIDATION_PAIRS);
  const [x, y] = [heldOut, heldOut.map((t) => t + lagFrames)].map((rows) => takeRows(unit, rows)) as [
    Matrix32,
    Matrix32,
  ];

  const runEpoch = async (rate: number, epochRng: Rng, report: (fraction: number) => void): Promise<number> => {
    const order = epochRng.shuffle(Int32Array.from(training.keys()));
    const nBatches = Math.max(1, Math.floor(Math.min(order.length, options.pairsPerEpoch) / batchSize));
    let total = 0;
    for (let k = 0; k < nBatches; k++) {
      const chosen = order.subarray(k * batchSize, (k + 1) * batchSize);
      copyRows(unit, training, chosen, batch.x.data);
      copyRows(unit, later, chosen, batch.y.data);
      total += (await trainer.step(batch, rate)).loss;
      report(k / nBatches);
      await task.yield();
    }
    return total / nBatches;
  };
  const heldOutLoss = async (parameters: Float32Array): Promise<number> => {
    const densities = await mdnLogDensities({ method: "mdn", mixture, widths, parameters }, x, y, engine);
    return -densities.reduce((sum, value) => sum + value, 0) / densities.length;
  };
  try {
    const { parameters, history } = await trainWithEarlyStopping(
      { trainer, runEpoch, validate: () => heldOutLoss(trainer.parameters()) },
      options,
      rng,
      task,
    );
    const network: MixtureNetwork = { method: "mdn", mixture, widths, parameters };
    return { network, history, heldOutNll: await heldOutLoss(parameters) };
  } finally {
    await trainer.release();
  }
}

function mdnObjective(widths: readonly number[], mixture: MixtureArchitecture, batchSize: number): Objective {
  return {
    parameters: denseShapes(widths),
    inputs: { x: [batchSize, mixture.latentDim], y: [batchSize, mixture.latentDim] },
    build: (parameters, { x, y }) => ({
      loss: neg(mean(logDensity(mixtureOf(dense(parameters, "relu", x!), mixture), y!), undefined, false)),
    }),
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

/** Applies a program of the mixture to rows in the unit box. */
function compileMixture(
  engine: Engine,
  { widths, mixture, parameters }: MixtureNetwork,
  columns: Readonly<Record<string, number>>,
  build: (model: Mixture, inputs: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<RowFunction> {
  return compileRowFunction(engine, columns, (inputs) => {
    const constants = constantParameters(parameters, denseShapes(widths));
    return build(mixtureOf(dense(constants, "relu", inputs["x"]!), mixture), inputs);
  });
}

/** (N) ln p(y | x). @param x (N, D) @param y (N, D), in the unit box */
export async function mdnLogDensities(
  network: MixtureNetwork,
  x: Matrix32,
  y: Matrix32,
  engine: Engine,
): Promise<Float32Array> {
  const columns = { x: x.cols, y: y.cols };
  const density = await compileMixture(engine, network, columns, (model, inputs) => logDensity(model, inputs["y"]!));
  const { data } = await density.apply({ x, y });
  await density.release();
  return data;
}

/** (N, D) E[y | x]. @param x (N, D) in the unit box */
export async function mdnMean(network: MixtureNetwork, x: Matrix32, engine: Engine): Promise<Matrix32> {
  const predict = await compileMixture(engine, network, { x: x.cols }, conditionalMean);
  const predicted = await predict.apply({ x });
  await predict.release();
  return predicted;
}
