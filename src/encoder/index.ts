export { isConfirmed } from "./dimension.js";
export { ENCODER_DEFAULTS, ENCODER_PAPER, type Encoder, type EncoderOptions, encode, fitEncoder } from "./encoder.js";
export type { SlowModes } from "./modes.js";
export { srvLoss } from "./srv-loss.js";
export { srvShapes, trainingPass } from "./srv-network.js";
