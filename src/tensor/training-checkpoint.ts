// What training keeps between two runs: the states of its optimisers, one more vector, and where the loop stood.

import { decodeSafetensors, encodeSafetensors, LssError, type NamedArray, type Task } from "../base/index.js";
import type { OptimiserState } from "./trainer.js";

export interface TrainingCheckpoint {
  /** By the network's name. */
  readonly optimisers: Readonly<Record<string, OptimiserState>>;
  /** The parameters that training will give if it ends here: the best, or a running average. */
  readonly result: Float32Array;
  /** Counters and losses, plain JSON. */
  readonly loop: unknown;
}

export async function keepCheckpoint(task: Task, { optimisers, result, loop }: TrainingCheckpoint): Promise<void> {
  const arrays: Record<string, NamedArray> = { result: { shape: [result.length], data: result } };
  const steps: Record<string, number> = {};
  for (const [name, { step, ...vectors }] of Object.entries(optimisers)) {
    steps[name] = step;
    for (const [vector, data] of Object.entries(vectors)) {
      arrays[`${name}.${vector}`] = { shape: [data.length], data };
    }
  }
  await task.keep(encodeSafetensors(arrays, { steps: JSON.stringify(steps), loop: JSON.stringify(loop) }));
}

/**
 * The checkpoint of an earlier run.
 * @param nParameters of each network, by name
 * @returns null without one, and when it is damaged or of other networks: training then starts anew
 */
export async function restoreCheckpoint(
  task: Task,
  nParameters: Readonly<Record<string, number>>,
): Promise<TrainingCheckpoint | null> {
  const bytes = await task.restore();
  if (bytes === null) return null;
  try {
    const { arrays, metadata } = decodeSafetensors("checkpoint", bytes);
    const steps = JSON.parse(metadata["steps"] ?? "");
    const vector = (name: string): Float32Array => (arrays[name]?.data ?? new Float32Array(0)) as Float32Array;
    const optimisers: Record<string, OptimiserState> = {};
    for (const [name, length] of Object.entries(nParameters)) {
      const parameters = vector(`${name}.parameters`);
      const firstMoment = vector(`${name}.firstMoment`);
      const secondMoment = vector(`${name}.secondMoment`);
      const fits = [parameters, firstMoment, secondMoment].every((data) => data.length === length);
      if (!fits || typeof steps[name] !== "number") return null;
      optimisers[name] = { parameters, firstMoment, secondMoment, step: steps[name] };
    }
    const result = vector("result");
    const isResult = Object.values(nParameters).includes(result.length);
    return isResult ? { optimisers, result, loop: JSON.parse(metadata["loop"] ?? "") } : null;
  } catch (error) {
    if (error instanceof LssError || error instanceof SyntaxError) return null;
    throw error;
  }
}
