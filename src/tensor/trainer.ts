// One optimisation step as one program: forward, backward and Adam's update. P parameters.

import { NumericsError, type Rng } from "../base/index.js";
import { gradient } from "./gradient.js";
import { add, div, input, mul, type Shape, sqrt, square, sub, type Tensor } from "./graph.js";
import { encodeOnnx } from "./onnx.js";
import { countParameters, initialParameters, type ParameterShapes, unpackParameters } from "./parameters.js";
import { allocate, type Buffer32, type Buffers, type Engine } from "./session.js";

/** What is minimised: a scalar made of parameters and named inputs. */
export interface Objective {
  readonly parameters: ParameterShapes;
  readonly inputs: Readonly<Record<string, Shape>>;
  /** `monitors` are tensors to be looked at after each step (batch moments, terms of the loss). */
  build(parameters: Readonly<Record<string, Tensor>>, inputs: Readonly<Record<string, Tensor>>): ObjectiveTerms;
}

export interface ObjectiveTerms {
  readonly loss: Tensor;
  readonly monitors?: Readonly<Record<string, Tensor>>;
}

/** Adam's hyperparameters (Kingma and Ba 2015). */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** All that a next step depends on. */
export interface OptimiserState {
  /** (P) each. */
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Steps done. */
  readonly step: number;
}

export function initialState(shapes: ParameterShapes, rng: Rng): OptimiserState {
  return freshState(initialParameters(shapes, rng));
}

/** Adam starts anew from given parameters. */
export function freshState(parameters: Float32Array): OptimiserState {
  const zeros = (): Float32Array => new Float32Array(parameters.length);
  return { parameters, firstMoment: zeros(), secondMoment: zeros(), step: 0 };
}

export interface Trainer {
  /**
   * @returns the loss before the update, and the monitors
   * @throws NumericsError when the loss is not a finite number
   */
  step(inputs: Buffers, learningRate: number): Promise<{ readonly loss: number; readonly monitors: Buffers }>;
  /** A copy of the state. */
  state(): OptimiserState;
  /** The parameters as they are now: memory that the next step overwrites. */
  parameters(): Float32Array;
  reset(state: OptimiserState): void;
  release(): Promise<void>;
}

/** The loss and its gradient as tensors over the inputs "parameters" and the objective's own. */
export function differentiate(objective: Objective): { terms: ObjectiveTerms; flat: Tensor; slope: Tensor } {
  const flat = input("parameters", [countParameters(objective.parameters)]);
  const inputs = Object.fromEntries(
    Object.entries(objective.inputs).map(([name, shape]) => [name, input(name, shape)]),
  );
  const terms = objective.build(unpackParameters(flat, objective.parameters), inputs);
  const [slope] = gradient(terms.loss, [flat]);
  return { terms, flat, slope: slope! };
}

function encodeStep(objective: Objective, { beta1, beta2, epsilon }: AdamOptions) {
  const { terms, flat, slope } = differentiate(objective);
  const m = input("firstMoment", flat.shape);
  const v = input("secondMoment", flat.shape);
  const rate = input("rate", []);
  const nextM = beta1 === 0 ? slope : add(mul(m, beta1), mul(slope, 1 - beta1));
  const nextV = add(mul(v, beta2), mul(square(slope), 1 - beta2));
  const monitors = terms.monitors ?? {};
  const model = encodeOnnx({
    nextParameters: sub(flat, div(mul(nextM, rate), add(sqrt(nextV), epsilon))),
    nextFirstMoment: nextM,
    nextSecondMoment: nextV,
    loss: terms.loss,
    ...monitors,
  });
  return { model, monitorShapes: Object.entries(monitors).map(([name, tensor]) => [name, tensor.shape] as const) };
}

interface StateBuffers {
  readonly parameters: Buffer32;
  readonly firstMoment: Buffer32;
  readonly secondMoment: Buffer32;
}

/** Compiles an objective and its optimiser. State lives in two sets of buffers that take turns as input and output. */
export async function createTrainer(
  engine: Engine,
  objective: Objective,
  state: OptimiserState,
  adam: AdamOptions = ADAM,
): Promise<Trainer> {
  const { model, monitorShapes } = encodeStep(objective, adam);
  const session = await engine.compile(model);
  const shape = [countParameters(objective.parameters)];
  const buffers = (): StateBuffers => ({
    parameters: allocate(shape),
    firstMoment: allocate(shape),
    secondMoment: allocate(shape),
  });
  let current = buffers();
  let next = buffers();
  let step = 0;
  const rate = allocate([]);
  const loss = allocate([]);
  const monitors = Object.fromEntries(monitorShapes.map(([name, monitorShape]) => [name, allocate(monitorShape)]));

  const reset = (to: OptimiserState): void => {
    current.parameters.data.set(to.parameters);
    current.firstMoment.data.set(to.firstMoment);
    current.secondMoment.data.set(to.secondMoment);
    step = to.step;
  };
  reset(state);

  return {
    step: async (inputs, learningRate) => {
      step++;
      rate.data[0] = (learningRate * Math.sqrt(1 - adam.beta2 ** step)) / (1 - adam.beta1 ** step);
      const { parameters, firstMoment, secondMoment } = current;
      const moments = adam.beta1 === 0 ? { secondMoment } : { firstMoment, secondMoment };
      await session.run(
        { ...inputs, parameters, ...moments, rate },
        {
          nextParameters: next.parameters,
          nextFirstMoment: next.firstMoment,
          nextSecondMoment: next.secondMoment,
          loss,
          ...monitors,
        },
      );
      [current, next] = [next, current];
      const value = loss.data[0]!;
      if (!Number.isFinite(value)) throw new NumericsError(`the loss is ${value} at step ${step}`);
      return { loss: value, monitors };
    },
    state: () => ({
      parameters: current.parameters.data.slice(),
      firstMoment: current.firstMoment.data.slice(),
      secondMoment: current.secondMoment.data.slice(),
      step,
    }),
    parameters: () => current.parameters.data,
    reset,
    release: () => session.release(),
  };
}
