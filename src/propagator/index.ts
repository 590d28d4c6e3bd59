export {
  conditionalMean,
  type Kernel,
  logDensity,
  type Mixture,
  type MixtureArchitecture,
  mixtureOf,
  nMixtureOutputs,
} from "./mixture.js";
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
export { createSampler, type Sampler } from "./sampler.js";
