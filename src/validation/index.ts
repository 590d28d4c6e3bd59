export { auditPropagator } from "./audit.js";
export type { BasinStructures } from "./basin-structures.js";
export { type Comparison, type ComparisonInput, compareEvidence } from "./compare.js";
export { measureEnsemble } from "./ensemble.js";
export { collectEvidence, type EvidenceBlock } from "./evidence.js";
export type { Evidence } from "./evidence-data.js";
export {
  adviseFeatures,
  type FeatureAdvice,
  type FeatureSetScores,
  proposeFeatureSets,
  scoreFeatureSets,
  scoreOf,
} from "./feature-scores.js";
export type {
  Autocorrelation,
  BasinDrawing,
  BySource,
  ChapmanKolmogorov,
  Committor,
  ContactMaps,
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
export { blocksOfFrames, blocksOfReplicas, measureReference, measureTrajectories } from "./frame-blocks.js";
export { adviseLag, type LagAdvice } from "./lag-advice.js";
export { type LagModes, type LagScan, proposeLags, scanLags } from "./lag-scan.js";
export { defineObservables, type Observables } from "./observables.js";
export { decodeReference, type EncodedReference, encodeReference, type MdReference } from "./reference.js";
export { eigenvaluesOf, relaxationTimes } from "./relaxation-evidence.js";
export type {
  BondComparison,
  Differences,
  Divergence,
  Estimate,
  FreeEnergyRow,
  GeometryShares,
  MarkovTest,
  MeanStd,
  Measured,
  PassageRow,
  Report,
  StructureResult,
  TimescaleRow,
} from "./results.js";
export { trainingCurves } from "./training-curves.js";
