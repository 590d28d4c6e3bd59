import { describe, expect, it } from "vitest";
import { FormatError, UnsupportedError } from "../../src/base/index.js";
import { openLammpsDump } from "../../src/trajectory/lammps-dump.js";
import { textSource } from "./text-trajectories.js";

const open = (...lines: string[]) => openLammpsDump(textSource("test.lammpstrj", ...lines));
const readAll = async (...lines: string[]) => {
  const reader = await open(...lines);
  return reader.read(0, reader.nFrames);
};
const BOX = ["ITEM: BOX BOUNDS pp pp pp", "-10 10", "0 30", "5 45"];
const ATOMS = ["2 1 4.0 5.0 6.0", "1 1 1.0 2.0 3.0"];
const frame = (step: number, atoms = ATOMS, columns = "id type x y z", box = BOX) => [
  "ITEM: TIMESTEP",
  String(step),
  "ITEM: NUMBER OF ATOMS",
  String(atoms.length),
  ...box,
  `ITEM: ATOMS ${columns}`,
  ...atoms,
];
const floats = (...values: number[]) => values.map(Math.fround);

describe("openLammpsDump", () => {
  it("sorts atoms by id, and counts a step as 1 ps", async () => {
    const { positions, timesPs, boxes } = await readAll(...frame(100), ...frame(200, [ATOMS[1]!, ATOMS[0]!]), "");
    expect([...timesPs]).toEqual([100, 200]);
    const inOrder = floats(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
    expect([...positions]).toEqual([...inOrder, ...inOrder]);
    expect([...boxes!.subarray(0, 9)]).toEqual([2, 0, 0, 0, 3, 0, 0, 0, 4]);
  });

  it("keeps the order of the file where atoms have no id", async () => {
    const { positions } = await readAll(...frame(0, ["9 4.0 5.0 6.0", "1 1.0 2.0 3.0"], "type x y z"));
    expect([...positions]).toEqual(floats(0.4, 0.5, 0.6, 0.1, 0.2, 0.3));
  });

  it("turns fractions of a tilted box into positions", async () => {
    // xy = 4, xz = -2, yz = 3: the bounds in x go from 0 - 2 to 10 + 4, in y from 0 to 20 + 3.
    const box = ["ITEM: BOX BOUNDS xy xz yz pp pp pp", "-2 14 4", "0 23 -2", "1 31 3"];
    for (const columns of ["id xs ys zs", "id xsu ysu zsu"]) {
      const { positions, boxes } = await readAll(...frame(0, ["1 0.5 0.25 0.1"], columns, box));
      expect([...boxes!]).toEqual(floats(1, 0, 0, 0.4, 2, 0, -0.2, 0.3, 3));
      [0.5 * 10 + 0.25 * 4 - 0.1 * 2, 0.25 * 20 + 0.1 * 3, 1 + 0.1 * 30].forEach((x, d) => {
        expect(positions[d]).toBeCloseTo(x / 10, 6);
      });
    }
  });

  it("reads positions as written: the wrapped ones where there are several", async () => {
    const { positions } = await readAll(...frame(0, ["1 11 12 13 1 2 3 -1 0 0"], "id xu yu zu x y z ix iy iz"));
    expect([...positions]).toEqual(floats(0.1, 0.2, 0.3));
  });

  it("has no box where no direction is periodic", async () => {
    const box = ["ITEM: BOX BOUNDS ff ss fs", ...BOX.slice(1)];
    expect((await readAll(...frame(0, ATOMS, "id type x y z", box))).boxes).toBeNull();
    const slab = ["ITEM: BOX BOUNDS pp pp ff", ...BOX.slice(1)];
    expect((await readAll(...frame(0, ATOMS, "id type x y z", slab))).boxes).not.toBeNull();
  });

  it("follows ITEM: UNITS and ITEM: TIME", async () => {
    const timed = (time: string, step: number) => ["ITEM: TIME", time, ...frame(step)];
    const real = await readAll("ITEM: UNITS", "real", ...timed("500.0", 1), ...timed("1000.0", 2));
    expect([...real.timesPs]).toEqual([0.5, 1]);
    const nano = await readAll("ITEM: UNITS", "nano", ...timed("2", 1));
    expect([nano.timesPs[0], nano.positions[0], nano.boxes![0]]).toEqual([2000, 1, 20]);
    expect([...(await readAll(...timed("2.5", 7))).timesPs]).toEqual([2.5]);
    await expect(open("ITEM: UNITS", "lj", ...frame(0))).rejects.toThrow(UnsupportedError);
  });

  it.each<[string, string[], string]>([
    ["nothing", [], "has no frame"],
    ["another format", ["HEADER"], 'line 1: "HEADER" stands outside of a frame'],
    ["a cut frame", [...frame(0), ...frame(1).slice(0, 10)], "ends within frame 1"],
    ["a cut head", [...frame(0), ...frame(1).slice(0, 3)], "ends within frame 1"],
    ["missing atoms", [...frame(0).slice(0, 10), ...frame(1)], "line 11: 1 atoms of the frame before are missing"],
    ["more atoms than announced", [...frame(0), "3 1 1 1 1"], 'line 12: "3 1 1 1 1" stands outside'],
    [
      "another number of atoms",
      [...frame(0), ...frame(1, ["1 1 1 1 1"])],
      "line 15: the frame has 1 atoms, the first has 2",
    ],
    ["an endless number of atoms", frame(0).map((line) => (line === "2" ? "1e12" : line)), "ends within frame 0"],
    ["a step that is no number", frame(Number.NaN), 'line 2: "NaN" is no time'],
    ["times in some frames", ["ITEM: TIME", "1", ...frame(0), ...frame(1)], "has ITEM: TIME in some frames only"],
    ["no count", frame(0).filter((_, k) => k !== 2 && k !== 3), "line 7: the atoms are not counted before"],
    ["no box", frame(0, ATOMS, "id type x y z", []), "line 5: the frame has no ITEM: BOX BOUNDS"],
    [
      "a bad bound",
      frame(0, ATOMS, "id x y z", ["ITEM: BOX BOUNDS pp pp pp", "0 1", "0", "0 1"]),
      'line 7: "0" holds no bounds',
    ],
    ["no positions", frame(0, ATOMS, "id type vx vy vz"), "line 9: there are no positions among the columns"],
    ["an id twice", frame(0, [ATOMS[0]!, ATOMS[0]!]), 'line 11: the id "2" comes twice'],
    [
      "a new id",
      [...frame(0), ...frame(1, [ATOMS[0]!, "3 1 1 1 1"])],
      'line 22: the id "3" comes twice, or not in the first',
    ],
    ["a NaN", frame(0, [ATOMS[0]!, "1 1 nan 2 3"]), 'line 11: "1 1 nan 2 3" is no atom'],
    ["a short line", frame(0, [ATOMS[0]!, "1 1 2"]), 'line 11: "1 1 2" is no atom'],
  ])("refuses %s", async (_, lines, message) => {
    const reading = readAll(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.lammpstrj: ${message}`);
  });
});
