// The unit cells of DCD files: six numbers in one of three conventions, which nothing tells apart but the numbers.
//
//   a, cos gamma, b, cos beta, cos alpha, c      angstrom; NAMD, VMD, OpenMM, mdtraj
//   a, gamma, b, beta, alpha, c                  angstrom and degrees; old NAMD, old CHARMM, MDAnalysis
//   xx, xy, yy, xz, yz, zz                       angstrom; the symmetric matrix of box vectors, CHARMM
//
// All three say the same of a rectangular box with the angles written as cosines.

import { boxOfCell, cellOfBox, hasVolume, type UnitCell } from "./box.js";

/** Programs other than CHARMM claim versions up to this one. */
const LAST_BORROWED_VERSION = 25;

/**
 * The box of a cell record. Numbers that can be cosines are taken for cosines, as mdtraj and MDAnalysis do, so a matrix
 * whose six numbers are all that small off the diagonal is not recognized.
 * @param version of CHARMM
 * @returns (9) nm, zeros for none, null when the numbers are no cell
 */
export function boxOfDcdCell(numbers: Float64Array, version: number): Float32Array | null {
  const [a, gamma, b, beta, alpha, c] = numbers as unknown as UnitCell;
  const lengths = [a, b, c];
  if (!numbers.every(Number.isFinite) || lengths.some((length) => length < 0)) return null;
  // NAMD writes a length of 0 for a direction that is not periodic.
  if (lengths.some((length) => length === 0)) return new Float32Array(9);
  const angles = [alpha, beta, gamma];
  const box = angles.every((angle) => Math.abs(angle) <= 1)
    ? boxOfCell([a / 10, b / 10, c / 10, angleOf(alpha), angleOf(beta), angleOf(gamma)])
    : version > LAST_BORROWED_VERSION || angles.some((angle) => angle < 0 || angle > 180)
      ? boxOfMatrix(numbers)
      : boxOfCell([a / 10, b / 10, c / 10, alpha, beta, gamma]);
  return hasVolume(box) ? box : null;
}

/** In degrees, exactly 90 for 0. */
function angleOf(cosine: number): number {
  return 90 - Math.asin(cosine) * (180 / Math.PI);
}

/** The box of the same cell, turned so that its first vector lies along x. */
function boxOfMatrix(numbers: Float64Array): Float32Array {
  const [xx, xy, yy, xz, yz, zz] = Array.from(numbers, (x) => x / 10) as unknown as UnitCell;
  return boxOfCell(cellOfBox([xx, xy, xz, xy, yy, yz, xz, yz, zz]));
}

/**
 * Writes a box as a cell record, angles as cosines.
 * @param box (9) nm, zeros for none
 */
export function writeDcdCell(box: Float32Array, view: DataView, at: number): void {
  const [a, b, c, ...angles] = cellOfBox(box);
  const [alpha, beta, gamma] = angles.map((angle) => Math.sin((90 - angle) * (Math.PI / 180)));
  const numbers = [10 * a, gamma!, 10 * b, beta!, alpha!, 10 * c];
  numbers.forEach((x, k) => {
    view.setFloat64(at + 8 * k, x, true);
  });
}
