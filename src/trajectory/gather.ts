// Choosing images of molecules that belong together: next to one another.

import type { FrameBlock } from "./frames.js";
import { LATTICE_LENGTH, minimumImage, writeLattice } from "./minimum-image.js";
import { type Molecules, moveMolecule } from "./molecules.js";

/**
 * Moves whole molecules by box vectors until they are neighbours. The first one stays; then, one after the other, the one that
 * an image brings nearest to those that stand already (nearest pair of anchors) goes there. Each frame is for itself: the
 * images do not depend on the frames before, so what is computed of a frame does not depend on where the trajectory began
 * or which frames are read, and molecules that meet again over a face are together. Frames without a box stay as they are.
 * @param block of molecules that are whole, changed in place
 */
export function gatherMolecules(molecules: Molecules, block: FrameBlock): void {
  const { boxes, positions, nFrames, nAtoms } = block;
  const nMolecules = molecules.starts.length - 1;
  if (boxes === null || nMolecules < 2) return;
  const lattice = new Float64Array(LATTICE_LENGTH);
  const waiting: Waiting = {
    isPlaced: new Uint8Array(nMolecules),
    nearest: new Float64Array(nMolecules),
    shifts: new Float64Array(3 * nMolecules),
    vector: new Float64Array(4),
  };
  for (let t = 0; t < nFrames; t++) {
    if (!writeLattice(boxes, 9 * t, lattice)) continue;
    gatherFrame(molecules, positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3), lattice, waiting);
  }
}

/** Of the molecules that are to be placed. */
interface Waiting {
  readonly isPlaced: Uint8Array;
  /** (M) squared distances to those that stand, nm^2. */
  readonly nearest: Float64Array;
  /** (M, 3) what brings them so near, nm. */
  readonly shifts: Float64Array;
  /** (4) scratch. */
  readonly vector: Float64Array;
}

/** Prim's minimum spanning tree. */
function gatherFrame(molecules: Molecules, frame: Float32Array, lattice: Float64Array, waiting: Waiting): void {
  const { isPlaced, nearest, shifts } = waiting;
  isPlaced.fill(0);
  nearest.fill(Number.POSITIVE_INFINITY);
  let placed = 0;
  for (let k = 1; k < isPlaced.length; k++) {
    isPlaced[placed] = 1;
    let next = -1;
    for (let m = 0; m < isPlaced.length; m++) {
      if (isPlaced[m] === 1) continue;
      approach(molecules, m, placed, frame, lattice, waiting);
      if (next < 0 || nearest[m]! < nearest[next]!) next = m;
    }
    moveMolecule(molecules, next, frame, shifts[3 * next]!, shifts[3 * next + 1]!, shifts[3 * next + 2]!);
    placed = next;
  }
}

/** Takes the image of molecule m that is nearest to molecule p, if it is nearer than the one known. */
function approach(
  { anchors, anchorStarts }: Molecules,
  m: number,
  p: number,
  frame: Float32Array,
  lattice: Float64Array,
  { nearest, shifts, vector }: Waiting,
): void {
  for (let k = anchorStarts[m]!; k < anchorStarts[m + 1]!; k++) {
    const from = 3 * anchors[k]!;
    for (let l = anchorStarts[p]!; l < anchorStarts[p + 1]!; l++) {
      const to = 3 * anchors[l]!;
      const x = frame[from]! - frame[to]!;
      const y = frame[from + 1]! - frame[to + 1]!;
      const z = frame[from + 2]! - frame[to + 2]!;
      vector[0] = x;
      vector[1] = y;
      vector[2] = z;
      minimumImage(lattice, vector);
      if (vector[3]! >= nearest[m]!) continue;
      nearest[m] = vector[3]!;
      shifts[3 * m] = vector[0]! - x;
      shifts[3 * m + 1] = vector[1]! - y;
      shifts[3 * m + 2] = vector[2]! - z;
    }
  }
}
