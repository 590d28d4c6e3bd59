// Unwrapping in time: paths of molecules without the jumps over the faces of a periodic box. M molecules.

import type { FrameBlock } from "./frames.js";
import { LATTICE_LENGTH, minimumImage, writeLattice } from "./minimum-image.js";
import { type Molecules, moveMolecule, writeCentre } from "./molecules.js";

/**
 * Starts to unwrap a trajectory. Call the result with all blocks of it, in order, of molecules that are whole; it moves each
 * molecule by box vectors, so that its centre takes the shortest way from frame to frame. How many of them is counted, and the
 * box of the frame at hand applied: where the box breathes (constant pressure) paths are those of the engine, and every atom
 * is an image of itself. (For the diffusion of molecules that come very far that adds noise: von Bülow, Bullerjahn, Hummer,
 * J. Chem. Phys. 2020, 153, 021101.) The first frame stays as it is, and so do frames without a box.
 * @returns changes a block in place
 */
export function startUnwrapping(molecules: Molecules): (block: FrameBlock) => void {
  const nMolecules = molecules.starts.length - 1;
  const centres = new Float64Array(3 * nMolecules); // of the frame before, as it was
  const counts = new Float64Array(3 * nMolecules); // of box vectors
  const lattice = new Float64Array(LATTICE_LENGTH);
  const reciprocal = new Float64Array(9);
  const vector = new Float64Array(4);
  let isFirst = true;
  return ({ boxes, positions, nFrames, nAtoms }) => {
    for (let t = 0; t < nFrames; t++) {
      const at = 9 * t;
      if (boxes === null || !writeLattice(boxes, at, lattice)) continue;
      writeReciprocal(boxes, at, reciprocal);
      const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
      for (let m = 0; m < nMolecules; m++) {
        const own = 3 * m;
        writeCentre(molecules, m, frame, vector);
        for (let d = 0; d < 3; d++) {
          const centre = vector[d]!;
          vector[d] = centre - centres[own + d]!;
          centres[own + d] = centre;
        }
        if (!isFirst) countHops(lattice, reciprocal, vector, counts, own);
        const along = (d: number): number =>
          counts[own]! * boxes[at + d]! + counts[own + 1]! * boxes[at + 3 + d]! + counts[own + 2]! * boxes[at + 6 + d]!;
        moveMolecule(molecules, m, frame, along(0), along(1), along(2));
      }
      isFirst = false;
    }
  };
}

/** Adds the box vectors that make a displacement the shortest. */
function countHops(
  lattice: Float64Array,
  reciprocal: Float64Array,
  displacement: Float64Array,
  counts: Float64Array,
  own: number,
): void {
  const x = displacement[0]!;
  const y = displacement[1]!;
  const z = displacement[2]!;
  minimumImage(lattice, displacement);
  const hopX = displacement[0]! - x;
  const hopY = displacement[1]! - y;
  const hopZ = displacement[2]! - z;
  for (let k = 0; k < 3; k++) {
    const share = hopX * reciprocal[3 * k]! + hopY * reciprocal[3 * k + 1]! + hopZ * reciprocal[3 * k + 2]!;
    counts[own + k]! += Math.round(share);
  }
}

/** Row k times box vector l is 1 where k is l, else 0: (b x c, c x a, a x b) over the volume. */
function writeReciprocal(boxes: Float32Array, at: number, out: Float64Array): void {
  for (let k = 0; k < 3; k++) {
    const p = at + 3 * ((k + 1) % 3);
    const q = at + 3 * ((k + 2) % 3);
    for (let d = 0; d < 3; d++) {
      const [e, f] = [(d + 1) % 3, (d + 2) % 3];
      out[3 * k + d] = boxes[p + e]! * boxes[q + f]! - boxes[p + f]! * boxes[q + e]!;
    }
  }
  const volume = boxes[at]! * out[0]! + boxes[at + 1]! * out[1]! + boxes[at + 2]! * out[2]!;
  for (let k = 0; k < 9; k++) out[k]! /= volume;
}
