// Conditional flow matching (Lipman et al. 2023): training of the velocity field, and drawing by it.
// T frames, B rows a batch, K coordinates of a frame, C conditions.
//
// Noise x_0 and frame x_1 are joined by a quarter turn, x = cos(a) x_0 + sin(a) x_1 with a = s pi / 2 (Albergo and
// Vanden-Eijnden 2023), which keeps the variance: coordinates that are normal and uncorrelated, as whitened ones nearly are,
// have no velocity, and the network learns what is left.

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
  /** Heun steps from noise to torsions; a quarter as many to the rest. */
  readonly steps: number;
}

/** A trained velocity field. Plain data, stored in the model file. */
export interface FlowTraining {
  readonly architecture: FlowArchitecture;
  /** Flat, in the order of `flowShapes(architecture)`. */
  readonly parameters: Float32Array;
  /** Mean loss over each hundredth of the training. */
  readonly history: readonly number[];
}

const QUARTER_TURN = Math.PI / 2;

/** Losses are averaged, and checkpoints kept, this many times. */
const REPORTS = 100;

/**
 * Minimises |v(x, c, s) - dx/da|^2 on the arcs from noise to frames.
 * @param frames (T, K) of mean 0 and deviation 1
 * @param conditions (T, C) of about the same size
 */
export async function trainFlow(
  frames: Matrix32,
  conditions: Matrix32,
  options: FlowOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<FlowTraining> {
  const { width, nBlocks, iterations, learningRate, averaging } = options;
  const architecture = { nCoordinates: frames.cols, nConditions: conditions.cols, width, nBlocks };
  const batchSize = Math.min(options.batchSize, frames.rows);
  const objective = flowObjective(architecture, batchSize);
  const fresh = initialState(objective.parameters, rng.split("weights"));
  const kept = await restoreCheckpoint(task, { velocity: fresh.parameters.length });
  const average = kept?.result ?? fresh.parameters.slice();
  const history = (kept?.loop ?? []) as number[];
  const trainer = await createTrainer(engine, objective, kept?.optimisers["velocity"] ?? fresh);
  const batch = createBatch(frames, conditions, batchSize);
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
  const { nCoordinates, nConditions, nBlocks } = architecture;
  return {
    parameters: flowShapes(architecture),
    inputs: {
      x: [batchSize, nCoordinates],
      conditions: [batchSize, nConditions],
      time: [batchSize, TIME_FEATURES],
      target: [batchSize, nCoordinates],
    },
    build: (parameters, { x, conditions, time, target }) => ({
      loss: mean(square(sub(velocity(parameters, nBlocks, x!, conditions!, time!), target!)), undefined, false),
    }),
  };
}

interface FlowBatch {
  readonly all: Readonly<Record<"x" | "conditions" | "time" | "target", Buffer32>>;
  /** Fills the buffers: frames picked at random, fresh noise, a flow time for each. */
  draw(rng: Rng): void;
}

function createBatch(frames: Matrix32, conditions: Matrix32, batchSize: number): FlowBatch {
  const nCoordinates = frames.cols;
  const all = {
    x: allocate([batchSize, nCoordinates]),
    conditions: allocate([batchSize, conditions.cols]),
    time: allocate([batchSize, TIME_FEATURES]),
    target: allocate([batchSize, nCoordinates]),
  };
  return {
    all,
    draw: (rng) => {
      for (let i = 0; i < batchSize; i++) {
        const t = rng.integer(frames.rows);
        const s = rng.uniform();
        const cosine = Math.cos(QUARTER_TURN * s);
        const sine = Math.sin(QUARTER_TURN * s);
        for (let k = 0; k < nCoordinates; k++) {
          const noise = rng.normal();
          const frame = frames.data[t * nCoordinates + k]!;
          all.x.data[i * nCoordinates + k] = cosine * noise + sine * frame;
          all.target.data[i * nCoordinates + k] = cosine * frame - sine * noise;
        }
        const { data, cols } = conditions;
        all.conditions.data.set(data.subarray(t * cols, (t + 1) * cols), i * cols);
        writeTimeFeatures(s, all.time.data, i * TIME_FEATURES);
      }
    },
  };
}

export interface Flow {
  /** (T, K) noise and (T, C) conditions to (T, K) frames. */
  transport(noise: Matrix32, conditions: Matrix32): Promise<Matrix32>;
  release(): Promise<void>;
}

/**
 * The flow by Heun's method. All steps are one program: nothing but the frames leaves the engine.
 */
export async function compileFlow(
  { architecture, parameters: flat }: FlowTraining,
  steps: number,
  engine: Engine,
): Promise<Flow> {
  const { nCoordinates, nConditions, nBlocks } = architecture;
  const columns = { start: nCoordinates, conditions: nConditions };
  const network = await compileRowFunction(engine, columns, ({ start, conditions }) => {
    const parameters = constantParameters(flat, flowShapes(architecture));
    const nRows = start!.shape[0]!;
    const at = (x: Tensor, s: number): Tensor => velocity(parameters, nBlocks, x, conditions!, timeColumns(s, nRows));
    const times = flowTimes(steps);
    let x = start!;
    for (let step = 0; step < steps; step++) {
      const [now, next] = [times[step]!, times[step + 1]!];
      const turn = QUARTER_TURN * (next - now);
      const first = at(x, now);
      const second = at(add(x, mul(first, turn)), next);
      x = add(x, mul(add(first, second), 0.5 * turn));
    }
    return x;
  });
  return { transport: (start, conditions) => network.apply({ start, conditions }), release: () => network.release() };
}

/** From 0 to 1, denser towards 1, where the velocity changes fastest. */
function flowTimes(steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => 1 - (1 - step / steps) ** 1.5);
}

/** The same time for all rows. */
function timeColumns(s: number, nRows: number): Tensor {
  const features = new Float32Array(TIME_FEATURES);
  writeTimeFeatures(s, features, 0);
  return expand(constant(features, [1, TIME_FEATURES]), [nRows, TIME_FEATURES]);
}
