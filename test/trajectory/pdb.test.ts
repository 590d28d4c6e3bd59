import { describe, expect, it } from "vitest";
import { FormatError, memorySource, Rng } from "../../src/base/index.js";
import { cellOfBox, massesOf, readPdbTopology, writePdb } from "../../src/trajectory/index.js";
import { goldenBytes, goldenStructure, readPdbText } from "./golden.js";

/** An ATOM line with the columns of the format. */
function atomLine(
  serial: string | number,
  name: string,
  residue: string,
  sequence: string | number,
  more: {
    chain?: string;
    alternative?: string;
    insertion?: string;
    x?: string;
    occupancy?: number;
    element?: string;
  } = {},
): string {
  const { chain = "A", alternative = " ", insertion = " ", x = "1.000", occupancy = 1, element = "" } = more;
  const column = name.length >= 4 || name.startsWith("|") ? name.replace("|", "").padEnd(4) : ` ${name}`.padEnd(4);
  return (
    `ATOM  ${String(serial).padStart(5)} ${column}${alternative}${residue.padStart(3).padEnd(4)}${chain}` +
    `${String(sequence).padStart(4)}${insertion}   ${x.padStart(8)}   2.000   3.000` +
    `${occupancy.toFixed(2).padStart(6)}  0.00          ${element.padStart(2)}`
  );
}

const read = (...lines: string[]) => readPdbText(lines.join("\n"));
const names = async (...lines: string[]) => (await read(...lines)).topology.atoms.map(({ name }) => name);

describe("readPdbTopology", () => {
  it("reads the pentapeptide", async () => {
    const { topology, nFrames, positions, box } = await goldenStructure("pentapeptide.pdb");
    expect(topology.atoms).toHaveLength(94);
    expect(topology.residues.map(({ name }) => name)).toEqual(["TRP", "LEU", "ALA", "LEU", "LEU"]);
    expect(topology.chains).toEqual([{ id: "X" }]);
    expect(nFrames).toBe(1);
    expect([...positions.subarray(0, 3)]).toEqual([2.108, 2.666, 1.701].map(Math.fround));
    expect([...box!]).toEqual([4, 0, 0, 0, 4, 0, 0, 0, 4]);
  });

  it("deduces elements from names and residues", async () => {
    const { topology } = await read(
      atomLine(1, "CA", "ALA", 1),
      atomLine(2, "HG11", "VAL", 2),
      atomLine(3, "1HB", "ALA", 3),
      atomLine(4, "HT1", "TRP", 4),
      atomLine(5, "NE1", "TRP", 4),
      atomLine(6, "SG", "CYS", 5),
      atomLine(7, "OXT", "CYS", 5),
      atomLine(8, "|CA", "CA", 6),
      atomLine(9, "SOD", "SOD", 7),
      atomLine(10, "|FE", "HEM", 8),
      atomLine(11, "|NA", "HEM", 8),
      atomLine(12, "CL1", "LIG", 9),
      atomLine(13, "C1", "LIG", 9),
      atomLine(14, "EPW", "HOH", 10),
      atomLine(15, "X1", "LIG", 9, { element: "ZN" }),
    );
    expect(topology.atoms.map(({ element }) => element)).toEqual([
      "C",
      "H",
      "H",
      "H",
      "N",
      "S",
      "O",
      "CA",
      "NA",
      "FE",
      "N",
      "CL",
      "C",
      "",
      "ZN",
    ]);
    expect([...massesOf(topology).slice(0, 2)]).toEqual([12.011, 1.008]);
  });

  it("keeps the most occupied of alternative locations, the first when equal", async () => {
    const { topology, positions } = await read(
      atomLine(1, "N", "SER", 1),
      atomLine(2, "CA", "SER", 1, { alternative: "A", x: "4.000", occupancy: 0.5 }),
      atomLine(3, "CA", "SER", 1, { alternative: "B", x: "5.000", occupancy: 0.5 }),
      atomLine(4, "CB", "SER", 1, { alternative: "A", x: "6.000", occupancy: 0.3 }),
      atomLine(5, "CB", "SER", 1, { alternative: "B", x: "7.000", occupancy: 0.7 }),
      atomLine(6, "OG", "SER", 1),
    );
    expect(topology.atoms.map(({ name }) => name)).toEqual(["N", "CA", "CB", "OG"]);
    expect([0, 3, 6, 9].map((i) => positions[i])).toEqual([0.1, 0.4, 0.7, 0.1].map(Math.fround));
  });

  it("starts chains at letters and TER, residues at numbers, insertion codes and names", async () => {
    const { topology } = await read(
      atomLine(1, "CA", "GLY", 1),
      atomLine(2, "CA", "GLY", 1, { insertion: "A" }),
      "TER",
      atomLine(3, "CA", "GLY", 1),
      atomLine(4, "CA", "GLY", 2, { chain: "B" }),
    );
    expect(topology.chains.map(({ id }) => id)).toEqual(["A", "A", "B"]);
    expect(topology.residues.map(({ chain, insertionCode }) => [chain, insertionCode])).toEqual([
      [0, ""],
      [0, "A"],
      [1, ""],
      [2, ""],
    ]);
  });

  it("goes on counting where residue numbers outgrow their columns", async () => {
    const { topology } = await read(
      atomLine(1, "O", "HOH", 9999),
      atomLine(2, "O", "HOH", "A000"),
      atomLine(3, "O", "HOH", "A001"),
      atomLine(4, "O", "HOH", "a000"),
      atomLine(5, "O", "HOH", "****"),
      atomLine(6, "H1", "HOH", "****"),
      atomLine(7, "O", "HOH", "****"),
      atomLine(8, "O", "HOH", "1234", { insertion: "5" }),
    );
    const sequences = [9999, 10_000, 10_001, 10_000 + 26 * 36 ** 3, 1_223_057, 1_223_058, 12_345];
    expect(topology.residues.map(({ sequence }) => sequence)).toEqual(sequences);
    expect(topology.residues.map(({ atoms }) => atoms.length)).toEqual([1, 1, 1, 1, 2, 1, 1]);
  });

  it("reads every model, whether MODEL, ENDMDL or END parts them", async () => {
    const model = [atomLine(1, "N", "GLY", 1), atomLine(2, "CA", "GLY", 1, { x: "-9.500" })];
    for (const lines of [
      ["MODEL        1", ...model, "ENDMDL", "MODEL        2", ...model, "ENDMDL", "END"],
      [...model, "END", ...model, "END"],
    ]) {
      const { nFrames, positions } = await read(...lines);
      expect(nFrames).toBe(2);
      expect([...positions]).toEqual([0.1, 0.2, 0.3, -0.95, 0.2, 0.3, 0.1, 0.2, 0.3, -0.95, 0.2, 0.3].map(Math.fround));
    }
  });

  it("takes bonds from CONECT, in hybrid-36 numbers too, but not by ambiguous ones", async () => {
    const { topology } = await read(
      atomLine(99_999, "X1", "LIG", 1, { x: "0.000" }),
      atomLine("A0000", "X2", "LIG", 1, { x: "20.000" }),
      atomLine(7, "X3", "LIG", 1, { x: "40.000" }),
      atomLine(7, "X4", "LIG", 1, { x: "60.000" }),
      "CONECT99999A0000    7",
    );
    expect(topology.bonds).toEqual([[0, 1]]);
  });

  it("takes a cell of one angstrom for none", async () => {
    const cell = "CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1           1";
    expect((await read(cell, atomLine(1, "N", "GLY", 1))).box).toBeNull();
    const { box } = await read(
      "CRYST1   42.000   42.000   42.000  70.53 109.47  70.53 P 1           1",
      atomLine(1, "N", "GLY", 1),
    );
    [4.2, 4.2, 4.2, 70.53, 109.47, 70.53].forEach((x, k) => {
      expect(cellOfBox(box!)[k]).toBeCloseTo(x, 4);
    });
  });

  it("keeps two atoms of one name in a residue, and names with Windows line ends", async () => {
    expect(
      await names(atomLine(1, "N", "GLY", 1), `${atomLine(2, "H", "GLY", 1)}\r`, atomLine(3, "H", "GLY", 1)),
    ).toEqual(["N", "H", "H"]);
  });

  it.each([
    ["no atoms", ["HEADER", "END"], "has no ATOM line"],
    ["NaN", ["HEADER", atomLine(1, "N", "GLY", 1, { x: "NaN" })], 'line 2: "     NaN" is no coordinate'],
    ["no coordinates", [atomLine(1, "N", "GLY", 1).slice(0, 40)], "line 1:"],
    ["stars", [atomLine(1, "N", "GLY", 1, { x: "********" })], 'line 1: "********" is no coordinate'],
    [
      "a short second model",
      [atomLine(1, "N", "GLY", 1), atomLine(2, "CA", "GLY", 1), "ENDMDL", atomLine(1, "N", "GLY", 1), "ENDMDL"],
      "line 5: model 2 has 1 atoms, the first has 2",
    ],
    [
      "a second model of other atoms",
      [atomLine(1, "N", "GLY", 1), "ENDMDL", atomLine(1, "C", "GLY", 1), "ENDMDL"],
      "line 3: model 2 has atom C where the first has atom N",
    ],
  ])("refuses %s", async (_, lines, message) => {
    const reading = read(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.pdb: ${message}`);
  });
});

describe("readPdbTopology on damaged files", () => {
  it("gives finite coordinates and bonds of its atoms, or a FormatError", async () => {
    const original = goldenBytes("alanine-dipeptide.pdb");
    const rng = Rng.fromSeed(5);
    let refused = 0;
    for (let run = 0; run < 500; run++) {
      const bytes = original.slice(0, rng.integer(3) === 0 ? rng.integer(original.length) : original.length);
      for (let change = rng.integer(6); change >= 0; change--) {
        if (bytes.length > 0) bytes[rng.integer(bytes.length)] = rng.integer(2) === 0 ? 32 + rng.integer(96) : 10;
      }
      try {
        const { topology, positions } = await readPdbTopology(memorySource("bad.pdb", bytes));
        expect(positions.every(Number.isFinite)).toBe(true);
        expect(topology.bonds.every(([i, j]) => i < j && j < topology.atoms.length)).toBe(true);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(450);
  });
});

describe("writePdb", () => {
  it("writes DNA as a polymer, whose bonds need no CONECT lines", async () => {
    const { topology, positions } = await goldenStructure("structures/1lcd.pdb");
    const text = writePdb(topology, positions, null);
    expect(text).toMatch(/^ATOM .* DG B/m);
    expect(text).not.toContain("CONECT");
    expect((await readPdbText(text)).topology).toEqual(topology);
  });

  it.each(["2jof-model1.pdb", "pentapeptide.pdb", "alanine-dipeptide.pdb"])(
    "is undone by reading: %s",
    async (file) => {
      const structure = await goldenStructure(file);
      const nAtoms = structure.topology.atoms.length;
      const twoModels = new Float32Array(6 * nAtoms);
      twoModels.set(structure.positions);
      twoModels.set(
        structure.positions.map((x) => x + 1),
        3 * nAtoms,
      );
      const again = await readPdbText(writePdb(structure.topology, twoModels, structure.box));
      expect(again.topology).toEqual(structure.topology);
      expect(again.nFrames).toBe(2);
      expect(again.box).toEqual(structure.box);
      again.positions.forEach((x, i) => {
        expect(Math.abs(x - twoModels[i]!)).toBeLessThanOrEqual(5.1e-5);
      });
    },
  );

  it("keeps its columns beyond 99,999 atoms", async () => {
    const n = 100_001;
    const topology = {
      atoms: Array.from({ length: n }, (_, residue) => ({ name: "O", element: "O", residue })),
      residues: Array.from({ length: n }, (_, i) => ({
        name: "HOH",
        sequence: i + 1,
        insertionCode: "",
        chain: 0,
        atoms: [i],
      })),
      chains: [{ id: "W" }],
      bonds: [],
    };
    const lines = writePdb(topology, new Float32Array(3 * n), null).split("\n");
    expect(lines[99_998]).toBe("HETATM99999  O   HOH W9999       0.000   0.000   0.000  1.00  0.00           O");
    expect(lines[99_999]).toBe("HETATM    0  O   HOH W   0       0.000   0.000   0.000  1.00  0.00           O");
    expect(lines[100_001]).toBe("TER       2      HOH W   1 ");
  });
});
