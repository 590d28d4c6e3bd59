// Conditional flow matching (Lipman et al. 2023): training of the velocity field, and drawing by it.
// T frames, B rows a batch, K coordinates of a frame, D latent coordinates.

import type { Matrix32, Rng, Task } from "../base/index.js";
import {
  add,
  allocate,
  type Buffer32,
  compileRowFunction,
  constant,
  constantParameters,
  createTrainer,
  type Engine,
  expand,
  initialState,
  keepCheckpoint,
  mean,
  mul,
  type Objective,
  restoreCheckpoint,
  square,
  sub,
  type Tensor,
} from "../tensor/index.js";
import { type FlowArchitecture, flowShapes, TIME_FEATURES, velocity, writeTimeFeatures } from "./flow-network.js";
import { updateAverage } from "./parameter-average.js";

export interface FlowOptions {
  readonly width: number;
  readonly nBlocks: number;
  readonly batchSize: number;
  readonly iterations: number;
  /** At the start; it falls to 0 along half a cosine. */
  readonly learningRate: number;
  /** Decay of the running average of the parameters that is kept. */
  readonly averaging: number;
  /** Heun steps from noise to a frame. */
  readonly steps: number;
}

export interface FlowTraining {
  readonly architecture: FlowArchitecture;
  readonly parameters: Float32Array;
  /** Mean loss over each hundredth of the training. */
  readonly history: readonly number[];
}

/** Losses are averaged, and checkpoints kept, this many times. */
const REPORTS = 100;

/**
 * Minimises |v(x_s, psi, s) - (x_1 - x_0)|^2 on the lines x_s = (1 - s) x_0 + s x_1 from noise x_0 to frames x_1.
 * @param frames (T, K) standardised
 * @param psi (T, D) in the unit box
 */
export async function trainFlow(
  frames: Matrix32,
  psi: Matrix32,
  options: FlowOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<FlowTraining> {
  const { width, nBlocks, iterations, learningRate, averaging } = options;
  const architecture = { nCoordinates: frames.cols, latentDim: psi.cols, width, nBlocks };
  const batchSize = Math.min(options.batchSize, frames.rows);
  const objective = flowObjective(architecture, batchSize);
  const fresh = initialState(objective.parameters, rng.split("weights"));
  const kept = await restoreCheckpoint(task, { velocity: fresh.parameters.length });
  const average = kept?.result ?? fresh.parameters.slice();
  const history = (kept?.loop ?? []) as number[];
  const trainer = await createTrainer(engine, objective, kept?.optimisers["velocity"] ?? fresh);
  const batch = createBatch(frames, psi, batchSize);
  const perReport = Math.max(1, Math.ceil(iterations / REPORTS));
  try {
    for (let done = history.length * perReport; done < iterations; ) {
      const draw = rng.split(`part ${history.length}`);
      const stop = Math.min(iterations, done + perReport);
      const count = stop - done;
      let total = 0;
      for (; done < stop; done++) {
        batch.draw(draw);
        const rate = learningRate * 0.5 * (1 + Math.cos((Math.PI * done) / iterations));
        total += (await trainer.step(batch.all, rate)).loss;
        updateAverage(average, trainer.parameters(), averaging, done);
        task.report(done / iterations, `step ${done} of ${iterations}${describe(history.at(-1))}`);
        await task.yield();
      }
      history.push(total / count);
      await keepCheckpoint(task, { optimisers: { velocity: trainer.state() }, result: average, loop: history });
    }
    return { architecture, parameters: average, history };
  } finally {
    await trainer.release();
  }
}

function describe(loss: number | undefined): string {
  return loss === undefined ? "" : `, loss ${loss.toFixed(4)}`;
}

function flowObjective(architecture: FlowArchitecture, batchSize: number): Objective {
  const { nCoordinates, latentDim, nBlocks } = architecture;
  return {
    parameters: flowShapes(architecture),
    inputs: {
      x: [batchSize, nCoordinates],
      psi: [batchSize, latentDim],
      time: [batchSize, TIME_FEATURES],
      target: [batchSize, nCoordinates],
    },
    build: (parameters, { x, psi, time, target }) => ({
      loss: mean(square(sub(velocity(parameters, nBlocks, x!, psi!, time!), target!)), undefined, false),
    }),
  };
}

interface FlowBatch {
  readonly all: Readonly<Record<"x" | "psi" | "time" | "target", Buffer32>>;
  /** Fills the buffers: frames picked at random, fresh noise, a flow time for each. */
  draw(rng: Rng): void;
}

function createBatch(frames: Matrix32, psi: Matrix32, batchSize: number): FlowBatch {
  const nCoordinates = frames.cols;
  const all = {
    x: allocate([batchSize, nCoordinates]),
    psi: allocate([batchSize, psi.cols]),
    time: allocate([batchSize, TIME_FEATURES]),
    target: allocate([batchSize, nCoordinates]),
  };
  return {
    all,
    draw: (rng) => {
      for (let i = 0; i < batchSize; i++) {
        const t = rng.integer(frames.rows);
        const s = rng.uniform();
        for (let k = 0; k < nCoordinates; k++) {
          const noise = rng.normal();
          const frame = frames.data[t * nCoordinates + k]!;
          all.x.data[i * nCoordinates + k] = (1 - s) * noise + s * frame;
          all.target.data[i * nCoordinates + k] = frame - noise;
        }
        all.psi.data.set(psi.data.subarray(t * psi.cols, (t + 1) * psi.cols), i * psi.cols);
        writeTimeFeatures(s, all.time.data, i * TIME_FEATURES);
      }
    },
  };
}

export interface Flow {
  /** (T, K) noise and (T, D) conditions to (T, K) standardised frames. */
  transport(noise: Matrix32, psi: Matrix32): Promise<Matrix32>;
  release(): Promise<void>;
}

/** The flow from s = 0 to 1 by Heun's method. All steps are one program: nothing but the frames leaves the engine. */
export async function compileFlow(
  architecture: FlowArchitecture,
  flat: Float32Array,
  steps: number,
  engine: Engine,
): Promise<Flow> {
  const { nCoordinates, latentDim, nBlocks } = architecture;
  const network = await compileRowFunction(engine, { noise: nCoordinates, psi: latentDim }, ({ noise, psi }) => {
    const parameters = constantParameters(flat, flowShapes(architecture));
    const nRows = noise!.shape[0]!;
    const at = (x: Tensor, s: number): Tensor => velocity(parameters, nBlocks, x, psi!, timeColumns(s, nRows));
    let x = noise!;
    for (let step = 0; step < steps; step++) {
      const first = at(x, step / steps);
      const second = at(add(x, mul(first, 1 / steps)), (step + 1) / steps);
      x = add(x, mul(add(first, second), 0.5 / steps));
    }
    return x;
  });
  return { transport: (noise, psi) => network.apply({ noise, psi }), release: () => network.release() };
}

/** The same time for all rows. */
function timeColumns(s: number, nRows: number): Tensor {
  const features = new Float32Array(TIME_FEATURES);
  writeTimeFeatures(s, features, 0);
  return expand(constant(features, [1, TIME_FEATURES]), [nRows, TIME_FEATURES]);
}
