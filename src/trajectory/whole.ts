// Making molecules whole that a periodic box has broken. T frames, A atoms, M molecules.

import { DataError } from "../base/index.js";
import type { FrameBlock } from "./frames.js";
import { halfShortestSquared, LATTICE_LENGTH, minimumImage, writeLattice } from "./minimum-image.js";
import type { Molecules } from "./molecules.js";

/**
 * Moves atoms by box vectors until each is next to the one that it is bonded to; the first atom of a molecule stays, and so
 * does every atom of a molecule that is whole. Frames without a box stay as they are.
 * @param block changed in place
 * @param describe says in messages which frame the block's t-th is
 * @throws DataError with the frame and the bond, when one is longer than half the shortest vector between images: the box is
 *   too small, the molecule is bonded to its own image, or the bonds are not those of these frames
 */
export function makeWhole(molecules: Molecules, block: FrameBlock, describe: (t: number) => string): void {
  const { boxes, positions, nFrames, nAtoms } = block;
  if (boxes === null) return;
  const lattice = new Float64Array(LATTICE_LENGTH);
  const vector = new Float64Array(4);
  for (let t = 0; t < nFrames; t++) {
    if (!writeLattice(boxes, 9 * t, lattice)) continue;
    const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
    const broken = placeAtoms(molecules, frame, lattice, vector) ?? findBrokenRing(molecules, frame, lattice);
    if (broken !== null) throw brokenBond(molecules, broken, frame, lattice, describe(t));
  }
}

type Pair = readonly [number, number];

/** Returns the first bond that is too long for the box, if any. */
function placeAtoms(
  { atoms, parents }: Molecules,
  frame: Float32Array,
  lattice: Float64Array,
  vector: Float64Array,
): Pair | null {
  const limit = halfShortestSquared(lattice);
  for (let k = 0; k < atoms.length; k++) {
    const parent = 3 * parents[k]!;
    if (parent < 0) continue;
    const atom = 3 * atoms[k]!;
    const x = frame[atom]! - frame[parent]!;
    const y = frame[atom + 1]! - frame[parent + 1]!;
    const z = frame[atom + 2]! - frame[parent + 2]!;
    vector[0] = x;
    vector[1] = y;
    vector[2] = z;
    minimumImage(lattice, vector);
    if (vector[3]! > limit) return [atoms[k]!, parents[k]!];
    if (vector[0] === x && vector[1] === y && vector[2] === z) continue;
    frame[atom]! += vector[0]! - x;
    frame[atom + 1]! += vector[1]! - y;
    frame[atom + 2]! += vector[2]! - z;
  }
  return null;
}

/** A bond outside the trees that is too long, if any. */
function findBrokenRing({ ringBonds }: Molecules, frame: Float32Array, lattice: Float64Array): Pair | null {
  const limit = halfShortestSquared(lattice);
  for (let k = 0; k < ringBonds.length; k += 2) {
    const [i, j] = [ringBonds[k]!, ringBonds[k + 1]!];
    if (squaredLength(frame, i, j) > limit) return [i, j];
  }
  return null;
}

function squaredLength(frame: Float32Array, i: number, j: number): number {
  const x = frame[3 * i]! - frame[3 * j]!;
  const y = frame[3 * i + 1]! - frame[3 * j + 1]!;
  const z = frame[3 * i + 2]! - frame[3 * j + 2]!;
  return x * x + y * y + z * z;
}

function brokenBond(
  { bonds }: Molecules,
  [i, j]: Pair,
  frame: Float32Array,
  lattice: Float64Array,
  place: string,
): DataError {
  const bond = bonds.find(({ atoms }) => atoms.includes(i) && atoms.includes(j));
  const vector = new Float64Array(4);
  for (let d = 0; d < 3; d++) vector[d] = frame[3 * i + d]! - frame[3 * j + d]!;
  minimumImage(lattice, vector);
  const shortest = 2 * Math.sqrt(halfShortestSquared(lattice));
  const length = Math.sqrt(vector[3]!);
  const problem =
    length > shortest / 2
      ? `is ${length.toFixed(3)} nm long, more than half the box (${shortest.toFixed(3)} nm)`
      : "joins the molecule to its own image in the next box";
  return new DataError(`${place}: the bond ${bond?.name ?? `${i}-${j}`} ${problem}`, {
    hint: "Molecules cannot be made whole: check that the topology is of these atoms in this order, with the right bonds.",
  });
}
