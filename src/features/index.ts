export { alphaCarbons, chooseAtoms, heavyAtoms, isAlphaCarbon, isHeavy } from "./atom-roles.js";
export { type Distance, squaredDistance } from "./distances.js";
export type { ExternalRows } from "./external-rows.js";
export type { FeatureGroup } from "./feature-group.js";
export { describeFeatures, type Offer } from "./feature-kinds.js";
export {
  atomsOfFeatures,
  columnsOfKinds,
  countFeatures,
  createFeatureMap,
  externalColumns,
  type FeatureMap,
  featureNames,
} from "./feature-map.js";
export {
  defaultKinds,
  EXPLICIT_KINDS,
  FEATURE_KINDS,
  type FeatureKind,
  type FeatureRequest,
  PAIR_SCOPES,
  plainRequest,
  RESIDUE_SCHEMES,
} from "./feature-request.js";
export { describeKinds, summariseKinds } from "./feature-summary.js";
export { computeFeatures } from "./feature-values.js";
export {
  type FeaturizedData,
  type FeaturizePlan,
  featurize,
  planFeatures,
  selectCoordinates,
  usedAtoms,
} from "./featurize.js";
export { crossValidationFolds, type Fold, type HoldOut, type PairSplit, splitPairs } from "./hold-out.js";
export { type AskedFeatures, type LearnedFeatures, learnFeatures, readFeatures } from "./learn-features.js";
export { type Resampled, resampleBlocks } from "./resample.js";
export { applyScaling, type FittedScaling, fitScaling, type Scaling } from "./scaling.js";
export { meanStructure, rmsd, superposeBlock } from "./superposition.js";
export {
  columnsOf,
  gatherRows,
  laggedPairs,
  memoryTable,
  type RowStore,
  type Segments,
  segmentStarts,
  type Table,
  type TableBuilder,
  tableOf,
} from "./table.js";
export { dihedral, findTorsions, type Quadruple, type Torsion, type TorsionName } from "./torsions.js";
export { bondsOfMolecules } from "./wholeness.js";
