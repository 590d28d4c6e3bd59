import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/base/index.js";
import { openXyz } from "../../src/trajectory/xyz.js";
import { textSource } from "./text-trajectories.js";

const readAll = async (...lines: string[]) => {
  const reader = await openXyz(textSource("test.xyz", ...lines));
  return reader.read(0, reader.nFrames);
};
const ATOMS = ["O 1.0 2.0 3.0", "H -4.0 5e0 .6"];
const frame = (comment: string, atoms = ATOMS) => [String(atoms.length), comment, ...atoms];
const POSITIONS = [0.1, 0.2, 0.3, -0.4, 0.5, 0.06].map(Math.fround);

describe("openXyz", () => {
  it("reads frames, and counts them", async () => {
    const { positions, timesPs, boxes } = await readAll(...frame("first"), ...frame(""), "", ...frame("17"), "", "");
    expect([...positions]).toEqual([...POSITIONS, ...POSITIONS, ...POSITIONS]);
    expect([...timesPs]).toEqual([0, 1, 2]);
    expect(boxes).toBeNull();
  });

  it("reads the lattice and the columns of the extended form", async () => {
    const atoms = ["1 O 0.5 1.0 2.0 3.0 9 9 9", "2 H 0.5 -4.0 5e0 .6 9 9 9"];
    const properties = "Properties=id:I:1:species:S:1:charge:R:1:pos:R:3:forces:R:3";
    const comment = `Lattice="10.0 0.0 0.0 5 20 0 -1 2 30" ${properties} pbc="T T T"`;
    const { positions, boxes } = await readAll(...frame(comment, atoms));
    expect([...positions]).toEqual(POSITIONS);
    expect([...boxes!]).toEqual([1, 0, 0, 0.5, 2, 0, -0.1, 0.2, 3].map(Math.fround));
  });

  it.each<[string, string[], string]>([
    ["nothing", [], "is empty"],
    ["no count", ["water", "", ...ATOMS], 'line 1: "water" is no number of atoms'],
    ["a cut frame", [...frame(""), "2", "", ATOMS[0]!], "ends within frame 1"],
    ["a lone count", [...frame(""), "2"], "ends within frame 1"],
    ["another count", [...frame(""), ...frame("", [ATOMS[0]!])], "line 5: the frame has 1 atoms, the first has 2"],
    ["a missing coordinate", frame("", [ATOMS[0]!, "H 1.0 2.0"]), 'line 4: "H 1.0 2.0" is no atom with x, y and z'],
    ["a NaN", frame("", [ATOMS[0]!, "H 1.0 nan 2.0"]), 'line 4: "H 1.0 nan 2.0" is no atom'],
    ["a lattice of six numbers", frame('Lattice="1 2 3 4 5 6"'), 'line 2: Lattice "1 2 3 4 5 6" is not of 9 numbers'],
    ["a lattice askew", frame('Lattice="1 1 0 0 1 0 0 0 1"'), "line 2: the first lattice vector is not along x"],
    ["no positions", frame("Properties=species:S:1:vel:R:3"), "line 2: Properties name no positions"],
  ])("refuses %s", async (_, lines, message) => {
    const reading = readAll(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.xyz: ${message}`);
  });
});
