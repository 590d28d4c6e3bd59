import { describe, expect, it } from "vitest";
import { Rng } from "../../src/base/index.js";
import { LATTICE_LENGTH, minimumImage, writeLattice } from "../../src/trajectory/minimum-image.js";
import { atomsWithin } from "../../src/trajectory/neighbours.js";
import { SHAPES, scaledBox } from "./periodic-boxes.js";

const N_ATOMS = 300;

/** Atoms in and around a cube of 5 nm. */
function scatter(rng: Rng): Float32Array {
  return Float32Array.from({ length: 3 * N_ATOMS }, () => 6 * rng.uniform() - 0.5);
}

/** By all pairs. */
function nearByPairs(positions: Float32Array, box: Float32Array | null, centres: Uint8Array, radiusNm: number) {
  const lattice = new Float64Array(LATTICE_LENGTH);
  if (box !== null) writeLattice(box, 0, lattice);
  const vector = new Float64Array(4);
  return centres.map((_, i) => {
    for (let j = 0; j < N_ATOMS; j++) {
      if (centres[j] === 0) continue;
      for (let d = 0; d < 3; d++) vector[d] = positions[3 * i + d]! - positions[3 * j + d]!;
      if (box === null) vector[3] = vector[0]! ** 2 + vector[1]! ** 2 + vector[2]! ** 2;
      else minimumImage(lattice, vector);
      if (vector[3]! <= radiusNm ** 2) return 1;
    }
    return 0;
  });
}

describe("atomsWithin", () => {
  const boxes: [name: string, box: Float32Array | null][] = [
    ["no box", null],
    ["a box of zeros", new Float32Array(9)],
    ["a long box", Float32Array.of(1.2, 0, 0, 0, 1.5, 0, 0, 0, 14)],
    ["a box with turned vectors", Float32Array.of(0, 4, 0, 0, 0.5, 5, 4, 0, 0.3)],
    ...Object.entries(SHAPES).map(([name, shape]): [string, Float32Array] => [name, scaledBox(shape, 4)]),
  ];

  it.each(boxes)("finds in %s what all pairs tell, at any radius", (name, box) => {
    const positions = scatter(Rng.fromSeed(3).split(name));
    const centreChoices = [(i: number) => i === 7, (i: number) => i < 20, (i: number) => i % 3 === 0, () => false];
    const counts = new Set<number>();
    for (const isCentre of centreChoices) {
      const centres = Uint8Array.from({ length: N_ATOMS }, (_, i) => (isCentre(i) ? 1 : 0));
      for (const radiusNm of [0.02, 0.3, 0.5, 1, 1.7, 2.2, 3, 8]) {
        const near = atomsWithin({ positions, box }, centres, radiusNm);
        const realBox = box?.some((x) => x !== 0) ? box : null;
        expect([radiusNm, ...near]).toEqual([radiusNm, ...nearByPairs(positions, realBox, centres, radiusNm)]);
        counts.add(near.reduce((sum, is) => sum + is, 0));
      }
    }
    expect(counts.size).toBeGreaterThan(10);
  });

  it("finds what is near when some atom is very far", () => {
    const positions = scatter(Rng.fromSeed(4));
    positions.set([1e6, -1e6, 1e6], 3 * 5);
    const centres = Uint8Array.from({ length: N_ATOMS }, (_, i) => (i < 6 ? 1 : 0));
    expect(atomsWithin({ positions, box: null }, centres, 0.8)).toEqual(nearByPairs(positions, null, centres, 0.8));
  });

  it("counts an atom at exactly the radius", () => {
    const positions = Float32Array.of(0, 0, 0, 0.5, 0, 0, 3.75, 0, 0, 3.625, 0, 0);
    const box = Float32Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4);
    const centres = Uint8Array.of(1, 0, 0, 0);
    expect([...atomsWithin({ positions, box }, centres, 0.25)]).toEqual([1, 0, 1, 0]);
    expect([...atomsWithin({ positions, box }, centres, 0.5)]).toEqual([1, 1, 1, 1]);
    expect([...atomsWithin({ positions, box: null }, centres, 0.5)]).toEqual([1, 1, 0, 0]);
  });
});
