// Adversarial training: five critic steps to one of the generator, with a checkpoint after each epoch.
// T frames, B rows a batch, X coordinates of a frame, D latent coordinates, Z noise dimensions.

import type { Matrix32, Rng, Task } from "../base/index.js";
import {
  type AdamOptions,
  allocate,
  type Buffer32,
  countParameters,
  createTrainer,
  denseShapes,
  type Engine,
  initialState,
  keepCheckpoint,
  type Objective,
  restoreCheckpoint,
  type Trainer,
  unpackParameters,
} from "../tensor/index.js";
import { updateAverage } from "./parameter-average.js";
import { criticLoss, generatorLoss } from "./wgan-loss.js";

export interface WganOptions {
  readonly hidden: readonly number[];
  readonly noiseDim: number;
  readonly batchSize: number;
  /** Passes of the critic over the frames. */
  readonly epochs: number;
  readonly criticSteps: number;
  readonly learningRate: number;
  /** Decay of the running average of the generator's parameters that is kept, 0 for the last ones. */
  readonly averaging: number;
}

export interface AdversarialLoss {
  readonly critic: number;
  readonly generator: number;
}

export interface WganTraining {
  /** Layer widths of the generator: noise and psi to coordinates. */
  readonly widths: readonly number[];
  readonly parameters: Float32Array;
  /** Mean losses by epoch. */
  readonly history: readonly AdversarialLoss[];
}

/** No momentum: the opponent moves (Gulrajani et al. 2017). */
const WGAN_ADAM: AdamOptions = { beta1: 0, beta2: 0.9, epsilon: 1e-8 };

/** Layer widths of both networks. */
interface Architecture {
  readonly generator: readonly number[];
  readonly critic: readonly number[];
}

/**
 * @param frames (T, X) superposed, centred and scaled to about 1
 * @param psi (T, D) in the unit box
 */
export async function trainWgan(
  frames: Matrix32,
  psi: Matrix32,
  options: WganOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<WganTraining> {
  const { hidden, noiseDim, criticSteps, learningRate, averaging } = options;
  const batchSize = Math.min(options.batchSize, frames.rows);
  const widths = {
    generator: [noiseDim + psi.cols, ...hidden, frames.cols],
    critic: [frames.cols + psi.cols, ...hidden, 1],
  };
  const objectives = wganObjectives(widths, frames.cols, psi.cols, noiseDim, batchSize);
  const generatorStart = initialState(objectives.generator.parameters, rng.split("generator weights"));
  const criticStart = initialState(objectives.critic.parameters, rng.split("critic weights"));
  const kept = await restoreCheckpoint(task, {
    critic: criticStart.parameters.length,
    generator: generatorStart.parameters.length,
  });
  const average = kept?.result ?? generatorStart.parameters.slice();
  const history = (kept?.loop ?? []) as AdversarialLoss[];
  const critic = await createTrainer(engine, objectives.critic, kept?.optimisers["critic"] ?? criticStart, WGAN_ADAM);
  const generator = await createTrainer(
    engine,
    objectives.generator,
    kept?.optimisers["generator"] ?? generatorStart,
    WGAN_ADAM,
  );
  const batch = createBatch(frames, psi, noiseDim, batchSize);
  const stepsPerEpoch = Math.max(1, Math.floor(frames.rows / (batchSize * criticSteps)));
  try {
    while (history.length < options.epochs) {
      const epoch = history.length;
      const draw = rng.split(`epoch ${epoch}`);
      const totals = { critic: 0, generator: 0 };
      for (let step = 0; step < stepsPerEpoch; step++) {
        for (let k = 0; k < criticSteps; k++) {
          batch.draw(draw);
          totals.critic += (await critic.step({ ...batch.all, opponent: flat(generator) }, learningRate)).loss;
          await task.yield();
        }
        batch.draw(draw);
        const { psi: condition, noise } = batch.all;
        const inputs = { psi: condition, noise, opponent: flat(critic) };
        totals.generator += (await generator.step(inputs, learningRate)).loss;
        updateAverage(average, generator.parameters(), averaging, epoch * stepsPerEpoch + step);
        const fraction = (epoch + (step + 1) / stepsPerEpoch) / options.epochs;
        task.report(fraction, `epoch ${epoch + 1} of ${options.epochs}${describeLoss(history.at(-1))}`);
        await task.yield();
      }
      history.push({
        critic: totals.critic / (stepsPerEpoch * criticSteps),
        generator: totals.generator / stepsPerEpoch,
      });
      const optimisers = { critic: critic.state(), generator: generator.state() };
      await keepCheckpoint(task, { optimisers, result: average, loop: history });
    }
    return { widths: widths.generator, parameters: average, history };
  } finally {
    await critic.release();
    await generator.release();
  }
}

function describeLoss(loss: AdversarialLoss | undefined): string {
  return loss === undefined ? "" : `, critic loss ${loss.critic.toFixed(3)}`;
}

function flat(trainer: Trainer): Buffer32 {
  const data = trainer.parameters();
  return { data, shape: [data.length] };
}

/** Both networks' objectives; each takes the other's parameters as the input "opponent". */
function wganObjectives(
  widths: Architecture,
  nCoordinates: number,
  latentDim: number,
  noiseDim: number,
  batchSize: number,
): { critic: Objective; generator: Objective } {
  const shapes = { critic: denseShapes(widths.critic), generator: denseShapes(widths.generator) };
  const condition = { psi: [batchSize, latentDim], noise: [batchSize, noiseDim] };
  return {
    critic: {
      parameters: shapes.critic,
      inputs: {
        ...condition,
        real: [batchSize, nCoordinates],
        mix: [batchSize, 1],
        opponent: [countParameters(shapes.generator)],
      },
      build: (critic, { real, psi, noise, mix, opponent }) => ({
        loss: criticLoss(critic, unpackParameters(opponent!, shapes.generator), real!, psi!, noise!, mix!),
      }),
    },
    generator: {
      parameters: shapes.generator,
      inputs: { ...condition, opponent: [countParameters(shapes.critic)] },
      build: (generator, { psi, noise, opponent }) => ({
        loss: generatorLoss(unpackParameters(opponent!, shapes.critic), generator, psi!, noise!),
      }),
    },
  };
}

interface Batch {
  readonly all: Readonly<Record<"real" | "psi" | "noise" | "mix", Buffer32>>;
  /** Fills the buffers with frames picked at random and fresh noise. */
  draw(rng: Rng): void;
}

function createBatch(frames: Matrix32, psi: Matrix32, noiseDim: number, batchSize: number): Batch {
  const all = {
    real: allocate([batchSize, frames.cols]),
    psi: allocate([batchSize, psi.cols]),
    noise: allocate([batchSize, noiseDim]),
    mix: allocate([batchSize, 1]),
  };
  return {
    all,
    draw: (rng) => {
      for (let i = 0; i < batchSize; i++) {
        const t = rng.integer(frames.rows);
        all.real.data.set(frames.data.subarray(t * frames.cols, (t + 1) * frames.cols), i * frames.cols);
        all.psi.data.set(psi.data.subarray(t * psi.cols, (t + 1) * psi.cols), i * psi.cols);
        all.mix.data[i] = rng.uniform();
      }
      rng.fillNormal(all.noise.data);
    },
  };
}
