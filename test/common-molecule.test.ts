import { describe, expect, it } from "vitest";
import { memorySource } from "../src/base/index.js";
import { findCommonMolecule, type NamedStructure } from "../src/common-molecule.js";
import { plainRequest } from "../src/features/index.js";
import { openTrajectories, readTopology } from "../src/trajectory/index.js";
import { xtcOf } from "./trajectory/timed-frames.js";

const DIPEPTIDE = ["ACE CH3", "ACE C", "ACE O", "ALA N", "ALA CA", "ALA CB", "ALA C", "ALA O", "NME N", "NME C"];

/** A PDB file of waters, the atoms named, and waters again; bonds follow from the names. */
async function topologyOf(name: string, before: number, atoms: readonly string[], after: number, firstResidue = 1) {
  const waters = (count: number): string[] => Array<string>(count).fill("HOH O");
  const residues = new Map<string, number>();
  const lines = [...waters(before), ...atoms, ...waters(after)].map((label, i) => {
    const [residue, atom] = label.split(" ") as [string, string];
    if (residue !== "HOH" && !residues.has(residue)) residues.set(residue, firstResidue + residues.size);
    const sequence = residue === "HOH" ? 100 + i : residues.get(residue)!;
    const record = residue === "HOH" ? "HETATM" : "ATOM  ";
    const place = [i / 2, 0, 0].map((x) => x.toFixed(3).padStart(8)).join("");
    return `${record}${String(i + 1).padStart(5)}  ${atom.padEnd(3)} ${residue} A${String(sequence).padStart(4)}    ${place}  1.00  0.00           ${atom[0]}`;
  });
  const source = memorySource(name, new TextEncoder().encode(`${lines.join("\n")}\nEND\n`));
  return { name, ...(await readTopology(source)) } satisfies NamedStructure;
}

const find = (...topologies: NamedStructure[]) =>
  findCommonMolecule(topologies, [plainRequest("backbone-torsions")], null);
const numbersFrom = (first: number): number[] => DIPEPTIDE.map((_, i) => first + i);

describe("findCommonMolecule", () => {
  it("finds a molecule among different numbers of waters, whatever its residues' numbers", async () => {
    const [a, b] = [await topologyOf("a.pdb", 0, DIPEPTIDE, 5), await topologyOf("b.pdb", 3, DIPEPTIDE, 1, 7)];
    const {
      structure: { topology },
      atoms,
    } = find(a, b);
    expect(topology.atoms.map(({ name }) => name)).toEqual(DIPEPTIDE.map((label) => label.split(" ")[1]));
    expect(atoms.map((indices) => [...indices])).toEqual([numbersFrom(0), numbersFrom(3)]);
  });

  it("names the first atom that differs", async () => {
    const a = await topologyOf("a.pdb", 0, DIPEPTIDE, 5);
    const other = DIPEPTIDE.map((label) => label.replace("ALA CB", "ALA CG"));
    const b = await topologyOf("b.pdb", 0, other, 5);
    expect(() => find(a, b)).toThrow("b.pdb: atom 6 of the molecule is CG of ALA, residue 2, in a.pdb it is CB of ALA");
    const longer = await topologyOf("c.pdb", 0, [...DIPEPTIDE, "LIG C1", "LIG C2"], 0);
    expect(() => find(a, longer)).toThrow(
      "c.pdb: atom 11 of the molecule is C1 of LIG, residue 4, in a.pdb it is missing",
    );
  });

  it("measures in each system, and among the molecule's atoms as they lie in the first", async () => {
    const [a, b] = [await topologyOf("a.pdb", 0, DIPEPTIDE, 5), await topologyOf("b.pdb", 3, DIPEPTIDE, 1)];
    const near = (text: string) => findCommonMolecule([a, b], [plainRequest("backbone-torsions")], text);
    const { structure, atoms } = near("within 0.11nm of (name CA)");
    expect(structure.positions).toEqual(a.positions.subarray(0, 3 * DIPEPTIDE.length));
    expect(atoms.map((indices) => [...indices])).toEqual([numbersFrom(0), numbersFrom(3)]);
    expect(() => near("within 0.16nm of water")).toThrow("atom 1 of the molecule is O of HOH");
  });

  it("refuses a selection that goes by place", async () => {
    const [a, b] = [await topologyOf("a.pdb", 0, DIPEPTIDE, 5), await topologyOf("b.pdb", 3, DIPEPTIDE, 1)];
    const byPlace = () => findCommonMolecule([a, b], [plainRequest("backbone-torsions")], "index 3 to 6");
    expect(byPlace).toThrow('--select: "index 3 to 6" names other atoms in b.pdb than in the molecule alone');
  });
});

it("refuses features of atoms by number, where numbers differ", async () => {
  const [a, b] = [await topologyOf("a.pdb", 0, DIPEPTIDE, 5), await topologyOf("b.pdb", 3, DIPEPTIDE, 1)];
  const byNumber = () => findCommonMolecule([a, b], [{ kind: "atom-distances", atoms: [[3, 8]] }], null);
  expect(byNumber).toThrow(/^features: are of other atoms in b\.pdb/);
});

describe("openTrajectories", () => {
  it("reads only the atoms chosen of each trajectory", async () => {
    const sources = [await xtcOf("a.xtc", [0, 1], 20), await xtcOf("b.xtc", [0, 1], 30)];
    const choices = [
      { nAtoms: 20, atoms: Int32Array.of(3, 5) },
      { nAtoms: 30, atoms: Int32Array.of(13, 15) },
    ];
    const { readers } = await openTrajectories(sources, choices);
    expect(readers.map(({ nAtoms }) => nAtoms)).toEqual([2, 2]);
    const { positions } = await readers[1]!.read(1, 1);
    expect([...positions]).toEqual(Array(6).fill(Math.fround(0.01)));
    const wrong = openTrajectories(sources, [choices[1]!, choices[1]!]);
    await expect(wrong).rejects.toThrow("a.xtc: file has 20 atoms, the topology has 30");
  });
});
