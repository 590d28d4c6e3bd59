import { describe, expect, it } from "vitest";
import { addBonds, type Topology } from "../../src/trajectory/index.js";
import { goldenJson, goldenStructure, readPdbText } from "./golden.js";

const MDTRAJ_BONDS = goldenJson<Record<string, [number, number][]>>("bonds.json");

function bondNames({ atoms, bonds }: Topology): string[] {
  return bonds.map(([i, j]) => [atoms[i]!.name, atoms[j]!.name].sort().join("-"));
}

/** A residue from names and x, y, z in angstrom. */
function residueText(name: string, sequence: number, atoms: Record<string, readonly [number, number, number]>): string {
  return Object.entries(atoms)
    .map(([atom, xyz]) => {
      const columns = xyz.map((x) => x.toFixed(3).padStart(8)).join("");
      const number = String(sequence).padStart(4);
      return `ATOM      1 ${atom.length < 4 ? ` ${atom}`.padEnd(4) : atom} ${name.padStart(3)} A${number}    ${columns}  1.00  0.00`;
    })
    .join("\n");
}

describe("addBonds", () => {
  it.each(["2jof-model1", "alanine-dipeptide"])("bonds %s as mdtraj does", async (name) => {
    const { topology } = await goldenStructure(`${name}.pdb`);
    expect(topology.bonds).toEqual(MDTRAJ_BONDS[name]);
  });

  it("bonds the pentapeptide as mdtraj does but for the acid's hydrogen, HT2 of the last residue", async () => {
    // mdtraj takes HT2 for a hydrogen of the N-terminus, whatever the residue.
    const { topology } = await goldenStructure("pentapeptide.pdb");
    const [acidOxygen, hydrogen] = [92, 93];
    const expected = MDTRAJ_BONDS["pentapeptide"]!.filter(([, j]) => j !== hydrogen);
    expect(topology.bonds).toEqual([...expected, [acidOxygen, hydrogen]]);
  });

  it.each(["2jof-model1", "pentapeptide", "alanine-dipeptide"])("finds the same bonds by name in %s", async (name) => {
    const { topology } = await goldenStructure(`${name}.pdb`);
    const byName = addBonds(topology, null).bonds;
    const differing = topology.bonds.filter(([i, j]) => !byName.some(([k, l]) => k === i && l === j));
    expect(byName).toHaveLength(topology.bonds.length);
    expect(differing).toEqual([]);
  });

  it("does not link residues across a gap", async () => {
    const glycine = (at: number) => ({ N: [at, 0, 0], CA: [at + 1.5, 0, 0], C: [at + 2.5, 1, 0] }) as const;
    const near = await readPdbText([residueText("GLY", 1, glycine(0)), residueText("GLY", 2, glycine(3.5))].join("\n"));
    const far = await readPdbText([residueText("GLY", 1, glycine(0)), residueText("GLY", 5, glycine(9))].join("\n"));
    expect(bondNames(near.topology)).toEqual(["CA-N", "C-CA", "C-N", "CA-N", "C-CA"]);
    expect(bondNames(far.topology)).toEqual(["CA-N", "C-CA", "CA-N", "C-CA"]);
  });

  it("links residues over the faces of the box", async () => {
    const { topology } = await readPdbText(
      [
        "CRYST1   20.000   20.000   20.000  90.00  90.00  90.00 P 1           1",
        residueText("GLY", 1, { C: [19.5, 0, 0], CA: [18, 0, 0] }),
        residueText("GLY", 2, { N: [0.8, 0, 0], H: [0.8, 19, 0] }),
      ].join("\n"),
    );
    expect(bondNames(topology)).toEqual(["C-CA", "C-N", "H-N"]);
  });

  it("joins two cysteines whose sulphurs are near, unless they carry hydrogens", async () => {
    const cysteine = (x: number, more = {}) => ({ CB: [x, 1.8, 0] as const, SG: [x, 0, 0] as const, ...more });
    const text = (...parts: string[]) => readPdbText(parts.join("\n"));
    const bridge = await text(residueText("CYS", 1, cysteine(0)), residueText("CYS", 7, cysteine(2.05)));
    expect(bondNames(bridge.topology)).toEqual(["CB-SG", "SG-SG", "CB-SG"]);
    const thiols = await text(
      residueText("CYS", 1, cysteine(0, { HG: [-1.2, -0.5, 0] })),
      residueText("CYS", 7, cysteine(2.05, { HG: [3.2, -0.5, 0] })),
    );
    expect(bondNames(thiols.topology)).toEqual(["CB-SG", "HG-SG", "CB-SG", "HG-SG"]);
  });

  it("bonds unknown residues by distance", async () => {
    const { topology } = await readPdbText(
      residueText("LIG", 1, {
        C1: [0, 0, 0],
        C2: [1.5, 0, 0],
        O1: [2.2, 1.2, 0],
        H1: [-0.6, 0.9, 0],
        CL1: [-0.6, -1.7, 0],
      }),
    );
    expect(bondNames(topology)).toEqual(["C1-C2", "C1-H1", "C1-CL1", "C2-O1"]);
  });

  it("bonds neighbours of a C-alpha model, or as CONECT says", async () => {
    const beads = [1, 2, 3].map((i) => residueText("ALA", i, { CA: [3.8 * i, 0, 0] }).replace("    1", `    ${i}`));
    expect((await readPdbText(beads.join("\n"))).topology.bonds).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect((await readPdbText([...beads, "CONECT    1    3"].join("\n"))).topology.bonds).toEqual([[0, 2]]);
  });
});
