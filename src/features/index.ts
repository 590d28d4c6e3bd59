export { alphaCarbons, chooseAtoms, heavyAtoms, isAlphaCarbon, isHeavy } from "./atom-roles.js";
export { type Distance, squaredDistance } from "./distances.js";
export {
  createFeatureMap,
  DEFAULT_FEATURE_KINDS,
  describeFeatures,
  FEATURE_KINDS,
  type FeatureKind,
  type FeatureMap,
} from "./feature-map.js";
export { computeFeatures } from "./feature-values.js";
export {
  type FeaturizedData,
  type FeaturizePlan,
  featurize,
  planFeatures,
  selectCoordinates,
  usedAtoms,
} from "./featurize.js";
export { type HoldOut, type PairSplit, splitPairs } from "./hold-out.js";
export { applyScaling, type FittedScaling, fitScaling, type Scaling } from "./scaling.js";
export { meanStructure, rmsd, superposeBlock } from "./superposition.js";
export {
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
