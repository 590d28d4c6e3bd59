export { fourWell, fourWellAxis } from "./four-well.js";
export {
  type FourWellReference,
  type FourWellReferenceOptions,
  fourWellReference,
  probabilitiesBetween,
} from "./four-well-reference.js";
export {
  type OrnsteinUhlenbeckReference,
  ornsteinUhlenbeck,
  ornsteinUhlenbeckReference,
} from "./ornstein-uhlenbeck.js";
export { type PaperChain, paperChain } from "./paper-chain.js";
export { asymmetricQuadrupleWell, doubleWell2d, quadrupleWell } from "./quartic-wells.js";
export { sampleSystem } from "./sample.js";
export { type SeparableReferenceOptions, separableTimescales } from "./separable-reference.js";
export type { Axis, SeparableSystem, System } from "./system.js";
