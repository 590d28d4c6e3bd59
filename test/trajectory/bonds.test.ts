import { describe, expect, it } from "vitest";
import { addBonds, type Topology } from "../../src/trajectory/index.js";
import { heavyBondsOf, templateAtomName } from "../../src/trajectory/residue-bonds.js";
import { goldenJson, goldenStructure, readPdbText } from "./golden.js";

const MDTRAJ_BONDS = goldenJson<Record<string, [number, number][]>>("bonds.json");
/** A crystal with selenomethionine and a disulphide bridge; rare residues with a lactam bridge; DNA with protein. */
const MDTRAJ_BONDS_OF_ENTRIES = goldenJson<Record<string, [number, number][]>>("structures/bonds.json");
/** The PDB's own, "CA-CB" with the names in order. */
const DICTIONARY = goldenJson<Record<string, string[]>>("structures/residue-bonds.json");

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

  it.each(["1a8o", "2n0n"])("bonds the PDB entry %s as mdtraj does", async (name) => {
    const { topology, notices } = await goldenStructure(`structures/${name}.pdb`);
    expect(topology.bonds).toEqual(MDTRAJ_BONDS_OF_ENTRIES[name]);
    expect(notices).toEqual([]);
  });

  it("bonds a strand of DNA as mdtraj does, and links its nucleotides", async () => {
    // mdtraj has neither the links from O3' to P nor the hydrogen of the 5' end.
    const { topology } = await goldenStructure("structures/1lcd.pdb");
    const known = new Set(MDTRAJ_BONDS_OF_ENTRIES["1lcd"]!.map(String));
    const more = topology.bonds.filter((bond) => !known.has(String(bond)));
    expect(topology.bonds).toHaveLength(known.size + more.length);
    expect(bondNames({ ...topology, bonds: more })).toEqual(["HO5'-O5'", ...Array(10).fill("O3'-P")]);
    expect(more.slice(1).map(([i, j]) => topology.atoms[j]!.residue - topology.atoms[i]!.residue)).toEqual(
      Array(10).fill(1),
    );
  });

  it.each(Object.keys(DICTIONARY).filter((name) => heavyBondsOf(name) !== null))("knows %s as the PDB does", (name) => {
    const expected = DICTIONARY[name]!;
    const atoms = new Set(expected.flatMap((bond) => bond.split("-")));
    const ours = heavyBondsOf(name)!.filter((bond) => bond.every((atom) => atoms.has(atom)));
    expect(ours.map((bond) => [...bond].sort().join("-")).sort()).toEqual([...expected].sort());
  });

  it.each([
    ["HID HIE HIP HSD HSE HSP DHI NHIE CHIP", "HIS"],
    ["CYX CYM DCY", "CYS"],
    ["ASH GLH", null],
    ["LYN DLY", "LYS"],
    ["DAL NALA CALA DALA", "ALA"],
    ["DPR DPRO", "PRO"],
    ["DA DA5 DA3 DAN ADE DADE", "A"],
    ["RU RU5 U3 URA", "U"],
    ["DT T5 THY", "DT"],
  ])("takes %s for the same skeleton as %s", (others, standard) => {
    for (const other of others.split(" ")) {
      expect(heavyBondsOf(other)).not.toBeNull();
      if (standard !== null) expect(heavyBondsOf(other)).toBe(heavyBondsOf(standard));
    }
  });

  it("knows the older names of nucleotides' atoms", () => {
    expect(["O5*", "O1P", "C5M", "N1"].map((name) => templateAtomName("DT", name))).toEqual(["O5'", "OP1", "C7", "N1"]);
    expect(templateAtomName("SEP", "O1P")).toBe("O1P");
  });

  it("bonds the pentapeptide as mdtraj does but for the acid's hydrogen, HT2 of the last residue", async () => {
    // mdtraj takes HT2 for a hydrogen of the N-terminus, whatever the residue.
    const { topology } = await goldenStructure("pentapeptide.pdb");
    const [acidOxygen, hydrogen] = [92, 93];
    const expected = MDTRAJ_BONDS["pentapeptide"]!.filter(([, j]) => j !== hydrogen);
    expect(topology.bonds).toEqual([...expected, [acidOxygen, hydrogen]]);
  });

  it.each(["2jof-model1", "pentapeptide", "alanine-dipeptide", "structures/1lcd"])(
    "finds the same bonds by name in %s",
    async (name) => {
      const { topology } = await goldenStructure(`${name}.pdb`);
      const byName = addBonds(topology, null).topology.bonds;
      const differing = topology.bonds.filter(([i, j]) => !byName.some(([k, l]) => k === i && l === j));
      expect(byName).toHaveLength(topology.bonds.length);
      expect(differing).toEqual([]);
    },
  );

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

  const ligand = {
    C1: [0, 0, 0],
    C2: [1.5, 0, 0],
    O1: [2.2, 1.2, 0],
    H1: [-0.6, 0.9, 0],
    CL1: [-0.6, -1.7, 0],
  } as const;

  it("bonds unknown residues by distance, and says so", async () => {
    const { topology, notices } = await readPdbText(residueText("LIG", 1, ligand));
    expect(bondNames(topology)).toEqual(["C1-C2", "C1-H1", "C1-CL1", "C2-O1"]);
    expect(notices).toEqual([
      "the bonds of LIG (1 residue) are guessed from distances: no template and no CONECT line gives them",
    ]);
  });

  it("leaves unknown residues as CONECT bonds them, also where distances say otherwise", async () => {
    const lines = residueText("LIG", 1, ligand)
      .split("\n")
      .map((line, i) => `ATOM      ${i + 1}${line.slice(11)}`);
    const far = [...lines, "CONECT    1    3    4    5", "CONECT    3    2"].join("\n");
    const { topology, notices } = await readPdbText(far);
    expect(bondNames(topology)).toEqual(["C1-O1", "C1-H1", "C1-CL1", "C2-O1"]);
    expect(notices).toEqual([]);
  });

  it("bonds water's hydrogens to its oxygen, not to the site that carries its charge", async () => {
    const { topology } = await readPdbText(
      residueText("SOL", 1, { OW: [0, 0, 0], HW1: [0.957, 0, 0], HW2: [-0.24, 0.927, 0], MW: [0.093, 0.12, 0] }),
    );
    expect(bondNames(topology)).toEqual(["HW1-OW", "HW2-OW"]);
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
