export {
  type EarlyStoppingOptions,
  type EpochLoss,
  type TrainedParameters,
  trainWithEarlyStopping,
} from "./early-stopping.js";
export { gradient } from "./gradient.js";
export * from "./graph.js";
export { type Activation, BATCH_NORM_EPSILON, batchNorm, dense, denseShapes, swish } from "./layers.js";
export { encodeOnnx } from "./onnx.js";
export {
  constantParameters,
  countParameters,
  type ParameterShapes,
  parameterArrays,
  unpackParameters,
} from "./parameters.js";
export { compileRowFunction, type RowFunction } from "./row-function.js";
export { allocate, type Buffer32, type Buffers, type Engine, type Session } from "./session.js";
export {
  ADAM,
  type AdamOptions,
  createTrainer,
  differentiate,
  freshState,
  initialState,
  type Objective,
  type OptimiserState,
  type Trainer,
} from "./trainer.js";
export { keepCheckpoint, restoreCheckpoint } from "./training-checkpoint.js";
