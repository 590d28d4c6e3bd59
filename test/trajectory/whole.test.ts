import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/base/index.js";
import { findMolecules, makeWhole } from "../../src/trajectory/index.js";
import { halfShortestSquared, LATTICE_LENGTH, writeLattice } from "../../src/trajectory/minimum-image.js";
import {
  anyBox,
  bondsOf,
  distancesOf,
  frameOf,
  largestDifference,
  latticeVector,
  loadPeriodic,
  SHAPES,
  scaledBox,
} from "./periodic-boxes.js";

const integers = (min: number, max: number, length: number) =>
  fc.array(fc.integer({ min, max }), { minLength: length, maxLength: length });
const reals = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

const inFile = (t: number): string => `a.xtc: frame ${t}`;

describe("makeWhole", () => {
  it("restores a branched molecule of which every atom went into another box", () => {
    const n = 12;
    const parents = fc.tuple(...Array.from({ length: n - 1 }, (_, k) => fc.integer({ min: 0, max: k })));
    fc.assert(
      fc.property(anyBox, parents, reals(3 * n), integers(-2, 2, 3 * n), (box, tree, steps, hops) => {
        const lattice = new Float64Array(LATTICE_LENGTH);
        writeLattice(box, 0, lattice);
        const bondNm = 0.57 * Math.sqrt(halfShortestSquared(lattice)); // times sqrt(3), still less than half a box
        const whole = new Float64Array(3 * n);
        const broken = new Float64Array(3 * n);
        for (let i = 0; i < n; i++) {
          const shift = latticeVector(box, hops[3 * i]!, hops[3 * i + 1]!, hops[3 * i + 2]!);
          for (let d = 0; d < 3; d++) {
            whole[3 * i + d] = (i === 0 ? 0 : whole[3 * tree[i - 1]! + d]!) + bondNm * steps[3 * i + d]!;
            broken[3 * i + d] = whole[3 * i + d]! + shift[d]!;
          }
        }
        const frame = frameOf(broken, box);
        const molecules = findMolecules(bondsOf(...tree.map((parent, i) => [parent, i + 1] as const)), [5]);
        makeWhole(molecules, frame, inFile);
        // Coordinates of up to some 60 nm in single precision.
        expect(largestDifference(distancesOf(frame.positions), distancesOf(whole))).toBeLessThan(5e-5);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("agrees with mdtraj's make_molecules_whole on a peptide and waters", async () => {
    const { structure, read, golden } = await loadPeriodic();
    const { atoms, bonds } = structure.topology;
    const block = await read();
    makeWhole(findMolecules(bondsOf(...bonds), atoms.keys()), block, inFile);
    golden.made_whole.forEach((expected, t) => {
      for (let first = 0; first < 58; first = first === 0 ? 22 : first + 3) {
        const end = first === 0 ? 22 : first + 3;
        const frame = block.positions.subarray(3 * 58 * t, 3 * 58 * (t + 1));
        const [ours, theirs] = [frame, expected].map((xyz) => distancesOf(xyz.slice(3 * first, 3 * end)));
        expect(largestDifference(ours!, theirs!)).toBeLessThan(2e-4); // golden ones are rounded to 1e-4
      }
    });
  });

  it("gives the molecule that the simulation had, to the rounding of both files", async () => {
    const { structure, read, golden } = await loadPeriodic();
    const block = await read();
    makeWhole(findMolecules(bondsOf(...structure.topology.bonds), [0]), block, inFile);
    golden.peptide.forEach((expected, t) => {
      const peptide = block.positions.subarray(3 * 58 * t, 3 * (58 * t + 22));
      expect(largestDifference(distancesOf(peptide), distancesOf(expected))).toBeLessThan(2e-3);
    });
  });

  it("moves only what must move: whole molecules, the first atom, other molecules, frames without a box", () => {
    const positions = [0.1, 0.1, 0.1, 0.2, 0.1, 0.1, 2.9, 0.1, 0.1, 2.9, 2.9, 2.9];
    const molecules = findMolecules(bondsOf([0, 1], [1, 2]), [1]);
    const expected = Float32Array.from(positions);
    for (const box of [null, new Float32Array(9)]) {
      const frame = frameOf(positions, box);
      makeWhole(molecules, frame, inFile);
      expect(frame.positions).toEqual(expected);
    }
    const frame = frameOf(positions, scaledBox(SHAPES["cube"]!, 3));
    makeWhole(findMolecules(bondsOf([0, 1], [1, 2]), [0]), frame, inFile);
    expected[6] = -0.1;
    expect(largestDifference(frame.positions, expected)).toBeLessThan(1e-6);
    expect(frame.positions.slice(0, 6)).toEqual(expected.slice(0, 6));
  });

  it("refuses a bond that no image makes short, and names it", () => {
    const frame = frameOf([0, 0, 0, 1.2, 1.2, 0], scaledBox(SHAPES["cube"]!, 3));
    const bonds = [{ atoms: [0, 1] as const, name: "CA2-CB2" }];
    const run = (): void => makeWhole(findMolecules(bonds, [0]), frame, (t) => `a.xtc: frame ${100 + t}`);
    expect(run).toThrow(DataError);
    expect(run).toThrow("a.xtc: frame 100: the bond CA2-CB2 is 1.697 nm long, more than half the box (3.000 nm)");
  });

  it("refuses a chain that is bonded to its own image", () => {
    const frame = frameOf([0, 0, 0, 1, 0, 0, 2, 0, 0], scaledBox(SHAPES["cube"]!, 3));
    const molecules = findMolecules(bondsOf([0, 1], [1, 2], [0, 2]), [0]);
    // Atom 2 goes next to atom 0, atom 1 as well; the third bond is then as long as two.
    expect(() => makeWhole(molecules, frame, inFile)).toThrow(/the bond 1-2 joins the molecule to its own image/);
  });
});

describe("findMolecules", () => {
  it("takes the whole molecules of the atoms asked for, and single atoms", () => {
    const molecules = findMolecules(bondsOf([0, 3], [2, 3], [4, 5], [7, 8], [8, 9], [7, 9]), [3, 6, 7]);
    expect([...molecules.starts]).toEqual([0, 3, 4, 7]);
    expect([...molecules.atoms]).toEqual([3, 0, 2, 6, 7, 8, 9]);
    expect([...molecules.parents]).toEqual([-1, 3, 3, -1, -1, 7, 7]);
    expect([...molecules.ringBonds]).toEqual([8, 9]);
    expect([...molecules.anchors]).toEqual([3, 6, 7]);
  });

  it("spreads the anchors of a large molecule evenly", () => {
    const chain = Array.from({ length: 99 }, (_, i) => [i, i + 1] as const);
    const { anchors } = findMolecules(bondsOf(...chain), Array.from({ length: 100 }).keys());
    expect(anchors.length).toBe(32);
    const steps = [...anchors.slice(1)].map((atom, k) => atom - anchors[k]!);
    expect(Math.min(...steps)).toBe(3);
    expect(Math.max(...steps)).toBe(4);
  });
});
