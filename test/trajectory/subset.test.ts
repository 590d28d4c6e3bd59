import { describe, expect, it } from "vitest";
import { select, subsetTopology } from "../../src/trajectory/index.js";
import { goldenStructure, readPdbText } from "./golden.js";

describe("subsetTopology", () => {
  it("of all atoms is the topology itself", async () => {
    const { topology } = await goldenStructure("2jof-model1.pdb");
    expect(subsetTopology(topology, select(topology, "all"))).toEqual(topology);
  });

  it("keeps the bonds among the atoms kept, renumbered", async () => {
    const { topology } = await goldenStructure("alanine-dipeptide.pdb");
    const heavy = subsetTopology(topology, select(topology, "heavy"));
    expect(heavy.atoms.map(({ name }) => name)).toEqual(["CH3", "C", "O", "N", "CA", "C", "O", "CB", "N", "C"]);
    expect(heavy.bonds).toEqual([
      [0, 1],
      [1, 2],
      [1, 3],
      [3, 4],
      [4, 5],
      [4, 7],
      [5, 6],
      [5, 8],
      [8, 9],
    ]);
    expect(heavy.residues.map(({ name, atoms }) => [name, ...atoms])).toEqual([
      ["ACE", 0, 1, 2],
      ["ALA", 3, 4, 5, 6, 7],
      ["NME", 8, 9],
    ]);
  });

  it("drops residues and chains without atoms", async () => {
    const { topology } = await goldenStructure("2jof-model1.pdb");
    const part = subsetTopology(topology, select(topology, "resid 4 7"));
    expect(part.residues.map(({ sequence, chain }) => [sequence, chain])).toEqual([
      [5, 0],
      [8, 0],
    ]);
    expect(part.atoms.every(({ residue }) => residue <= 1)).toBe(true);
  });

  it("bonds C-alphas of neighbours that are linked in the chain", async () => {
    const { topology } = await goldenStructure("2jof-model1.pdb");
    const alphas = subsetTopology(topology, select(topology, "name CA"));
    expect(alphas.bonds).toEqual(Array.from({ length: 19 }, (_, i) => [i, i + 1]));
    expect(subsetTopology(topology, select(topology, "name CA and resid 2 3 5")).bonds).toEqual([[0, 1]]);
  });

  it("does not bond C-alphas across a gap or between chains", async () => {
    const residue = (sequence: number, chain: string, x: number) =>
      ["N", "CA", "C"].map((name, k) => {
        const at = (x + 1.4 * k).toFixed(3).padStart(8);
        return `ATOM      1  ${name.padEnd(3)} GLY ${chain}${String(sequence).padStart(4)}    ${at}   0.000   0.000`;
      });
    const lines = [residue(1, "A", 0), residue(2, "A", 4.2), residue(5, "A", 20), residue(6, "B", 24.2)].flat();
    const { topology } = await readPdbText(lines.join("\n"));
    expect(subsetTopology(topology, select(topology, "name CA")).bonds).toEqual([[0, 1]]);
  });
});
