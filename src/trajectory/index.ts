export { formatOfName, openTrajectory } from "./formats.js";
export type { FrameBlock, TrajectoryFormat, TrajectoryReader, TrajectoryWriter } from "./frames.js";
export type { Atom, Chain, Residue, Topology } from "./topology.js";
export { createXtc, DEFAULT_XTC_PRECISION, openXtc, type XtcReader, xtcFormat } from "./xtc.js";
