// Trajectories of which only some atoms are read, so that systems with different solvent have the same atoms.
// T frames, A' atoms picked.

import type { FrameBlock, TrajectoryReader } from "./frames.js";

/** The same trajectory with only the atoms named. @param atoms (A') their indices, in the order wanted */
export function withAtoms(reader: TrajectoryReader, atoms: Int32Array): TrajectoryReader {
  return {
    ...reader,
    nAtoms: atoms.length,
    read: async (first, count) => pickAtoms(await reader.read(first, count), atoms),
  };
}

/** The frames of a block with only the atoms named. @param atoms (A') */
export function pickAtoms(block: FrameBlock, atoms: Int32Array): FrameBlock {
  const { positions, nFrames, nAtoms } = block;
  const picked = new Float32Array(nFrames * atoms.length * 3);
  let at = 0;
  for (let t = 0; t < nFrames; t++) {
    for (let a = 0; a < atoms.length; a++) {
      const from = 3 * (t * nAtoms + atoms[a]!);
      picked[at++] = positions[from]!;
      picked[at++] = positions[from + 1]!;
      picked[at++] = positions[from + 2]!;
    }
  }
  return { ...block, nAtoms: atoms.length, positions: picked };
}
