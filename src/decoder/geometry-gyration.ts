// How far a molecule spreads. T frames, A atoms.

import { type FloatArray, ShapeError } from "../base/index.js";

/**
 * The radius of gyration of every frame: the root of the mean squared distance of the atoms from their centre.
 * @param positions (T, A, 3) nm
 * @param masses (A); all atoms equally when left out, as in mdtraj
 * @returns (T) nm
 * @throws ShapeError
 */
export function radiusOfGyration(
  positions: Float32Array,
  nFrames: number,
  nAtoms: number,
  masses: FloatArray = new Float64Array(nAtoms).fill(1),
): Float64Array {
  if (positions.length !== nFrames * nAtoms * 3 || masses.length !== nAtoms) {
    throw new ShapeError(
      `radiusOfGyration: want (T = ${nFrames}, A = ${nAtoms}, 3) and (A), got ${positions.length} and ${masses.length} numbers`,
    );
  }
  let total = 0;
  for (const mass of masses) total += mass;
  const out = new Float64Array(nFrames);
  for (let t = 0; t < nFrames; t++) {
    let variance = 0;
    for (let k = 0; k < 3; k++) {
      let mean = 0;
      for (let i = 0; i < nAtoms; i++) mean += (masses[i]! * positions[3 * (t * nAtoms + i) + k]!) / total;
      for (let i = 0; i < nAtoms; i++) {
        variance += (masses[i]! * (positions[3 * (t * nAtoms + i) + k]! - mean) ** 2) / total;
      }
    }
    out[t] = Math.sqrt(variance);
  }
  return out;
}
