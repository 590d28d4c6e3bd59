export { componentChain } from "./component-chain.js";
export type { Components } from "./components.js";
export type { MixtureNetwork } from "./mdn.js";
export { conditionalMean, logDensity, type MixtureArchitecture, mixtureOf, nMixtureOutputs } from "./mixture.js";
export {
  fitPropagator,
  logDensities,
  negativeLogLikelihood,
  PROPAGATOR_DEFAULTS,
  PROPAGATOR_PAPER,
  type Propagator,
  type PropagatorOptions,
  predictMean,
} from "./propagator.js";
export type { ReversibleMixture } from "./reversible-mixture.js";
export { createSampler, type Sampler } from "./sampler.js";
