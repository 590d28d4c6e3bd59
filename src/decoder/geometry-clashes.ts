// Atoms that overlap. T frames, A atoms.

import { squaredDistance } from "../features/index.js";
import type { Pair } from "./geometry-graph.js";

/**
 * How many of the pairs are closer than the cut-off, over all frames.
 * @param positions (T, A, 3) nm
 */
export function countClashes(
  pairs: readonly Pair[],
  cutoffNm: number,
  positions: Float32Array,
  nFrames: number,
  nAtoms: number,
): number {
  const offsets = Int32Array.from(pairs.flatMap(([i, j]) => [3 * i, 3 * j]));
  const cutoffSquared = cutoffNm * cutoffNm;
  let count = 0;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    for (let p = 0; p < offsets.length; p += 2) {
      if (squaredDistance(positions, frame + offsets[p]!, frame + offsets[p + 1]!) < cutoffSquared) count++;
    }
  }
  return count;
}
