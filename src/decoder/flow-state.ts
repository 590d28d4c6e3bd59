// Where flow training stands, and its checkpoint.

import { decodeSafetensors, encodeSafetensors, LssError, type NamedArray, type Task } from "../base/index.js";
import type { OptimiserState } from "../tensor/index.js";

export interface FlowState {
  optimiser: OptimiserState;
  /** Running average of the parameters. */
  average: Float32Array;
  history: number[];
}

export async function keepFlow(task: Task, { optimiser, average, history }: FlowState): Promise<void> {
  const array = (data: Float32Array): NamedArray => ({ shape: [data.length], data });
  const { parameters, firstMoment, secondMoment, step } = optimiser;
  const arrays = {
    parameters: array(parameters),
    firstMoment: array(firstMoment),
    secondMoment: array(secondMoment),
    average: array(average),
  };
  await task.keep(encodeSafetensors(arrays, { flow: JSON.stringify({ history, step }) }));
}

/** Null without a checkpoint that fits the network, or with a damaged one. */
export async function restoreFlow(task: Task, nParameters: number): Promise<FlowState | null> {
  const checkpoint = await task.restore();
  if (checkpoint === null) return null;
  try {
    const { arrays, metadata } = decodeSafetensors("checkpoint", checkpoint);
    const { history, step } = JSON.parse(metadata["flow"] ?? "");
    const array = (name: string): Float32Array => arrays[name]!.data as Float32Array;
    if (array("average").length !== nParameters) return null;
    const optimiser = {
      parameters: array("parameters"),
      firstMoment: array("firstMoment"),
      secondMoment: array("secondMoment"),
      step,
    };
    return { optimiser, average: array("average"), history };
  } catch (error) {
    if (error instanceof LssError || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
