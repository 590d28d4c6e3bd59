// State-free reversible VAMPnet: training of the basis functions (Chen, Sidky, Ferguson 2019; Sidky 2020, section 2.1).
// N pairs, B pairs a batch, F features, H hidden units, M outputs.

import type { Rng, Task } from "../base/index.js";
import type { PairSplit, Table } from "../features/index.js";
import { everyNth } from "../numerics/index.js";
import {
  allocate,
  type Buffer32,
  countParameters,
  createTrainer,
  type EarlyStoppingOptions,
  type Engine,
  type EpochLoss,
  encodeOnnx,
  initialState,
  input,
  type Objective,
  trainWithEarlyStopping,
  unpackParameters,
} from "../tensor/index.js";
import { basisCovariance, compileBasis } from "./basis.js";
import { vampScore } from "./modes.js";
import { type Preparation, prepare } from "./preparation.js";
import { srvLoss } from "./srv-loss.js";
import { type LayerMoments, type SrvArchitecture, type SrvNetwork, srvShapes, trainingPass } from "./srv-network.js";

export interface SrvOptions extends EarlyStoppingOptions {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Pairs a batch; all of them when there are fewer. */
  readonly batchSize: number;
  /** Pairs a pass over the data at most: of millions of frames an epoch takes a random part. */
  readonly pairsPerEpoch: number;
}

export interface SrvTraining {
  readonly network: SrvNetwork;
  /** Losses -R_2 by epoch. */
  readonly history: readonly EpochLoss[];
  readonly bestEpoch: number;
}

/** Held-out pairs looked at after each epoch: enough for the third digit of the score. */
const VALIDATION_PAIRS = 50_000;

/** Trains one network from fresh parameters. */
export async function trainSrv(
  features: Table,
  preparation: Preparation,
  split: PairSplit,
  nOutputs: number,
  options: SrvOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<SrvTraining> {
  const { lagFrames, training } = split;
  const architecture = { nFeatures: features.cols, hidden: options.hidden, nOutputs };
  const batchSize = Math.min(options.batchSize, training.length);
  const objective = srvObjective(architecture, preparation, batchSize);
  const trainer = await createTrainer(engine, objective, initialState(objective.parameters, rng.split("weights")));
  const probe = await createMomentsProbe(engine, architecture, preparation, 2 * batchSize);
  const validation = everyNth(split.validation, VALIDATION_PAIRS);
  const probePairs = rng.split("moments").shuffle(training.slice()).subarray(0, batchSize);
  const batch = allocate([2 * batchSize, features.cols]);
  const gather = (starts: Int32Array): Buffer32 => {
    const half = batch.data.length / 2;
    features.gather(starts, batch.data.subarray(0, half));
    features.gather(
      starts.map((t) => t + lagFrames),
      batch.data.subarray(half),
    );
    return batch;
  };
  const networkWith = async (parameters: Float32Array): Promise<SrvNetwork> => ({
    architecture,
    parameters: parameters.slice(),
    moments: await probe.measure(parameters, gather(probePairs)),
  });

  const runEpoch = async (rate: number, epochRng: Rng, report: (fraction: number) => void): Promise<number> => {
    const order = epochRng.shuffle(training.slice());
    const nBatches = Math.max(1, Math.floor(Math.min(order.length, options.pairsPerEpoch) / batchSize));
    let total = 0;
    for (let k = 0; k < nBatches; k++) {
      const x = gather(order.subarray(k * batchSize, (k + 1) * batchSize));
      total += (await trainer.step({ x }, rate)).loss;
      report(k / nBatches);
      await task.yield();
    }
    return total / nBatches;
  };
  const validate = async (): Promise<number> => {
    const basis = await compileBasis(engine, await networkWith(trainer.parameters()), preparation);
    const covariance = await basisCovariance(basis, features, validation, lagFrames, task);
    await basis.release();
    return -vampScore(covariance);
  };
  try {
    const trained = await trainWithEarlyStopping({ trainer, runEpoch, validate }, options, rng, task);
    return { ...trained, network: await networkWith(trained.parameters) };
  } finally {
    await trainer.release();
    await probe.release();
  }
}

/** The input x holds B frames x_t and then their B partners x_{t + lag}. */
function srvObjective(architecture: SrvArchitecture, preparation: Preparation, batchSize: number): Objective {
  return {
    parameters: srvShapes(architecture),
    inputs: { x: [2 * batchSize, architecture.nFeatures] },
    build: (parameters, { x }) => {
      const prepared = prepare(x!, preparation);
      return { loss: srvLoss(trainingPass(parameters, architecture.hidden.length, prepared).outputs) };
    },
  };
}

interface MomentsProbe {
  measure(parameters: Float32Array, x: Buffer32): Promise<LayerMoments<Float32Array>>;
  release(): Promise<void>;
}

/**
 * Measures the moments of the hidden layers on one fixed batch under given parameters, for use outside training: with
 * batches of ten thousand these are the population's, while a running average would lag behind the weights.
 */
async function createMomentsProbe(
  engine: Engine,
  architecture: SrvArchitecture,
  preparation: Preparation,
  nRows: number,
): Promise<MomentsProbe> {
  const shapes = srvShapes(architecture);
  const flat = input("parameters", [countParameters(shapes)]);
  const x = input("x", [nRows, architecture.nFeatures]);
  const { moments } = trainingPass(unpackParameters(flat, shapes), architecture.hidden.length, prepare(x, preparation));
  const outputs = Object.fromEntries(
    moments.flatMap(({ mean, variance }, layer) => [
      [`mean${layer}`, mean],
      [`variance${layer}`, variance],
    ]),
  );
  const session = await engine.compile(encodeOnnx(outputs));
  return {
    measure: async (parameters, batch) => {
      const buffers = Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, allocate(shape)]));
      await session.run({ parameters: { data: parameters, shape: flat.shape }, x: batch }, buffers);
      return moments.map((_, layer) => ({
        mean: buffers[`mean${layer}`]!.data,
        variance: buffers[`variance${layer}`]!.data,
      }));
    },
    release: () => session.release(),
  };
}
