export {
  type CompiledDecoder,
  compileDecoder,
  DECODER_DEFAULTS,
  DECODER_PAPER,
  type Decoder,
  type DecoderOptions,
  fitDecoder,
} from "./decoder.js";
export { type FlowCoordinates, stageSizes } from "./flow-coordinates.js";
export type { FlowModel } from "./flow-model.js";
export { type FlowArchitecture, flowShapes } from "./flow-network.js";
export { checkGeometry, type GeometryCheck } from "./geometry-checks.js";
export { radiusOfGyration } from "./geometry-gyration.js";
export { projectGeometry } from "./geometry-projection.js";
export { type GeometryRanges, measureGeometry } from "./geometry-ranges.js";
export {
  countCoordinates,
  defineInternalCoordinates,
  type InternalCoordinates,
  type Placement,
  toCartesian,
  toInternal,
} from "./internal-coordinates.js";
export type { NoiseSource } from "./noise-memory.js";
export type { PrincipalComponents } from "./principal-components.js";
export { criticLoss, generate, generatorLoss } from "./wgan-loss.js";
export type { WganModel } from "./wgan-model.js";
