import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/base/index.js";
import { readPsfTopology } from "../../src/trajectory/psf.js";
import { textSource } from "./text-trajectories.js";

const read = (...lines: string[]) => readPsfTopology(textSource("test.psf", ...lines));

const ATOMS = [
  "       1 PROT 1    ALA  N    NH1   -0.470000       14.0070           0",
  "       2 PROT 1    ALA  HN   H      0.310000        1.0080           0",
  "       3 PROT 2A   ALA  CA   CT1    0.070000       12.0110           0",
  "       4 WAT  7    TIP3 OH2  OT    -0.834000       15.9994           0",
];
const psf = (atoms: readonly string[], bonds: readonly string[], head = "PSF") => [
  head,
  "",
  "       1 !NTITLE",
  " REMARKS !NATOM is not here",
  "",
  `${String(atoms.length).padStart(8)} !NATOM`,
  ...atoms,
  "",
  `${String(Math.floor(bonds.join(" ").trim().split(/\s+/).length / 2)).padStart(8)} !NBOND: bonds`,
  ...bonds,
  "",
  "       1 !NTHETA: angles",
  "       2       1       3",
];
const BONDS = ["       1       2       3       1"];

describe("readPsfTopology", () => {
  it("reads segments as chains, insertion codes, and elements from masses", async () => {
    const { topology, nFrames, positions, box } = await read(...psf(ATOMS, BONDS));
    expect(topology.chains).toEqual([{ id: "PROT" }, { id: "WAT" }]);
    expect(topology.residues).toEqual([
      { name: "ALA", sequence: 1, insertionCode: "", segment: "PROT", chain: 0, atoms: [0, 1] },
      { name: "ALA", sequence: 2, insertionCode: "A", segment: "PROT", chain: 0, atoms: [2] },
      { name: "TIP3", sequence: 7, insertionCode: "", segment: "WAT", chain: 1, atoms: [3] },
    ]);
    expect(topology.atoms.map(({ element }) => element)).toEqual(["N", "H", "C", "O"]);
    expect(topology.bonds).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect({ nFrames, positions, box }).toEqual({ nFrames: 0, positions: new Float32Array(0), box: null });
  });

  it("takes names where masses tell no element, and none for what is no atom", async () => {
    const atoms = [
      "       1 A    1    ALA  N    NH1   -0.470000       11.9910           0", // its hydrogen was made heavier
      "       2 A    1    ALA  HN   H      0.310000        3.0240           0",
      "       3 A    1    ALA  CB   CH3    0.000000       15.0350           0", // a united atom
      "       4 A    1    ALA  OM   LP     0.000000        0.0000           0",
      "       5 A    1    ALA  DN   DRUD  -1.000000        0.4000           0",
    ];
    const { topology } = await read(...psf(atoms, BONDS));
    expect(topology.atoms.map(({ element }) => element)).toEqual(["N", "H", "C", "", ""]);
  });

  it("reads by columns where words do not part fields", async () => {
    const blank = [
      "       1      1    ALA  N    NH1   -0.470000       14.0070           0   0.00000     -0.301140E-02",
    ];
    const { topology } = await read(...psf(blank, [" "]));
    expect(topology.chains).toEqual([{ id: "" }]);
    expect(topology.residues[0]).toMatchObject({ name: "ALA", sequence: 1 });
    const wide = [
      "         1 SEGMENT1 12345678RESIDUE1 ATOMNAM1 CG2R61   0.100000       12.0110           0",
      "         2 SEGMENT1 12345678RESIDUE1 ATOMNAM2 CG2R61   0.100000       12.0110           0",
    ].map((line) => line.replace("12345678RES", "12345678 RES"));
    const extended = await read(...psf(wide, ["         1         2"], "PSF EXT CMAP XPLOR"));
    expect(extended.topology.residues[0]).toMatchObject({ name: "RESIDUE1", sequence: 12_345_678, atoms: [0, 1] });
  });

  it.each<[string, string[], string]>([
    ["nothing", [], "is no complete PSF file"],
    ["another format", ["HEADER"], "line 1: does not begin with PSF"],
    ["a cut file", psf(ATOMS, BONDS).slice(0, 8), "is no complete PSF file"],
    ["no bonds", psf(ATOMS, BONDS).slice(0, 10), "is no complete PSF file"],
    ["too few atoms", psf(ATOMS, BONDS).filter((line) => line !== ATOMS[2]), "line 11: 1 NATOM are missing"],
    [
      "too many atoms",
      psf(ATOMS, BONDS).flatMap((line) => (line === ATOMS[2] ? [line, line] : [line])),
      "line 11: there are more atoms",
    ],
    [
      "too many bonds",
      psf(ATOMS, BONDS).flatMap((line) => (line === BONDS[0] ? [line, line] : [line])),
      "line 14: there are more bonds",
    ],
    ["half a bond", psf(ATOMS, ["       1       2       3"]), 'line 13: "1       2       3" holds no pairs of atoms'],
    ["a bond to no atom", psf(ATOMS, ["       1       5"]), 'line 13: "1       5" holds no pairs of atoms'],
    ["a line that is no atom", psf(["       1 PROT one  ALA  N    NH1   -0.47   14.007   0"], BONDS), "line 7:"],
  ])("refuses %s", async (_, lines, message) => {
    const reading = read(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.psf: ${message}`);
  });
});
