import { describe, expect, it } from "vitest";
import { modelBonds, neighbourLists, pairsFarApart, pairsTwoBondsApart } from "../../src/decoder/geometry-graph.js";
import { subsetTopology } from "../../src/trajectory/index.js";
import { loadSystem, makeAlphaCarbonChain, makeTopology } from "../features/golden-systems.js";

describe("modelBonds", () => {
  it("takes the topology's bonds where it has them", () => {
    const { topology } = loadSystem("2jof");
    expect(modelBonds(topology)).toEqual(topology.bonds);
  });

  it("joins the C-alphas of a C-alpha model, chain by chain", () => {
    const numbers = [0, 1, 2, 3, 4];
    const topology = makeTopology(
      numbers.map((i) => ["CA", "C", i] as const),
      numbers.map((i) => ["ALA", i + 1, i < 3 ? 0 : 1] as const),
      [],
      ["A", "B"],
    );
    expect(modelBonds(topology)).toEqual([
      [0, 1],
      [1, 2],
      [3, 4],
    ]);
    expect(modelBonds(makeAlphaCarbonChain(4))).toEqual(makeAlphaCarbonChain(4).bonds);
  });

  it("joins residues through their C-alphas when the peptide bond is not in the model", () => {
    const { topology } = loadSystem("pentapeptide");
    const named = (...names: string[]): number[] =>
      [...topology.atoms.keys()].filter((atom) => names.includes(topology.atoms[atom]!.name));
    const bonds = modelBonds(subsetTopology(topology, named("CA", "CB")));
    expect(bonds).toHaveLength(5 + 4);
    expect(bonds).toContainEqual([2, 4]);
  });

  it("does not bridge a gap in the backbone", () => {
    const names = ["N", "CA", "C"];
    const topology = makeTopology(
      [0, 1].flatMap((residue) => names.map((name) => [name, name[0]!, residue] as const)),
      [
        ["GLY", 1, 0],
        ["GLY", 9, 0],
      ],
      [
        [0, 1],
        [1, 2],
        [3, 4],
        [4, 5],
      ],
    );
    expect(modelBonds(topology)).toEqual(topology.bonds);
  });
});

describe("pairs by their distance in bonds", () => {
  /** A ring of four, atoms 0 to 3, with a tail 3-4-5-6-7; and 8 by itself. */
  const neighbours = neighbourLists(9, [
    [0, 1],
    [0, 3],
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
    [6, 7],
  ]);

  it("lists neighbours in order", () => {
    expect(neighbours[3]).toEqual([0, 2, 4]);
    expect(neighbours[8]).toEqual([]);
  });

  it("finds the pairs two bonds apart, each once", () => {
    expect(pairsTwoBondsApart(neighbours)).toEqual([
      [0, 2],
      [0, 4],
      [1, 3],
      [2, 4],
      [3, 5],
      [4, 6],
      [5, 7],
    ]);
  });

  it("finds the pairs more than three bonds apart, other molecules included", () => {
    expect(pairsFarApart(neighbours, [0, 1, 3, 6, 7, 8])).toEqual([
      [0, 6],
      [0, 7],
      [0, 8],
      [1, 6],
      [1, 7],
      [1, 8],
      [3, 7],
      [3, 8],
      [6, 8],
      [7, 8],
    ]);
  });
});
