// Frames to be written and read.

import { Rng } from "../src/base/index.js";
import type { FrameBlock } from "../src/trajectory/index.js";

/** A chain of atoms 0.15 nm apart that moves a little from frame to frame: packed as well as a molecule is. */
export function chainFrames(nAtoms: number, nFrames: number): FrameBlock {
  const rng = Rng.fromSeed(1);
  const positions = new Float32Array(nFrames * nAtoms * 3);
  for (let i = 3; i < 3 * nAtoms; i++) positions[i] = positions[i - 3]! + 0.087 * rng.normal();
  for (let i = 3 * nAtoms; i < positions.length; i++) positions[i] = positions[i - 3 * nAtoms]! + 0.02 * rng.normal();
  const timesPs = Float64Array.from({ length: nFrames }, (_, t) => t);
  return { nFrames, nAtoms, positions, timesPs, boxes: null };
}
