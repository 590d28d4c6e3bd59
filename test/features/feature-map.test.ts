import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, ShapeError } from "../../src/base/index.js";
import {
  computeFeatures,
  countFeatures,
  createFeatureMap,
  defaultKinds,
  describeFeatures,
  type FeatureKind,
  type FeatureMap,
  featureNames,
  plainRequest,
} from "../../src/features/index.js";
import type { Topology } from "../../src/trajectory/index.js";
import { loadSystem, makeAlphaCarbonChain, makeBlock, makeTopology } from "./golden-systems.js";
import { moved, quaternion } from "./rigid-motion.js";

/** The map of some kinds, each by its name only, or of those that suit the topology. */
function mapOf(topology: Topology, kinds: readonly FeatureKind[] = defaultKinds(topology)): FeatureMap {
  return createFeatureMap(topology, kinds.map(plainRequest));
}

/** The atoms of the torsions, angles or distances of a kind. */
function atomsOf(map: FeatureMap, kind: FeatureKind): readonly (readonly number[])[] {
  return map.groups
    .filter((group) => group.kind === kind)
    .flatMap((group) =>
      group.form === "torsion" || group.form === "angle" || group.form === "distance"
        ? group.features.map(({ atoms }): readonly number[] => atoms)
        : [],
    );
}

describe("createFeatureMap", () => {
  it("names cos and sin of every torsion, then the distances", () => {
    const { topology } = loadSystem("alanine-dipeptide");
    const map = mapOf(topology, ["backbone-torsions"]);
    expect(featureNames(map)).toEqual(["cos phi ALA2", "sin phi ALA2", "cos psi ALA2", "sin psi ALA2"]);
    const names = featureNames(mapOf(loadSystem("pentapeptide").topology));
    expect(names).toHaveLength(2 * (4 + 4 + 4 + 4) + 10);
    expect(names.slice(-10, -8)).toEqual(["d CA1-CA2", "d CA1-CA3"]);
  });

  it("keeps the order of the kinds", () => {
    const { topology } = loadSystem("pentapeptide");
    const names = featureNames(mapOf(topology, ["ca-distances", "sidechain-torsions", "omega-torsions"]));
    expect([names[0], names[10], names[26]]).toEqual(["d CA1-CA2", "cos chi1 TRP1", "cos omega TRP1"]);
  });

  it("survives JSON", () => {
    const map = mapOf(loadSystem("pentapeptide").topology);
    expect(JSON.parse(JSON.stringify(map))).toEqual(map);
  });

  it("takes a pair of two kinds once", () => {
    const { topology } = loadSystem("pentapeptide");
    const both = mapOf(topology, ["ca-distances", "heavy-atom-distances"]);
    expect(countFeatures(both)).toBe(countFeatures(mapOf(topology, ["heavy-atom-distances"])));
  });

  it("takes pseudo-angles and pseudo-dihedrals of a C-alpha model", () => {
    const names = featureNames(mapOf(makeAlphaCarbonChain(5)));
    expect(names).toHaveLength(2 * 2 + 3 + 10);
    expect(names.slice(0, 5)).toEqual([
      "cos dihedral CA1-CA2-CA3-CA4",
      "sin dihedral CA1-CA2-CA3-CA4",
      "cos dihedral CA2-CA3-CA4-CA5",
      "sin dihedral CA2-CA3-CA4-CA5",
      "cos angle CA1-CA2-CA3",
    ]);
  });

  it("has no pseudo-angle across a gap in the chain", () => {
    const chain = makeAlphaCarbonChain(6);
    const broken = { ...chain, bonds: chain.bonds.filter(([i]) => i !== 2) };
    expect(atomsOf(mapOf(broken), "ca-angles")).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(atomsOf(mapOf(broken), "ca-torsions")).toEqual([]);
  });

  it("refuses a topology without features", () => {
    const water = makeTopology([["O", "O", 0]], [["HOH", 1, 0]]);
    expect(() => mapOf(water)).toThrow(DataError);
  });
});

describe("describeFeatures", () => {
  it("counts torsions and distances", () => {
    const offers = describeFeatures(loadSystem("2jof").topology);
    expect(Object.fromEntries(offers.map(({ kind, count }) => [kind, count]))).toMatchObject({
      "backbone-torsions": 38,
      "omega-torsions": 19,
      "sidechain-torsions": 15 + 12 + 3 + 2,
      "ca-torsions": 17,
      "ca-angles": 18,
      "ca-distances": 190,
      "residue-distances": (17 * 18) / 2,
      contacts: (17 * 18) / 2,
    });
    expect(offers[0]!.examples).toEqual(["cos phi ALA2", "sin phi ALA2", "cos phi TYR3"]);
    expect(offers.find(({ kind }) => kind === "heavy-atom-distances")!.examples).toEqual([]); // 10,000: too many
  });
});

describe("computeFeatures", () => {
  it("gives mdtraj's torsions, and distances in nm", () => {
    const { topology, golden, block } = loadSystem("pentapeptide");
    const map = mapOf(topology);
    const { data, rows, cols } = computeFeatures(map, block);
    expect([rows, cols]).toEqual([block.nFrames, countFeatures(map)]);
    for (let t = 0; t < rows; t++) {
      golden.torsions["phi"]!.angles[t]!.forEach((angle, q) => {
        expect(data[t * cols + 2 * q]).toBeCloseTo(Math.cos(angle), 5);
        expect(data[t * cols + 2 * q + 1]).toBeCloseTo(Math.sin(angle), 5);
      });
      atomsOf(map, "ca-distances").forEach(([i, j], p) => {
        const point = (atom: number): number[] => golden.positions[t]!.slice(3 * atom, 3 * atom + 3);
        const separation = Math.hypot(...point(i!).map((x, k) => (x - point(j!)[k]!) / 1e4));
        expect(data[t * cols + cols - 10 + p]).toBeCloseTo(separation, 6);
      });
    }
  });

  it("does not change when the molecule is turned and moved", () => {
    const { topology, block } = loadSystem("2jof");
    const map = mapOf(topology);
    const before = computeFeatures(map, block).data;
    const shift = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -2, max: 2, noNaN: true })));
    fc.assert(
      fc.property(quaternion, shift, (rotation, by) => {
        const after = computeFeatures(
          map,
          makeBlock(block.nFrames, block.nAtoms, moved(block.positions, rotation, by)),
        );
        // 1e-4: positions of some nm in single precision, divided by bonds of 0.15 nm.
        expect(largestDifference(before, after.data)).toBeLessThan(1e-4);
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it("is NaN where atoms of a torsion are in line, and refuses another number of atoms", () => {
    const { topology, block } = loadSystem("alanine-dipeptide");
    const map = mapOf(topology, ["backbone-torsions"]);
    const line = Float32Array.from(block.positions.keys(), (i) => (i % 3 === 0 ? i : 0));
    expect(computeFeatures(map, { ...block, positions: line }).data[0]).toBeNaN();
    expect(() => computeFeatures(map, { ...block, nAtoms: 21 })).toThrow(ShapeError);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
