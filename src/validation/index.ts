export { auditPropagator, type SpectralAudit } from "./audit.js";
export { type Comparison, type ComparisonInput, compareEvidence } from "./compare.js";
export { blocksOf, collectEvidence, type EvidenceBlock } from "./evidence.js";
export type { Evidence, FrameSample, MolecularEvidence } from "./evidence-data.js";
export type { ExactReference } from "./exact-reference.js";
export type {
  Autocorrelation,
  BySource,
  ChapmanKolmogorov,
  Curve,
  Distribution,
  FigureData,
  FreeEnergyProfile,
  FreeEnergySurface,
  ImpliedTimescales,
  PathExcerpt,
  SourceName,
  TrainingCurve,
  TransitionMatrices,
} from "./figure-data.js";
export { blocksOfFrames, blocksOfReplicas, measureTrajectories } from "./frame-blocks.js";
export type { NativeStructure } from "./native.js";
export { defineObservables, type Observables, type ObservablesInput } from "./observables.js";
export type { ProcessFunctions } from "./process-functions.js";
export { decodeReference, type EncodedReference, encodeReference, type MdReference } from "./reference.js";
export type {
  Estimate,
  FreeEnergyRow,
  MeanStd,
  Report,
  StructureResult,
  TimescaleRow,
  Warning,
} from "./results.js";
export { trainingCurves } from "./training-curves.js";
