// The features of frames. T frames, A atoms, F features, Q torsions.

import { type Matrix32, ShapeError, zeros32 } from "../base/index.js";
import type { FrameBlock } from "../trajectory/index.js";
import { squaredDistance } from "./distances.js";
import type { FeatureMap } from "./feature-map.js";
import { torsionVector } from "./torsions.js";

/**
 * @returns (T, F) cosines and sines of the torsions, distances in nm; NaN where three atoms of a torsion are in line
 * @throws ShapeError when the block has another number of atoms than the map
 */
export function computeFeatures(map: FeatureMap, block: FrameBlock): Matrix32 {
  if (block.nAtoms !== map.nAtoms) {
    throw new ShapeError(`computeFeatures: want frames of A = ${map.nAtoms} atoms, got ${block.nAtoms}`);
  }
  const out = zeros32(block.nFrames, map.names.length);
  writeTorsions(map, block, out);
  writeDistances(map, block, out);
  return out;
}

/** Columns [0, 2 Q). */
function writeTorsions(map: FeatureMap, { positions, nFrames, nAtoms }: FrameBlock, out: Matrix32): void {
  const offsets = Int32Array.from(map.torsions.flatMap(({ atoms }) => atoms.map((atom) => 3 * atom)));
  const vector = new Float64Array(2);
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * out.cols;
    for (let q = 0; q < offsets.length; q += 4) {
      torsionVector(
        positions,
        frame + offsets[q]!,
        frame + offsets[q + 1]!,
        frame + offsets[q + 2]!,
        frame + offsets[q + 3]!,
        vector,
      );
      const x = vector[0]!;
      const y = vector[1]!;
      const radius = Math.sqrt(x * x + y * y);
      out.data[column++] = x / radius;
      out.data[column++] = y / radius;
    }
  }
}

/** Columns [2 Q, F). */
function writeDistances(map: FeatureMap, { positions, nFrames, nAtoms }: FrameBlock, out: Matrix32): void {
  const offsets = Int32Array.from(map.distances.flatMap(({ atoms }) => atoms.map((atom) => 3 * atom)));
  const firstColumn = 2 * map.torsions.length;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * out.cols + firstColumn;
    for (let p = 0; p < offsets.length; p += 2) {
      out.data[column++] = Math.sqrt(squaredDistance(positions, frame + offsets[p]!, frame + offsets[p + 1]!));
    }
  }
}
