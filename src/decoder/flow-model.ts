// Flow matching as a decoder: first the torsions given psi, then all other coordinates given psi and the torsions. The torsions
// are few and hard, the others many and easy; together, they would learn slowly.
// T frames, A atoms, K coordinates, D latent coordinates, P pairs of frames.

import { type Matrix32, matrixOf, type Rng, type Task, zeros32 } from "../base/index.js";
import type { Engine } from "../tensor/index.js";
import type { Topology } from "../trajectory/index.js";
import type { CompiledNetwork } from "./compiled-network.js";
import { compileFlow, type Flow, type FlowOptions, type FlowTraining, trainFlow } from "./flow.js";
import { chooseCoordinates, type FlowCoordinates, fromFlow, settle, stageSizes, toFlow } from "./flow-coordinates.js";
import { columnsOf, joinColumns } from "./matrix-columns.js";
import { type Draw, matchMemory } from "./noise-memory.js";

/** Plain data, stored in the model file. */
export interface FlowModel {
  readonly method: "flow";
  readonly coordinates: FlowCoordinates;
  /** Heun steps from noise to the coordinates of the first stage. */
  readonly steps: number;
  /** Each makes some of the K coordinates, in order, and takes psi and those made before as its conditions. */
  readonly stages: readonly FlowTraining[];
  /** (K) the correlation of the noise over a lag time. */
  readonly memory: Float64Array;
}

/** Given the torsions, what is left is nearly normal: this share of the iterations is enough to learn it, and of the steps to draw it. */
const REST_SHARE = 0.25;

function inStage(stage: number, count: number): number {
  return stage === 0 ? count : Math.ceil(REST_SHARE * count);
}

/** Frames of MD that a decoder learns from. */
export interface TrainingFrames {
  /** (T, 3 A) nm */
  readonly frames: Matrix32;
  /** (T, D) in the unit box */
  readonly psi: Matrix32;
}

/**
 * @param reference (3 A) nm, onto which frames are superposed
 * @param pairs (P) frames, and those a lag time later
 */
export async function fitFlowModel(
  topology: Topology,
  reference: Float32Array,
  { frames, psi }: TrainingFrames,
  pairs: readonly [TrainingFrames, TrainingFrames],
  options: FlowOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<FlowModel> {
  const coordinates = chooseCoordinates(topology, frames, reference, rng.split("lever"));
  const values = toFlow(coordinates, frames, reference);
  const stages: FlowTraining[] = [];
  let first = 0;
  for (const size of stageSizes(coordinates)) {
    const conditions = joinColumns(widened(psi), columnsOf(values, 0, first));
    const target = columnsOf(values, first, size);
    const iterations = inStage(stages.length, options.iterations);
    const name = `stage ${stages.length + 1}`;
    const training = { ...options, iterations };
    stages.push(await trainFlow(target, conditions, training, engine, rng.split(name), task.part(name)));
    first += size;
  }
  const made = { coordinates, steps: options.steps, stages };
  const network = await compileStages(made, engine);
  const md = [
    toFlow(coordinates, pairs[0].frames, reference),
    toFlow(coordinates, pairs[1].frames, reference),
  ] as const;
  const drawFor =
    ({ psi: condition }: TrainingFrames): Draw =>
    (noise) =>
      network.draw(noise, condition);
  const memory = await matchMemory(md, [drawFor(pairs[0]), drawFor(pairs[1])], rng.split("memory"));
  await network.release();
  return { method: "flow", ...made, memory };
}

export async function compileFlowModel(model: FlowModel, engine: Engine): Promise<CompiledNetwork> {
  const { draw, release } = await compileStages(model, engine);
  return {
    memory: model.memory,
    generate: async (noise, psi) => fromFlow(model.coordinates, await draw(noise, psi)),
    release,
  };
}

/** All stages, one after the other. */
async function compileStages(
  { coordinates, steps, stages }: Pick<FlowModel, "coordinates" | "steps" | "stages">,
  engine: Engine,
): Promise<{ draw(noise: Matrix32, psi: Matrix32): Promise<Matrix32>; release(): Promise<void> }> {
  const flows: (Flow & { readonly nCoordinates: number })[] = [];
  for (const [k, stage] of stages.entries()) {
    const flow = await compileFlow(stage, inStage(k, steps), engine);
    flows.push({ ...flow, nCoordinates: stage.architecture.nCoordinates });
  }
  return {
    draw: async (noise, psi) => {
      const condition = widened(psi);
      let made = zeros32(noise.rows, 0);
      for (const flow of flows) {
        const start = columnsOf(noise, made.cols, flow.nCoordinates);
        made = joinColumns(made, await flow.transport(start, joinColumns(condition, made)));
        settle(coordinates, made);
      }
      return made;
    },
    release: async () => {
      for (const flow of flows) await flow.release();
    },
  };
}

/** psi in [-2, 2]: about as spread as noise and coordinates are. */
function widened({ data, rows, cols }: Matrix32): Matrix32 {
  return matrixOf(
    data.map((value) => 4 * value - 2),
    rows,
    cols,
  );
}
