// The library, in Node.js: what the command `lss` is made of.

export {
  AbortedError,
  type CheckpointStore,
  ConfigError,
  createTask,
  DataError,
  FormatError,
  LssError,
  type Matrix,
  type Matrix32,
  type Matrix64,
  NumericsError,
  type Progress,
  ResourceError,
  Rng,
  ShapeError,
  type Task,
  type TaskOptions,
  UnsupportedError,
} from "./base/index.js";
export { createFile, folderCheckpoints, openFile } from "./base/index.node.js";
export {
  decodeBox,
  encodeBox,
  type LagTime,
  type Manifest,
  type Molecule,
  type Provenance,
  readManifest,
  type Simulator,
} from "./box/index.js";
export { FEATURE_KINDS, type FeatureKind } from "./features/index.js";
export { tableFactory } from "./features/index.node.js";
export { type FitOptions, type FitOptionsInput, resolveFitOptions } from "./options.js";
export { type RenderedReport, renderReport } from "./report/index.js";
export {
  type Evidence,
  fit,
  type Resources,
  type SimulateOptions,
  simulate,
  validate,
} from "./simulator.js";
export type { PathChunk } from "./synthesis/index.js";
export type { Engine } from "./tensor/index.js";
export { createNodeEngine } from "./tensor/index.node.js";
export {
  createXtc,
  openTrajectories,
  openTrajectory,
  readTopology,
  type Structure,
  select,
  subsetTopology,
  type Topology,
  type TrajectoryReader,
  type TrajectorySet,
  type TrajectoryWriter,
  writePdb,
} from "./trajectory/index.js";
export type { FigureData, Report } from "./validation/index.js";
