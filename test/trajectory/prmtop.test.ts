import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/base/index.js";
import { readPrmtopTopology } from "../../src/trajectory/prmtop.js";
import { textSource } from "./text-trajectories.js";

/** Flag, format and lines of each section. */
type Sections = Readonly<Record<string, readonly [string, ...string[]]>>;

const integers = (...values: number[]) => values.map((value) => String(value).padStart(8)).join("");
const SECTIONS: Sections = {
  POINTERS: ["(10I8)", integers(5, 1, 1, 2, 0, 0, 0, 0, 0, 0), integers(0, 2)],
  ATOM_NAME: ["(20a4)", "N   H1  CA  C   NA+ "],
  MASS: ["(5E16.8)", [14.01, 1.008, 12.01, 12.01, 22.99].map((mass) => mass.toExponential(8).padStart(16)).join("")],
  RESIDUE_LABEL: ["(20a4)", "GLY NA+ "],
  RESIDUE_POINTER: ["(10I8)", integers(1, 5)],
  BONDS_INC_HYDROGEN: ["(10I8)", integers(0, 3, 1)],
  BONDS_WITHOUT_HYDROGEN: ["(10I8)", integers(6, 0, 1, 6, 9, 2)],
};
const linesOf = (sections: Sections) => [
  "%VERSION  VERSION_STAMP = V0001.000  DATE = 01/01/24  00:00:00",
  ...Object.entries(sections).flatMap(([flag, [format, ...lines]]) => [`%FLAG ${flag}`, `%FORMAT${format}`, ...lines]),
];
const read = (sections: Sections) => readPrmtopTopology(textSource("test.prmtop", ...linesOf(sections)));

describe("readPrmtopTopology", () => {
  it("reads atoms, residues, bonds, and elements from masses", async () => {
    const { topology, nFrames } = await read(SECTIONS);
    expect(topology.atoms.map(({ name, element }) => [name, element])).toEqual([
      ["N", "N"],
      ["H1", "H"],
      ["CA", "C"],
      ["C", "C"],
      ["NA+", "NA"],
    ]);
    expect(topology.residues.map(({ name, sequence, atoms }) => [name, sequence, atoms.length])).toEqual([
      ["GLY", 1, 4],
      ["NA+", 2, 1],
    ]);
    expect(topology.bonds).toEqual([
      [0, 1],
      [0, 2],
      [2, 3],
    ]);
    expect(nFrames).toBe(0);
  });

  it("prefers atomic numbers to masses, and knows formats, comments and blank names", async () => {
    const { topology } = await read({
      ...SECTIONS,
      ATOM_NAME: ["(4A6)", "N     H1    CA", "      NA+"],
      ATOMIC_NUMBER: ["(10I8)", integers(7, 1, 6, 0, 11)],
      MASS: ["(5(E16.8))", [14.01, 3.024, 8, 0, 22.99].map((mass) => mass.toExponential(8).padStart(16)).join("")],
      RESIDUE_LABEL: ["(20a4)\n%COMMENT residues", "GLY NA+ "],
    });
    expect(topology.atoms.map(({ name, element }) => [name, element])).toEqual([
      ["N", "N"],
      ["H1", "H"],
      ["CA", "C"],
      ["", ""],
      ["NA+", "NA"],
    ]);
  });

  it.each<[string, Sections, string]>([
    ["no sections", {}, "has no section POINTERS"],
    ["a missing section", { ...SECTIONS, RESIDUE_POINTER: ["(10I8)"] }, "has 0 values in RESIDUE_POINTER, not the 2"],
    ["cut names", { ...SECTIONS, ATOM_NAME: ["(20a4)", "N   H1  "] }, "has 2 values in ATOM_NAME, not the 5"],
    [
      "more atoms than there are",
      { ...SECTIONS, POINTERS: ["(10I8)", integers(99_999_999, 1, 1, 2, 0, 0, 0, 0, 0, 0), integers(0, 2)] },
      "has 5 values in ATOM_NAME, not the 99999999",
    ],
    [
      "fewer atoms than none",
      { ...SECTIONS, POINTERS: ["(10I8)", integers(-5, 1, 1, 2, 0, 0, 0, 0, 0, 0), integers(0, 2)] },
      "has 5 values in ATOM_NAME, not the -5",
    ],
    [
      "residues out of order",
      { ...SECTIONS, RESIDUE_POINTER: ["(10I8)", integers(1, 9)] },
      "RESIDUE_POINTER does not ascend",
    ],
    [
      "a bond to no atom",
      { ...SECTIONS, BONDS_INC_HYDROGEN: ["(10I8)", integers(0, 15, 1)] },
      "bond 1 of a section joins no two atoms",
    ],
    [
      "a bond to a part of an atom",
      { ...SECTIONS, BONDS_INC_HYDROGEN: ["(10I8)", integers(0, 4, 1)] },
      "bond 1 of a section joins",
    ],
    [
      "no integers",
      { ...SECTIONS, BONDS_INC_HYDROGEN: ["(10I8)", "       0     abc       1"] },
      'value 2 of BONDS_INC_HYDROGEN is "abc"',
    ],
    ["no format", { ...SECTIONS, POINTERS: ["", integers(1)] }, 'line 3: "%FORMAT" is no format of fields'],
  ])("refuses %s", async (_, sections, message) => {
    const reading = read(sections);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.prmtop: ${message}`);
  });
});
