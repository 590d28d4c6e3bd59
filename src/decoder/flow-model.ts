// Flow matching on internal coordinates as a decoder. T frames, A atoms, K internal and D latent coordinates.

import type { Matrix32, Rng, Task } from "../base/index.js";
import type { Engine } from "../tensor/index.js";
import type { Topology } from "../trajectory/index.js";
import type { CompiledNetwork } from "./compiled-network.js";
import { compileFlow, type FlowOptions, trainFlow } from "./flow.js";
import type { FlowArchitecture } from "./flow-network.js";
import {
  defineInternalCoordinates,
  type InternalCoordinates,
  toCartesian,
  toInternal,
} from "./internal-coordinates.js";

/** Plain data, stored in the model file. */
export interface FlowModel {
  readonly method: "flow";
  readonly coordinates: InternalCoordinates;
  readonly architecture: FlowArchitecture;
  /** Heun steps from noise to a frame. */
  readonly steps: number;
  /** Flat, in the order of `flowShapes(architecture)`. */
  readonly parameters: Float32Array;
  /** Mean loss over equal parts of the training. */
  readonly history: readonly number[];
}

/**
 * @param frames (T, 3 A) nm
 * @param psi (T, D) in the unit box
 */
export async function fitFlowModel(
  topology: Topology,
  frames: Matrix32,
  psi: Matrix32,
  options: FlowOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<FlowModel> {
  const coordinates = defineInternalCoordinates(topology, frames);
  const trained = await trainFlow(toInternal(coordinates, frames), psi, options, engine, rng, task);
  return { method: "flow", coordinates, steps: options.steps, ...trained };
}

export async function compileFlowModel(
  { coordinates, architecture, parameters, steps }: FlowModel,
  engine: Engine,
): Promise<CompiledNetwork> {
  const flow = await compileFlow(architecture, parameters, steps, engine);
  return {
    noiseDim: architecture.nCoordinates,
    generate: async (noise, psi) => toCartesian(coordinates, await flow.transport(noise, psi)),
    release: () => flow.release(),
  };
}
