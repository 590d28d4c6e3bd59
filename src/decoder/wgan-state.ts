// Where adversarial training stands between two epochs, and its checkpoint.

import { decodeSafetensors, encodeSafetensors, LssError, type NamedArray, type Rng, type Task } from "../base/index.js";
import { countParameters, denseShapes, initialState, type Objective, type OptimiserState } from "../tensor/index.js";

export interface AdversarialLoss {
  readonly critic: number;
  readonly generator: number;
}

/** Layer widths of both networks. */
export interface Architecture {
  readonly generator: readonly number[];
  readonly critic: readonly number[];
}

export interface WganState {
  critic: OptimiserState;
  generator: OptimiserState;
  /** Running average of the generator's parameters. */
  average: Float32Array;
  history: AdversarialLoss[];
}

export function freshState(objectives: { critic: Objective; generator: Objective }, rng: Rng): WganState {
  const generator = initialState(objectives.generator.parameters, rng.split("generator weights"));
  return {
    critic: initialState(objectives.critic.parameters, rng.split("critic weights")),
    generator,
    average: generator.parameters.slice(),
    history: [],
  };
}

export function encodeState({ critic, generator, average, history }: WganState): Uint8Array {
  const array = (data: Float32Array): NamedArray => ({ shape: [data.length], data });
  return encodeSafetensors(
    {
      "critic.parameters": array(critic.parameters),
      "critic.secondMoment": array(critic.secondMoment),
      "generator.parameters": array(generator.parameters),
      "generator.secondMoment": array(generator.secondMoment),
      average: array(average),
    },
    { wgan: JSON.stringify({ history, criticStep: critic.step, generatorStep: generator.step }) },
  );
}

/** Null without a checkpoint, and when it is damaged or of other networks: training then starts anew. */
export async function restoreState(task: Task, widths: Architecture): Promise<WganState | null> {
  const checkpoint = await task.restore();
  if (checkpoint === null) return null;
  try {
    return decodeState(checkpoint, widths);
  } catch (error) {
    if (error instanceof LssError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function decodeState(checkpoint: Uint8Array, widths: Architecture): WganState | null {
  const { arrays, metadata } = decodeSafetensors("checkpoint", checkpoint);
  const array = (name: string): Float32Array => (arrays[name]?.data ?? new Float32Array(0)) as Float32Array;
  const fits = (name: keyof Architecture): boolean =>
    array(`${name}.parameters`).length === countParameters(denseShapes(widths[name]));
  if (metadata["wgan"] === undefined || !fits("critic") || !fits("generator")) return null;
  const { history, criticStep, generatorStep } = JSON.parse(metadata["wgan"]);
  const optimiser = (name: keyof Architecture, step: number): OptimiserState => {
    const parameters = array(`${name}.parameters`);
    const firstMoment = new Float32Array(parameters.length); // unused: beta1 is 0
    return { parameters, firstMoment, secondMoment: array(`${name}.secondMoment`), step };
  };
  return {
    critic: optimiser("critic", criticStep),
    generator: optimiser("generator", generatorStep),
    average: array("average"),
    history,
  };
}
