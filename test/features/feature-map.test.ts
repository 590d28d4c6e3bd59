import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, DataError, ShapeError } from "../../src/base/index.js";
import { computeFeatures, createFeatureMap, describeFeatures, type FeatureKind } from "../../src/features/index.js";
import { loadSystem, makeAlphaCarbonChain, makeBlock, makeTopology } from "./golden-systems.js";
import { moved, quaternion } from "./rigid-motion.js";

describe("createFeatureMap", () => {
  it("names cos and sin of every torsion, then the distances", () => {
    const { topology } = loadSystem("alanine-dipeptide");
    const map = createFeatureMap(topology, ["backbone-torsions"]);
    expect(map.names).toEqual(["cos phi ALA2", "sin phi ALA2", "cos psi ALA2", "sin psi ALA2"]);
    const { names } = createFeatureMap(loadSystem("pentapeptide").topology);
    expect(names).toHaveLength(2 * (4 + 4 + 4 + 4) + 10);
    expect(names.slice(-10, -8)).toEqual(["d CA1-CA2", "d CA1-CA3"]);
  });

  it("keeps the order of the kinds", () => {
    const { topology } = loadSystem("pentapeptide");
    const { names } = createFeatureMap(topology, ["ca-distances", "sidechain-torsions", "omega-torsions"]);
    expect([names[0], names[16], names[24]]).toEqual(["cos chi1 TRP1", "cos omega TRP1", "d CA1-CA2"]);
  });

  it("survives JSON", () => {
    const map = createFeatureMap(loadSystem("pentapeptide").topology);
    expect(JSON.parse(JSON.stringify(map))).toEqual(map);
  });

  it("takes a pair of two kinds once", () => {
    const { topology } = loadSystem("pentapeptide");
    const both = createFeatureMap(topology, ["ca-distances", "heavy-atom-distances"]);
    expect(both.distances).toHaveLength(createFeatureMap(topology, ["heavy-atom-distances"]).distances.length);
  });

  it("has only distances for a C-alpha model", () => {
    const map = createFeatureMap(makeAlphaCarbonChain(4));
    expect(map.torsions).toEqual([]);
    expect(map.names).toHaveLength(6);
  });

  it("refuses an unknown kind, and a topology without features", () => {
    const water = makeTopology([["O", "O", 0]], [["HOH", 1, 0]]);
    expect(() => createFeatureMap(water)).toThrow(DataError);
    expect(() => createFeatureMap(water, ["angles" as FeatureKind])).toThrow(ConfigError);
  });
});

describe("describeFeatures", () => {
  it("counts torsions and distances", () => {
    expect(describeFeatures(loadSystem("2jof").topology)).toMatchObject({
      "backbone-torsions": 38,
      "omega-torsions": 19,
      "sidechain-torsions": 15 + 12 + 3 + 2,
      "ca-distances": 190,
    });
  });
});

describe("computeFeatures", () => {
  it("gives mdtraj's torsions, and distances in nm", () => {
    const { topology, golden, block } = loadSystem("pentapeptide");
    const map = createFeatureMap(topology);
    const { data, rows, cols } = computeFeatures(map, block);
    expect([rows, cols]).toEqual([block.nFrames, map.names.length]);
    for (let t = 0; t < rows; t++) {
      golden.torsions["phi"]!.angles[t]!.forEach((angle, q) => {
        expect(data[t * cols + 2 * q]).toBeCloseTo(Math.cos(angle), 5);
        expect(data[t * cols + 2 * q + 1]).toBeCloseTo(Math.sin(angle), 5);
      });
      map.distances.forEach(({ atoms: [i, j] }, p) => {
        const point = (atom: number): number[] => golden.positions[t]!.slice(3 * atom, 3 * atom + 3);
        const separation = Math.hypot(...point(i).map((x, k) => (x - point(j)[k]!) / 1e4));
        expect(data[t * cols + 2 * map.torsions.length + p]).toBeCloseTo(separation, 6);
      });
    }
  });

  it("does not change when the molecule is turned and moved", () => {
    const { topology, block } = loadSystem("2jof");
    const map = createFeatureMap(topology);
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
    const map = createFeatureMap(topology, ["backbone-torsions"]);
    const line = Float32Array.from(block.positions.keys(), (i) => (i % 3 === 0 ? i : 0));
    expect(computeFeatures(map, { ...block, positions: line }).data[0]).toBeNaN();
    expect(() => computeFeatures(map, { ...block, nAtoms: 21 })).toThrow(ShapeError);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
