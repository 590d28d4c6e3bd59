// What the tests of text trajectories share: sources from lines, topologies and frames from fast-check.

import fc from "fast-check";
import { memorySource } from "../../src/base/index.js";
import type { FrameBlock, Topology } from "../../src/trajectory/index.js";

export const textSource = (name: string, ...lines: readonly string[]) =>
  memorySource(name, new TextEncoder().encode(lines.join("\n")));

/** A topology of residues of `sizes` atoms in one chain, without bonds. */
export function topologyOfSizes(sizes: readonly number[]): Topology {
  const residues = sizes.map((size, r) => ({
    name: ["ALA", "LIG", "SOL"][r % 3]!,
    sequence: r + 1,
    insertionCode: "",
    chain: 0,
    atoms: Array.from({ length: size }, (_, k) => sizes.slice(0, r).reduce((sum, n) => sum + n, 0) + k),
  }));
  const atoms = residues.flatMap(({ atoms: own }, residue) =>
    own.map((_, k) => ({ name: `C${k}`, element: "C", residue })),
  );
  return { atoms, residues, chains: [{ id: "" }], bonds: [] };
}

/**
 * Frames of any topology, with coordinates in (-limitNm, limitNm) and all, some or no frames with a box.
 * @param limitNm what fits into the columns of the format
 */
export function anyTrajectory(limitNm: number): fc.Arbitrary<{ topology: Topology; block: FrameBlock }> {
  const shape = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
    nFrames: fc.integer({ min: 1, max: 4 }),
    hasBox: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    spacing: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
  });
  return shape.chain(({ sizes, nFrames, hasBox, spacing }) => {
    const topology = topologyOfSizes(sizes);
    const nAtoms = topology.atoms.length;
    const length = 3 * nAtoms * nFrames;
    const coordinates = { minLength: length, maxLength: length, min: -limitNm, max: limitNm, noNaN: true };
    return fc.float32Array(coordinates).map((positions) => {
      const frames = Array.from({ length: nFrames }, (_, t) => t);
      const boxOf = (t: number) => (hasBox[t] ? [4 + t, 0, 0, 0.5, 5, 0, -0.25, 1.5, 6] : new Array<number>(9).fill(0));
      const boxes = hasBox.slice(0, nFrames).includes(true) ? Float32Array.from(frames.flatMap(boxOf)) : null;
      const timesPs = Float64Array.from(frames, (t) => t * spacing);
      return { topology, block: { nFrames, nAtoms, positions, timesPs, boxes } };
    });
  });
}
