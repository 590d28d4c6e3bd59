// The training loop: epochs until the held-out loss no longer falls, with a checkpoint after each.

import { NumericsError, type Rng, type Task } from "../base/index.js";
import { freshState, type OptimiserState, type Trainer } from "./trainer.js";
import { keepCheckpoint, restoreCheckpoint } from "./training-checkpoint.js";

export interface EpochLoss {
  readonly training: number;
  readonly validation: number;
}

export interface EarlyStoppingOptions {
  readonly maxEpochs: number;
  /** Epochs without a lower held-out loss after which the learning rate falls, or training ends. */
  readonly patience: number;
  readonly learningRate: number;
  /** How often the learning rate falls to a fifth, going on from the best parameters, before training ends. */
  readonly rateReductions: number;
}

export interface EarlyStoppingLoop {
  readonly trainer: Trainer;
  /** One pass over the training data; gives the mean loss. */
  runEpoch(learningRate: number, rng: Rng, report: (fraction: number) => void): Promise<number>;
  /** The loss of the current parameters on data that training never sees. */
  validate(): Promise<number>;
}

export interface TrainedParameters {
  /** The parameters of the epoch with the lowest held-out loss. */
  readonly parameters: Float32Array;
  readonly history: readonly EpochLoss[];
  readonly bestEpoch: number;
}

const RATE_REDUCTION = 0.2;

/** Where the loop stands between two epochs: all that a later run needs to go on, bit for bit. */
interface LoopState {
  optimiser: OptimiserState;
  best: Float32Array;
  bestEpoch: number;
  history: EpochLoss[];
  /** Epochs since the best one or the last reduction of the rate. */
  stale: number;
  reductions: number;
}

/**
 * Trains until the held-out loss has not fallen for `patience` epochs (after the last rate reduction) or `maxEpochs`.
 * Each epoch draws from its own split of `rng`, so that a resumed run repeats an uninterrupted one.
 * @throws NumericsError with the epoch when a loss is no longer finite
 */
export async function trainWithEarlyStopping(
  loop: EarlyStoppingLoop,
  options: EarlyStoppingOptions,
  rng: Rng,
  task: Task,
): Promise<TrainedParameters> {
  const { trainer } = loop;
  const state = await initialLoopState(trainer, task);
  trainer.reset(state.optimiser);
  while (!isFinished(state, options)) {
    const epoch = state.history.length;
    const rate = options.learningRate * RATE_REDUCTION ** state.reductions;
    const progress = (within: number): void => {
      const best = state.history[state.bestEpoch];
      const detail =
        best === undefined ? "" : `, best held-out loss ${best.validation.toFixed(4)} at epoch ${state.bestEpoch + 1}`;
      task.report((epoch + within) / options.maxEpochs, `epoch ${epoch + 1}${detail}`);
    };
    const loss = await withEpoch(epoch, async () => ({
      training: await loop.runEpoch(rate, rng.split(`epoch ${epoch}`), progress),
      validation: await loop.validate(),
    }));
    advance(state, loss, trainer, options);
    state.optimiser = trainer.state();
    await keepLoopState(state, task);
    await task.yield();
  }
  task.report(
    1,
    `${state.history.length} epochs, best held-out loss ${state.history[state.bestEpoch]!.validation.toFixed(4)}`,
  );
  return { parameters: state.best, history: state.history, bestEpoch: state.bestEpoch };
}

function isFinished({ history, stale, reductions }: LoopState, options: EarlyStoppingOptions): boolean {
  return history.length >= options.maxEpochs || (stale >= options.patience && reductions >= options.rateReductions);
}

function advance(state: LoopState, loss: EpochLoss, trainer: Trainer, options: EarlyStoppingOptions): void {
  const lowest = state.history[state.bestEpoch]?.validation ?? Number.POSITIVE_INFINITY;
  state.history.push(loss);
  if (loss.validation < lowest) {
    state.best = trainer.parameters().slice();
    state.bestEpoch = state.history.length - 1;
    state.stale = 0;
    return;
  }
  state.stale++;
  if (state.stale >= options.patience && state.reductions < options.rateReductions) {
    state.stale = 0;
    state.reductions++;
    trainer.reset(freshState(state.best));
  }
}

async function withEpoch<T>(epoch: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new NumericsError(`epoch ${epoch + 1}: ${error.message}`, {
      hint: "Lower the learning rate, or look for outliers in the training data.",
      cause: error,
    });
  }
}

function keepLoopState({ optimiser, best, ...loop }: LoopState, task: Task): Promise<void> {
  return keepCheckpoint(task, { optimisers: { network: optimiser }, result: best, loop });
}

async function initialLoopState(trainer: Trainer, task: Task): Promise<LoopState> {
  const kept = await restoreCheckpoint(task, { network: trainer.parameters().length });
  if (kept !== null) {
    const loop = kept.loop as Omit<LoopState, "optimiser" | "best">;
    return { ...loop, optimiser: kept.optimisers["network"]!, best: kept.result };
  }
  return {
    optimiser: trainer.state(),
    best: trainer.parameters().slice(),
    bestEpoch: 0,
    history: [],
    stale: 0,
    reductions: 0,
  };
}
