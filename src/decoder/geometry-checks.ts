// How much of a decoded trajectory is chemically sound, by MD's own measure. T frames, A atoms.

import { ShapeError } from "../base/index.js";
import { squaredDistance } from "../features/index.js";
import { chiralVolume } from "./geometry-chirality.js";
import { countClashes } from "./geometry-clashes.js";
import { neighbourLists, pairsFarApart } from "./geometry-graph.js";
import type { DistanceRange, GeometryRanges } from "./geometry-ranges.js";

export interface GeometryCheck {
  /** Share of all bonds of all frames within MD's extremes. */
  readonly bondsInRange: number;
  /** Share of the frames of which every bond is. */
  readonly framesAllBonds: number;
  readonly clashesPerFrame: number;
  /** Share of all stereocentres of all frames that are of the wrong hand; 0 when the model has none. */
  readonly wrongChirality: number;
}

/** What superposition in single precision may change a length by. */
const ROUNDING_NM = 1e-5;

/**
 * Checks frames against MD.
 * @param positions (T, A, 3) nm, T at least 1
 * @throws ShapeError
 */
export function checkGeometry(ranges: GeometryRanges, positions: Float32Array, nFrames: number): GeometryCheck {
  const { nAtoms, bonds, stereocentres, clashes } = ranges;
  if (nFrames < 1 || positions.length !== nFrames * nAtoms * 3) {
    throw new ShapeError(`checkGeometry: want (T = ${nFrames} > 0, A = ${nAtoms}, 3), got ${positions.length} numbers`);
  }
  let nBondsInRange = 0;
  let nFramesAllBonds = 0;
  let nWrong = 0;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    const inRange = countInRange(bonds, positions, frame);
    nBondsInRange += inRange;
    if (inRange === bonds.length) nFramesAllBonds++;
    for (const { atom, neighbours, sign } of stereocentres) {
      if (chiralVolume(positions, frame, atom, neighbours) * sign <= 0) nWrong++;
    }
  }
  const neighbours = neighbourLists(
    nAtoms,
    bonds.map(({ atoms }) => atoms),
  );
  const pairs = pairsFarApart(neighbours, clashes.atoms);
  return {
    bondsInRange: bonds.length === 0 ? 1 : nBondsInRange / (bonds.length * nFrames),
    framesAllBonds: nFramesAllBonds / nFrames,
    clashesPerFrame: countClashes(pairs, clashes.cutoffNm, positions, nFrames, nAtoms) / nFrames,
    wrongChirality: stereocentres.length === 0 ? 0 : nWrong / (stereocentres.length * nFrames),
  };
}

function countInRange(distances: readonly DistanceRange[], positions: Float32Array, frame: number): number {
  let count = 0;
  for (const { atoms, min, max } of distances) {
    const length = Math.sqrt(squaredDistance(positions, frame + 3 * atoms[0], frame + 3 * atoms[1]));
    if (length >= min - ROUNDING_NM && length <= max + ROUNDING_NM) count++;
  }
  return count;
}
