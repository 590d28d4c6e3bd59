import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/base/index.js";
import {
  createFeatureMap,
  describeFeatures,
  dihedral,
  featureNames,
  findTorsions,
  plainRequest,
  type TorsionName,
} from "../../src/features/index.js";
import type { NucleicTorsion } from "../../src/features/torsions.js";
import { readPdbTopology } from "../../src/trajectory/index.js";
import { loadSystem, makeTopology } from "./golden-systems.js";

const STRUCTURES = new URL("../golden/trajectory/structures/", import.meta.url);

const NAMES: readonly TorsionName[] = ["phi", "psi", "omega", "chi1", "chi2", "chi3", "chi4"];

describe.each(["pentapeptide", "alanine-dipeptide", "2jof"] as const)("torsions of %s", (name) => {
  const { golden, topology, block } = loadSystem(name);

  it.each(NAMES)("%s: mdtraj's atoms and angles", (torsion) => {
    const { indices, angles } = golden.torsions[torsion]!;
    const found = findTorsions(topology, torsion);
    expect(found.map(({ atoms }) => [...atoms])).toEqual(indices);
    found.forEach(({ atoms }, q) => {
      const ours = dihedral(block.positions, block.nFrames, block.nAtoms, atoms);
      for (let t = 0; t < block.nFrames; t++) {
        const difference = ours[t]! - angles[t]![q]!;
        // atol 1e-5: mdtraj works in single precision.
        expect(Math.abs(Math.atan2(Math.sin(difference), Math.cos(difference)))).toBeLessThan(1e-5);
      }
    });
  });
});

describe("torsions of a strand of DNA", async () => {
  const golden = JSON.parse(readFileSync(new URL("torsions.json", STRUCTURES), "utf8")) as Record<
    NucleicTorsion,
    [residue: string, atoms: number[], angle: number][]
  >;
  const pdb = new Uint8Array(readFileSync(new URL("1lcd.pdb", STRUCTURES)));
  const { topology, positions } = await readPdbTopology(memorySource("1lcd.pdb", pdb));

  it.each(Object.keys(golden) as NucleicTorsion[])("%s: numpy's atoms and angles", (torsion) => {
    const found = findTorsions(topology, torsion);
    const expected = golden[torsion];
    expect(found).toEqual(expected.map(([residue, atoms]) => ({ name: `${torsion} B:${residue}`, atoms })));
    expect(found.length).toBeGreaterThanOrEqual(10);
    found.forEach(({ atoms }, q) => {
      expect(dihedral(positions, 1, topology.atoms.length, atoms)[0]).toBeCloseTo(expected[q]![2], 5);
    });
  });

  it("finds them by the older names of the atoms", () => {
    const starred = { ...topology, atoms: topology.atoms.map((a) => ({ ...a, name: a.name.replaceAll("'", "*") })) };
    expect(findTorsions(starred, "zeta")).toEqual(findTorsions(topology, "zeta"));
  });

  it("are features, but no protein's", () => {
    const names = featureNames(createFeatureMap(topology, [plainRequest("nucleic-torsions")]));
    expect(names).toHaveLength(2 * Object.values(golden).flat().length);
    const offers = describeFeatures(loadSystem("2jof").topology);
    expect(offers.find(({ kind }) => kind === "nucleic-torsions")!.count).toBe(0);
  });
});

describe("findTorsions", () => {
  /** Two glycines' backbones, atoms 0-2 and 3-5. */
  const backbone = [0, 1].flatMap((residue) => [
    ["N", "N", residue] as const,
    ["CA", "C", residue] as const,
    ["C", "C", residue] as const,
  ]);
  const bonds = [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
  ] as const;

  it("names a torsion by its residue", () => {
    const { topology } = loadSystem("pentapeptide");
    expect(findTorsions(topology, "phi").map(({ name }) => name)).toEqual([
      "phi LEU2",
      "phi ALA3",
      "phi LEU4",
      "phi LEU5",
    ]);
  });

  it("joins residues by their order where no bonds are known", () => {
    const topology = makeTopology(backbone, [
      ["GLY", 1, 0],
      ["GLY", 2, 0],
    ]);
    expect(findTorsions(topology, "phi")).toEqual([{ name: "phi GLY2", atoms: [2, 3, 4, 5] }]);
    expect(findTorsions(topology, "psi")).toEqual([{ name: "psi GLY1", atoms: [0, 1, 2, 3] }]);
    expect(findTorsions(topology, "omega")).toEqual([{ name: "omega GLY1", atoms: [1, 2, 3, 4] }]);
  });

  it("sees no torsion over a gap in the chain", () => {
    const gapped = bonds.filter(([i]) => i !== 2);
    const residues = [["GLY", 1, 0] as const, ["GLY", 5, 0] as const];
    expect(findTorsions(makeTopology(backbone, residues, bonds), "psi")).toHaveLength(1);
    expect(findTorsions(makeTopology(backbone, residues, gapped), "psi")).toHaveLength(0);
  });

  it("does not cross from one chain into the next, and names the chain", () => {
    const two = [...backbone, ...backbone.map(([name, element, residue]) => [name, element, residue + 2] as const)];
    const topology = makeTopology(
      two,
      [
        ["GLY", 1, 0],
        ["GLY", 2, 0],
        ["GLY", 1, 1],
        ["GLY", 2, 1],
      ],
      [],
      ["A", ""],
    );
    expect(findTorsions(topology, "phi").map(({ name }) => name)).toEqual(["phi A:GLY2", "phi 2:GLY2"]);
  });

  it("takes D-residues and CHARMM's isoleucine by their atoms", () => {
    const topology = makeTopology(
      ["N", "CA", "CB", "CG1", "CD"].map((name) => [name, name[0]!, 0] as const),
      [["DIL", 7, 0]],
    );
    expect(findTorsions(topology, "chi1")).toEqual([{ name: "chi1 DIL7", atoms: [0, 1, 2, 3] }]);
    expect(findTorsions(topology, "chi2")).toEqual([{ name: "chi2 DIL7", atoms: [1, 2, 3, 4] }]);
  });
});

describe("dihedral", () => {
  /** a, b, c on two edges of a square; d turned by `angle` about b-c out of cis. */
  const turned = (angle: number): number[] => [1, 0, 0, 0, 0, 0, 0, 1, 0, Math.cos(angle), 1, -Math.sin(angle)];

  it("is the angle that the points were built with, sign included", () => {
    const angles = [-3, -1.5, -0.2, 0, 0.7, 2, 3.1];
    const positions = Float32Array.from(angles.flatMap(turned));
    const measured = dihedral(positions, angles.length, 4, [0, 1, 2, 3]);
    angles.forEach((angle, t) => {
      expect(measured[t]).toBeCloseTo(angle, 6);
    });
  });
});
