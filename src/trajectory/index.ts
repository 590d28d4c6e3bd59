export type { FrameBlock, TrajectoryFormat, TrajectoryReader, TrajectoryWriter } from "./frames.js";
export type { Atom, Chain, Residue, Topology } from "./topology.js";
