export { addBonds, type Geometry } from "./bonds.js";
export { cellOfBox, type UnitCell } from "./box.js";
export {
  type AtomChoice,
  arrangeFrames,
  blocks,
  type FileFrames,
  openTrajectories,
  type PlacedBlock,
  type ReadingOptions,
  type TrajectorySet,
} from "./dataset.js";
export { massesOf } from "./elements.js";
export {
  canWrite,
  createTrajectory,
  openTrajectory,
  readTopology,
  topologyFormatOf,
  trajectoryFormatOf,
} from "./formats.js";
export {
  describeFrame,
  type FrameBlock,
  type Structure,
  type TopologyFormat,
  type TrajectoryFormat,
  type TrajectoryReader,
  type TrajectoryWriter,
} from "./frames.js";
export { gatherMolecules } from "./gather.js";
export { startImaging } from "./imaging.js";
export { type FrameBound, joinTrajectories } from "./joined.js";
export { findMolecules, type Molecules, type NamedBond } from "./molecules.js";
export { readPdbTopology } from "./pdb-read.js";
export { writePdb } from "./pdb-write.js";
export { pickAtoms } from "./picked-atoms.js";
export { isWaterName } from "./residue-names.js";
export type { SegmentReader } from "./run.js";
export { select } from "./select.js";
export { isSameSpacing } from "./spacing.js";
export { subsetStructure, subsetTopology } from "./subset.js";
export { withTimestep } from "./timestep.js";
export type { Atom, Chain, Residue, Topology } from "./topology.js";
export { makeWhole } from "./whole.js";
export { createXtc, openXtc, type XtcReader } from "./xtc.js";
