import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/index.js";
import {
  computeFeatures,
  createFeatureMap,
  type FeatureRequest,
  featureNames,
  plainRequest,
} from "../../src/features/index.js";
import { loadSystem, makeAlphaCarbonChain, makeBlock, makeTopology } from "./golden-systems.js";
import { moved, quaternion } from "./rigid-motion.js";

interface GoldenKinds {
  readonly residue_pairs: readonly (readonly [number, number])[];
  readonly closest_heavy: number[][];
  readonly alpha_carbons: number[][];
  readonly dihedrals: { readonly atoms: [number, number, number, number][]; readonly angles: number[][] };
  readonly distances: { readonly atoms: [number, number][]; readonly nm: number[][] };
  readonly ca_torsions: { readonly atoms: number[][]; readonly angles: number[][] };
  readonly ca_angles: { readonly atoms: number[][]; readonly angles: number[][] };
  readonly centres: { readonly between: [string, string]; readonly nm: number[] };
}

const kinds: Record<string, GoldenKinds> = JSON.parse(
  readFileSync(new URL("../golden/features/kinds.json", import.meta.url), "utf8"),
);

/** Single precision of coordinates of some nm, and mdtraj's own. */
const TOLERANCE = 5e-6;

describe.each(["pentapeptide", "2jof"] as const)("against mdtraj: %s", (name) => {
  const { topology, block } = loadSystem(name);
  const golden = kinds[name]!;

  function expectValues(request: FeatureRequest, expected: readonly (readonly number[])[]): void {
    const { data, cols } = computeFeatures(createFeatureMap(topology, [request]), block);
    expect(cols).toBe(expected[0]!.length);
    const largest = expected.flat().reduce((worst, value, i) => Math.max(worst, Math.abs(value - data[i]!)), 0);
    expect(largest).toBeLessThan(TOLERANCE);
  }
  const cosAndSin = (angles: number[][]): number[][] =>
    angles.map((row) => row.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));

  it("distances of residues, by heavy atoms and by C-alphas", () => {
    expectValues({ kind: "residue-distances", pairs: "all", scheme: "closest-heavy" }, golden.closest_heavy);
    expectValues({ kind: "residue-distances", pairs: "all", scheme: "ca" }, golden.alpha_carbons);
  });

  it("contacts, 1 / (1 + (d / cutoff)^n)", () => {
    const switched = (cutoff: number, n: number) => (rows: number[][]) =>
      rows.map((row) => row.map((d) => 1 / (1 + (d / cutoff) ** n)));
    const contacts = plainRequest("contacts") as FeatureRequest & { kind: "contacts" };
    expectValues(contacts, switched(0.45, 6)(golden.closest_heavy));
    expectValues({ ...contacts, scheme: "ca" }, switched(0.8, 6)(golden.alpha_carbons));
    expectValues({ ...contacts, cutoffNm: 0.6, exponent: 9 }, switched(0.6, 9)(golden.closest_heavy));
  });

  it("dihedrals and distances of atoms named by number", () => {
    expectValues({ kind: "dihedrals", atoms: golden.dihedrals.atoms }, cosAndSin(golden.dihedrals.angles));
    expectValues({ kind: "atom-distances", atoms: golden.distances.atoms }, golden.distances.nm);
  });

  it("pseudo-dihedrals and pseudo-angles of the C-alphas", () => {
    expectValues(plainRequest("ca-torsions"), cosAndSin(golden.ca_torsions.angles));
    expectValues(
      plainRequest("ca-angles"),
      golden.ca_angles.angles.map((row) => row.map(Math.cos)),
    );
  });

  it("the distance of two selections' centres of mass", () => {
    const { between, nm } = golden.centres;
    expectValues(
      { kind: "distance", between, measure: "centre" },
      nm.map((d) => [d]),
    );
  });
});

describe("createFeatureMap, kinds with parameters", () => {
  const { topology, block } = loadSystem("pentapeptide");
  const valuesOf = (request: FeatureRequest) => computeFeatures(createFeatureMap(topology, [request]), block).data;

  it("takes the closest atoms of two selections", () => {
    const closest = valuesOf({
      kind: "distance",
      between: ["resid 0 and heavy", "resid 4 and heavy"],
      measure: "closest",
    });
    const { residue_pairs: pairs, closest_heavy: distances } = kinds["pentapeptide"]!;
    const column = pairs.findIndex(([i, j]) => i === 0 && j === 4);
    distances.forEach((row, t) => {
      expect(closest[t]).toBeCloseTo(row[column]!, 5);
    });
  });

  it("is the one distance of two atoms, however that is asked for", () => {
    const between = ["index 3", "index 77"] as const;
    const byNumber = valuesOf({ kind: "atom-distances", atoms: [[3, 77]] });
    for (const measure of ["centre", "closest"] as const) {
      const bySelection = valuesOf({ kind: "distance", between, measure });
      byNumber.forEach((d, t) => {
        expect(bySelection[t]).toBeCloseTo(d, 6);
      });
    }
  });

  it("gives atoms without an element equal weights", () => {
    const beads = makeTopology(
      [
        ["B1", "", 0],
        ["B2", "", 0],
        ["B3", "", 1],
      ],
      [
        ["POP", 1, 0],
        ["POP", 2, 0],
      ],
    );
    const map = createFeatureMap(beads, [{ kind: "distance", between: ["resid 0", "resid 1"], measure: "centre" }]);
    expect(computeFeatures(map, makeBlock(1, 3, [0, 0, 0, 2, 0, 0, 1, 3, 0])).data[0]).toBe(3);
  });

  it("tells chains apart: inter and intra are the two parts of all", () => {
    const chain = makeAlphaCarbonChain(8);
    const two = {
      ...chain,
      chains: [{ id: "A" }, { id: "B" }],
      residues: chain.residues.map((residue, r) => ({ ...residue, chain: r < 4 ? 0 : 1 })),
      bonds: chain.bonds.filter(([i]) => i !== 3),
    };
    for (const kind of ["ca-distances", "residue-distances", "contacts"] as const) {
      const names = (pairs: "all" | "inter" | "intra") =>
        featureNames(createFeatureMap(two, [{ ...plainRequest(kind), pairs } as FeatureRequest]));
      expect([...names("inter"), ...names("intra")].sort()).toEqual(names("all").sort());
      expect(names("inter")).toHaveLength(16);
    }
  });

  it("refuses what is not there", () => {
    const create = (request: FeatureRequest) => () => createFeatureMap(topology, [request]);
    expect(create({ kind: "atom-distances", atoms: [[0, 94]] })).toThrow(
      "there is no atom 94, they are numbered 0 to 93",
    );
    expect(create({ kind: "dihedrals", atoms: [[0, 1, 2, 0]] })).toThrow("[0, 1, 2, 0] names an atom twice");
    expect(create({ kind: "distance", between: ["resid 0", "resid 9"], measure: "centre" })).toThrow(
      'the selection "resid 9" names no atom',
    );
    const long = makeAlphaCarbonChain(205);
    expect(() => createFeatureMap(long, [plainRequest("contacts")])).toThrow(ConfigError);
  });
});

it("no kind changes when the molecule is turned and moved", () => {
  const { topology, block } = loadSystem("pentapeptide");
  const map = createFeatureMap(topology, [
    ...(["ca-torsions", "ca-angles", "heavy-atom-distances", "residue-distances", "contacts"] as const).map(
      plainRequest,
    ),
    { kind: "distance", between: ["resid 0", "resid 3 4"], measure: "centre" },
    { kind: "distance", between: ["resid 0", "resid 3 4"], measure: "closest" },
    { kind: "dihedrals", atoms: [[0, 4, 10, 20]] },
  ]);
  const before = computeFeatures(map, block).data;
  const shift = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -2, max: 2, noNaN: true })));
  fc.assert(
    fc.property(quaternion, shift, (rotation, by) => {
      const positions = moved(block.positions, rotation, by);
      const after = computeFeatures(map, makeBlock(block.nFrames, block.nAtoms, positions)).data;
      const largest = after.reduce((worst, value, i) => Math.max(worst, Math.abs(value - before[i]!)), 0);
      expect(largest).toBeLessThan(1e-4); // positions of some nm in single precision, divided by bonds of 0.15 nm
    }),
    { seed: 6, numRuns: 20 },
  );
});
