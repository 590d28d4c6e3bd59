import { describe, expect, it } from "vitest";
import { DataError } from "../../src/base/index.js";
import { bondsOfMolecules, checkWhole } from "../../src/features/index.js";
import { loadSystem, makeTopology } from "./golden-systems.js";

const cubic = (nFrames: number, edgeNm: number): Float32Array =>
  Float32Array.from({ length: 9 * nFrames }, (_, i) => (i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? edgeNm : 0));

describe("checkWhole", () => {
  const { topology, block } = loadSystem("pentapeptide");
  const check = (positions: Float32Array, boxes: Float32Array | null): void =>
    checkWhole(bondsOfMolecules(topology, [0]), { ...block, positions, boxes }, "a.xtc", 100);
  /** Atom 29, LEU2's CB, has gone through a face in frame 2. */
  const broken = block.positions.slice();
  broken[3 * (2 * block.nAtoms + 29) + 1]! -= 4;

  it("passes whole molecules, and frames without a box", () => {
    expect(() => check(block.positions, cubic(block.nFrames, 4))).not.toThrow();
    expect(() => check(broken, null)).not.toThrow();
    expect(() => check(broken, new Float32Array(9 * block.nFrames))).not.toThrow();
  });

  it("names the frame and the bond of a broken one", () => {
    expect(() => check(broken, cubic(block.nFrames, 4))).toThrow(DataError);
    expect(() => check(broken, cubic(block.nFrames, 4))).toThrow(/^a\.xtc: frame 102: the bond CA2-CB2/);
  });
});

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
