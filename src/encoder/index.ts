export { isConfirmed } from "./dimension.js";
export { ENCODER_DEFAULTS, ENCODER_PAPER, type Encoder, type EncoderOptions, encode, fitEncoder } from "./encoder.js";
export { type Leader, type SlowModes, vampScore } from "./modes.js";
export type { Nuisance } from "./preparation.js";
export { srvLoss } from "./srv-loss.js";
export { type SrvNetwork, srvShapes, trainingPass } from "./srv-network.js";
