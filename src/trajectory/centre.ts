// Frames about a part of interest: its centre in the middle of the box, all else around it.

import type { FrameBlock } from "./frames.js";
import { LATTICE_LENGTH, minimumImage, writeLattice } from "./minimum-image.js";
import { type Molecules, moveMolecule, writeCentre } from "./molecules.js";

/**
 * Shifts every frame so that the mean position of some atoms is in the middle of the box; at the origin without a box.
 * @param atoms at least one
 * @param block changed in place
 */
export function centreFrames(atoms: Int32Array, { boxes, positions, nFrames, nAtoms }: FrameBlock): void {
  const shift = new Float64Array(3);
  for (let t = 0; t < nFrames; t++) {
    const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
    shift.fill(0);
    for (let k = 0; k < atoms.length; k++) {
      for (let d = 0; d < 3; d++) shift[d]! -= frame[3 * atoms[k]! + d]! / atoms.length;
    }
    for (let d = 0; d < 3; d++) shift[d]! += middleOf(boxes, t, d);
    for (let i = 0; i < frame.length; i++) frame[i]! += shift[i % 3]!;
  }
}

/**
 * Moves whole molecules by box vectors to where their centres are nearest to the middle of the box: the compact cell.
 * @param block of molecules that are whole, changed in place
 */
export function wrapMolecules(molecules: Molecules, { boxes, positions, nFrames, nAtoms }: FrameBlock): void {
  if (boxes === null) return;
  const nMolecules = molecules.starts.length - 1;
  const lattice = new Float64Array(LATTICE_LENGTH);
  const vector = new Float64Array(4);
  for (let t = 0; t < nFrames; t++) {
    if (!writeLattice(boxes, 9 * t, lattice)) continue;
    const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
    for (let m = 0; m < nMolecules; m++) {
      writeCentre(molecules, m, frame, vector);
      const x = vector[0]! - middleOf(boxes, t, 0);
      const y = vector[1]! - middleOf(boxes, t, 1);
      const z = vector[2]! - middleOf(boxes, t, 2);
      vector[0] = x;
      vector[1] = y;
      vector[2] = z;
      minimumImage(lattice, vector);
      moveMolecule(molecules, m, frame, vector[0]! - x, vector[1]! - y, vector[2]! - z);
    }
  }
}

/** One coordinate of the middle of a frame's box, nm; 0 without a box. */
function middleOf(boxes: Float32Array | null, t: number, d: number): number {
  if (boxes === null) return 0;
  return (boxes[9 * t + d]! + boxes[9 * t + 3 + d]! + boxes[9 * t + 6 + d]!) / 2;
}
