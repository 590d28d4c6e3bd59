import { describe, expect, it } from "vitest";
import { bondsOfMolecules } from "../../src/features/index.js";
import { makeTopology } from "./golden-systems.js";

describe("bondsOfMolecules", () => {
  it("takes the whole molecule of an atom and no other", () => {
    const topology = makeTopology(
      [...Array(7).keys()].map((i) => ["C", "C", i < 4 ? 0 : 1] as const),
      [
        ["LIG", 1, 0],
        ["LIG", 2, 0],
      ],
      [
        [0, 3],
        [1, 2],
        [2, 3],
        [4, 5],
        [5, 6],
      ],
    );
    expect(bondsOfMolecules(topology, [1])).toEqual([
      { atoms: [0, 3], name: "C1-C1" },
      { atoms: [1, 2], name: "C1-C1" },
      { atoms: [2, 3], name: "C1-C1" },
    ]);
    expect(bondsOfMolecules(topology, [0, 6]).map(({ atoms }) => atoms)).toEqual(topology.bonds);
  });
});
