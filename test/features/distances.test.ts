import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/index.js";
import { alphaCarbonDistances, countHeavyAtomDistances, heavyAtomDistances } from "../../src/features/distances.js";
import { loadSystem, makeAlphaCarbonChain, makeTopology } from "./golden-systems.js";

describe("alphaCarbonDistances", () => {
  it("pairs all C-alphas, neighbours included, row by row", () => {
    expect(alphaCarbonDistances(makeAlphaCarbonChain(3))).toEqual([
      { name: "d CA1-CA2", atoms: [0, 1] },
      { name: "d CA1-CA3", atoms: [0, 2] },
      { name: "d CA2-CA3", atoms: [1, 2] },
    ]);
    expect(alphaCarbonDistances(makeAlphaCarbonChain(20))).toHaveLength(190);
  });

  it("takes no calcium ion for a C-alpha", () => {
    const topology = makeTopology(
      [
        ["CA", "C", 0],
        ["CA", "CA", 1],
        ["CA", "C", 2],
      ],
      [
        ["GLY", 1, 0],
        ["CA", 2, 0],
        ["GLY", 3, 0],
      ],
    );
    expect(alphaCarbonDistances(topology).map(({ atoms }) => atoms)).toEqual([[0, 2]]);
  });

  it("refuses more than 20,000", () => {
    expect(() => alphaCarbonDistances(makeAlphaCarbonChain(201))).toThrow(/20100 ca-distances/);
  });
});

describe("heavyAtomDistances", () => {
  it("pairs heavy atoms of different residues", () => {
    const { topology, golden } = loadSystem("pentapeptide");
    const distances = heavyAtomDistances(topology);
    const heavy = new Set(golden.heavy);
    const expected = golden.heavy.flatMap((i) =>
      golden.heavy.filter((j) => j > i && topology.atoms[i]!.residue !== topology.atoms[j]!.residue).map((j) => [i, j]),
    );
    expect(distances.every(({ atoms }) => atoms.every((atom) => heavy.has(atom)))).toBe(true);
    expect(distances.map(({ atoms }) => [...atoms])).toEqual(expected);
    expect(countHeavyAtomDistances(topology)).toBe(expected.length);
  });

  it("leaves hydrogen, deuterium and water out", () => {
    const topology = makeTopology(
      [
        ["CB", "C", 0],
        ["HB1", "H", 0],
        ["DB2", "D", 0],
        ["CB", "", 1],
        ["O", "O", 2],
      ],
      [
        ["ALA", 1, 0],
        ["ALA", 2, 0],
        ["HOH", 3, 0],
      ],
    );
    expect(heavyAtomDistances(topology)).toEqual([{ name: "d CB1-CB2", atoms: [0, 3] }]);
  });

  it("refuses more than 2,000 and says how many there are", () => {
    const { topology } = loadSystem("2jof");
    expect(countHeavyAtomDistances(topology)).toBeGreaterThan(2000);
    expect(() => heavyAtomDistances(topology)).toThrow(ConfigError);
    expect(() => heavyAtomDistances(topology)).toThrow(
      `${countHeavyAtomDistances(topology)} heavy-atom-distances are more than the 2000`,
    );
  });
});
