import { describe, expect, it } from "vitest";
import { DataError, ShapeError } from "../../src/base/index.js";
import { checkGeometry } from "../../src/decoder/geometry-checks.js";
import { type GeometryRanges, measureGeometry } from "../../src/decoder/geometry-ranges.js";
import { tableOf } from "../../src/features/index.js";
import { makeAlphaCarbonChain } from "../features/golden-systems.js";
import { heavyAtomEnsemble, mirrored, withNoise } from "./geometry-ensembles.js";

/** Frames of C-alphas along x, frame t with bonds of `lengths[t]`. */
function lineOf(nAtoms: number, lengths: readonly number[]): Float32Array {
  return Float32Array.from(
    lengths.flatMap((length) => Array.from({ length: 3 * nAtoms }, (_, i) => (i % 3 === 0 ? (i / 3) * length : 0))),
  );
}

describe("measureGeometry of a C-alpha model", () => {
  // Bonds of 0.37 to 0.39 nm in steps of 1e-5, so that quantile q is 0.37 + 0.02 q.
  const lengths = Array.from({ length: 2001 }, (_, t) => 0.37 + 1e-5 * t);
  const positions = lineOf(6, lengths);
  const table = tableOf({ data: positions, rows: 2001, cols: 18 }, [2001]);
  const ranges = measureGeometry(makeAlphaCarbonChain(6), table);

  it("gives the extremes and the 0.5 % and 99.5 % quantiles of bonds and 1-3 distances", () => {
    expect(ranges.bonds.map(({ atoms }) => atoms)).toEqual(makeAlphaCarbonChain(6).bonds);
    expect(ranges.angles.map(({ atoms: [i, j] }) => j - i)).toEqual([2, 2, 2, 2]);
    for (const [of, length] of [
      [ranges.bonds, 1],
      [ranges.angles, 2],
    ] as const) {
      for (const { min, max, low, high } of of) {
        expect(min).toBeCloseTo(0.37 * length, 6);
        expect(max).toBeCloseTo(0.39 * length, 6);
        expect(low).toBeCloseTo(0.3701 * length, 6);
        expect(high).toBeCloseTo(0.3899 * length, 6);
      }
    }
  });

  it("has no stereocentre, and counts what comes within 0.35 nm", () => {
    expect(ranges.stereocentres).toEqual([]);
    expect(ranges.clashes).toMatchObject({ cutoffNm: 0.35, perFrame: 0 });
    // Atoms 0 and 4, 0 and 5, 1 and 5 are more than three bonds apart, and here 0.32, 0.4 and 0.32 nm.
    expect(checkGeometry(ranges, lineOf(6, [0.08]), 1).clashesPerFrame).toBe(2);
  });

  it("survives JSON", () => {
    expect(JSON.parse(JSON.stringify(ranges))).toEqual(ranges);
  });

  it("refuses a table of other atoms, and an empty one", () => {
    expect(() => measureGeometry(makeAlphaCarbonChain(5), table)).toThrow(ShapeError);
    const empty = tableOf({ data: new Float32Array(0), rows: 0, cols: 18 }, []);
    expect(() => measureGeometry(makeAlphaCarbonChain(6), empty)).toThrow(DataError);
  });
});

describe("stereocentres", () => {
  it.each(["pentapeptide", "2jof"] as const)(
    "of %s: every C-alpha but glycine's, all L, and leucine's fork",
    (name) => {
      const { topology, table } = heavyAtomEnsemble(name);
      const { stereocentres } = measureGeometry(topology, table);
      const expected = topology.atoms.flatMap((atom, i) => {
        const residue = topology.residues[atom.residue]!.name;
        const is = (atom.name === "CA" && residue !== "GLY") || (atom.name === "CG" && residue === "LEU");
        return is ? [i] : [];
      });
      expect(stereocentres.map(({ atom }) => atom)).toEqual(expected);
      // L: seen with the hydrogen towards the eye, CO, R and N go clockwise (the CORN rule).
      const alphas = stereocentres.filter(({ atom }) => topology.atoms[atom]!.name === "CA");
      for (const { neighbours, sign } of alphas) {
        const names = neighbours.map((atom) => topology.atoms[atom]!.name);
        const evenOrders = [
          ["N", "CB", "C"],
          ["CB", "C", "N"],
          ["C", "N", "CB"],
        ];
        expect(sign).toBe(evenOrders.some((order) => order.join() === names.join()) ? -1 : 1);
      }
    },
  );
});

describe("checkGeometry", () => {
  const { topology, nAtoms, nFrames, positions, table } = heavyAtomEnsemble("pentapeptide");
  const ranges = measureGeometry(topology, table);
  const check = (frames: Float32Array) => checkGeometry(ranges, frames, frames.length / (3 * nAtoms));

  it("finds MD itself sound", () => {
    expect(check(positions)).toEqual({
      bondsInRange: 1,
      framesAllBonds: 1,
      clashesPerFrame: ranges.clashes.perFrame,
      wrongChirality: 0,
    });
  });

  it("finds the mirror image wrong in every stereocentre and in nothing else", () => {
    expect(check(mirrored(positions))).toEqual({ ...check(positions), wrongChirality: 1 });
  });

  it("counts broken bonds by bond and by frame", () => {
    const broken = positions.slice();
    const last = 3 * (nAtoms - 1); // OT2, at the end of one bond
    for (const t of [3, 70, 200]) broken[t * 3 * nAtoms + last]! += 0.5;
    const { bondsInRange, framesAllBonds } = check(broken);
    expect(bondsInRange).toBeCloseTo(1 - 3 / (ranges.bonds.length * nFrames), 12);
    expect(framesAllBonds).toBeCloseTo(1 - 3 / nFrames, 12);
  });

  it("counts clashes beyond three bonds only", () => {
    const collapsed = new Float32Array(3 * nAtoms);
    const reach: GeometryRanges = { ...ranges, clashes: { ...ranges.clashes, atoms: [0, 1, 2] } };
    expect(check(collapsed).clashesPerFrame).toBeGreaterThan(500);
    expect(checkGeometry(reach, collapsed, 1).clashesPerFrame).toBe(0);
  });

  it("scores noise low, and refuses other shapes", () => {
    expect(check(withNoise(positions, 0.03)).bondsInRange).toBeLessThan(0.5);
    expect(() => checkGeometry(ranges, positions, nFrames + 1)).toThrow(ShapeError);
    expect(() => checkGeometry(ranges, new Float32Array(0), 0)).toThrow(ShapeError);
  });
});
