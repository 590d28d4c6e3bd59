// The plane in which a structure is widest: what a drawing shows of it. A atoms.

import { zeros64 } from "../base/index.js";
import { symmetricEigen } from "../numerics/index.js";

/** From (A, 3) to (A) points of the plane, about the centre of the structure that defined it. */
export type Projection = (structure: Float32Array) => (readonly [number, number])[];

/** By the two largest moments of (A, 3); the first atom comes to the left, and in its lower half. */
export function principalPlane(structure: Float32Array): Projection {
  const nAtoms = structure.length / 3;
  const centre = [0, 1, 2].map((d) => {
    let sum = 0;
    for (let i = d; i < structure.length; i += 3) sum += structure[i]!;
    return sum / nAtoms;
  });
  const moments = zeros64(3, 3);
  for (let i = 0; i < structure.length; i += 3) {
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        moments.data[3 * a + b]! += (structure[i + a]! - centre[a]!) * (structure[i + b]! - centre[b]!);
      }
    }
  }
  const { vectors } = symmetricEigen(moments); // descending
  const along = (atoms: Float32Array, i: number, axis: number): number =>
    [0, 1, 2].reduce((sum, d) => sum + (atoms[i + d]! - centre[d]!) * vectors.data[3 * d + axis]!, 0);
  const flips = [0, 1].map((axis) => (along(structure, 0, axis) > 0 ? -1 : 1));
  return (atoms) =>
    Array.from({ length: atoms.length / 3 }, (_, k) => [
      flips[0]! * along(atoms, 3 * k, 0),
      flips[1]! * along(atoms, 3 * k, 1),
    ]);
}
