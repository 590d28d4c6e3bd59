import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError, memorySource } from "../../src/base/index.js";
import { openNetcdf } from "../../src/trajectory/netcdf.js";
import { anyFrames, cellsOf } from "./binary-trajectories.js";
import { netcdfOf, type TestFile, type TestVariable } from "./netcdf-writer.js";

const DIMENSIONS = { frame: 0, atom: 2, spatial: 3, cell_spatial: 3, cell_angular: 3 };
const COORDINATES: TestVariable = {
  name: "coordinates",
  dimensions: ["frame", "atom", "spatial"],
  type: "float",
  attributes: { units: "angstrom" },
  data: Array.from({ length: 12 }, (_, i) => i + 1),
};
const TIME: TestVariable = { name: "time", dimensions: ["frame"], type: "float", data: [2, 4] };
const LENGTHS: TestVariable = {
  name: "cell_lengths",
  dimensions: ["frame", "cell_spatial"],
  type: "double",
  data: [40, 50, 60, 41, 51, 61],
};
const ANGLES: TestVariable = {
  name: "cell_angles",
  dimensions: ["frame", "cell_angular"],
  type: "double",
  data: [80, 100, 70, 80, 100, 70],
};
const FILE: TestFile = {
  version: 2,
  dimensions: DIMENSIONS,
  variables: [TIME, COORDINATES, LENGTHS, ANGLES],
  nRecords: 2,
};

/** The file with some of its variables replaced, or others added. */
function fileWith(...variables: readonly TestVariable[]): TestFile {
  const kept = FILE.variables.filter(({ name }) => !variables.some((variable) => variable.name === name));
  return { ...FILE, variables: [...kept, ...variables] };
}

async function readAll(file: TestFile) {
  const reader = await openNetcdf(netcdfOf(file));
  return reader.read(0, reader.nFrames);
}

const POSITIONS = Float32Array.from({ length: 12 }, (_, i) => (i + 1) / 10);

describe("openNetcdf", () => {
  it.each([1, 2, 5] as const)("reads CDF-%d", async (version) => {
    const block = await readAll({ ...FILE, version });
    expect(block).toMatchObject({ nFrames: 2, nAtoms: 2, positions: POSITIONS });
    expect([...block.timesPs]).toEqual([2, 4]);
    [4.1, 5.1, 6.1, 80, 100, 70].forEach((x, k) => {
      expect(cellsOf(block)![1]![k]).toBeCloseTo(x, 4);
    });
  });

  it("reads coordinates in double precision", async () => {
    expect((await readAll(fileWith({ ...COORDINATES, type: "double" }))).positions).toEqual(POSITIONS);
  });

  it("passes over other variables, and pads records", async () => {
    const odd: TestVariable = { name: "odd", dimensions: ["frame"], type: "short", data: [7, 8] };
    const text: TestVariable = { name: "spatial", dimensions: ["spatial"], type: "char", data: [120, 121, 122] };
    expect((await readAll({ ...FILE, variables: [odd, text, ...FILE.variables] })).positions).toEqual(POSITIONS);
  });

  it.each([
    ["a scale factor", { scale_factor: 0.5 }, 0.5],
    ["nanometers", { units: "nanometer" }, 10],
    ["angstroms with a zero at the end", { units: "Angstrom\0" }, 1],
    ["no unit", {}, 1],
  ])("reads coordinates with %s", async (_, attributes, factor) => {
    const { positions } = await readAll(fileWith({ ...COORDINATES, attributes }));
    positions.forEach((x, i) => {
      expect(x).toBeCloseTo(POSITIONS[i]! * factor, 5);
    });
  });

  it.each([
    ["femtoseconds", { units: "femtosecond" }, [0.002, 0.004]],
    ["a scale factor", { units: "picosecond", scale_factor: 10 }, [20, 40]],
  ])("reads times in %s", async (_, attributes, expected) => {
    const { timesPs } = await readAll(fileWith({ ...TIME, attributes }));
    timesPs.forEach((time, t) => {
      expect(time).toBeCloseTo(expected[t]!, 12);
    });
  });

  it("counts frames that have no times, and says so", async () => {
    const reader = await openNetcdf(netcdfOf({ ...FILE, variables: [COORDINATES] }));
    expect([...reader.timesPs]).toEqual([0, 1]);
    expect(reader.assumedTimes).toBe("frames count as 1 ps apart");
    expect((await openNetcdf(netcdfOf(FILE))).assumedTimes).toBeNull();
  });

  it("reads as many records of an unfinished file as there are", async () => {
    expect((await readAll({ ...FILE, nClaimed: -1 })).positions).toEqual(POSITIONS);
    expect((await readAll({ ...FILE, version: 5, nClaimed: -1 })).positions).toEqual(POSITIONS);
  });

  it("reads a file whose frames are no records", async () => {
    const block = await readAll({ ...FILE, dimensions: { ...DIMENSIONS, frame: 2 } });
    expect(block.positions).toEqual(POSITIONS);
    expect([...block.timesPs]).toEqual([2, 4]);
    expect(cellsOf(block)![1]![0]).toBeCloseTo(4.1, 5);
  });

  it("reads a restart file as one frame", async () => {
    const block = await readAll({
      version: 1,
      dimensions: { atom: 2, spatial: 3, cell_spatial: 3, cell_angular: 3 },
      variables: [
        { ...COORDINATES, dimensions: ["atom", "spatial"], type: "double", data: COORDINATES.data.slice(0, 6) },
        { ...TIME, dimensions: [], type: "double", data: [12.5] },
        { ...LENGTHS, dimensions: ["cell_spatial"], data: LENGTHS.data.slice(0, 3) },
        { ...ANGLES, dimensions: ["cell_angular"], data: ANGLES.data.slice(0, 3) },
      ],
      nRecords: 0,
    });
    expect(block).toMatchObject({ nFrames: 1, nAtoms: 2, positions: POSITIONS.slice(0, 6) });
    expect([...block.timesPs]).toEqual([12.5]);
    expect(cellsOf(block)![0]![2]).toBeCloseTo(6, 5);
  });

  it("takes cells of length 0, and lengths without angles, for none", async () => {
    expect((await readAll(fileWith({ ...LENGTHS, data: [0, 0, 0, 0, 0, 0] }))).boxes).toBeNull();
    expect((await readAll({ ...FILE, variables: [TIME, COORDINATES, LENGTHS] })).boxes).toBeNull();
  });

  it("reads frames of any shape", async () => {
    const check = fc.asyncProperty(anyFrames, fc.constantFrom(1, 2, 5), async (block, version) => {
      const { nAtoms, nFrames, positions, timesPs } = block;
      const cells = cellsOf(block)?.flat();
      const column = (from: number) => cells?.filter((_, k) => k % 6 >= from && k % 6 < from + 3);
      const scaled = { ...COORDINATES, data: Array.from(positions, (x) => 10 * x) };
      const boxes = [
        { ...LENGTHS, data: column(0)?.map((x) => 10 * x) ?? [] },
        { ...ANGLES, data: column(3) ?? [] },
      ];
      const result = await readAll({
        version: version as 1 | 2 | 5,
        dimensions: { ...DIMENSIONS, atom: nAtoms },
        variables: [scaled, ...(cells === undefined ? [] : boxes), { ...TIME, data: [...timesPs] }],
        nRecords: nFrames,
      });
      expect(result.timesPs).toEqual(timesPs);
      expect(result.positions.every((x, i) => Math.abs(x - positions[i]!) <= 2 ** -22 * Math.abs(x))).toBe(true);
      expect(result.boxes === null).toBe(block.boxes === null);
      result.boxes?.forEach((x, k) => {
        expect(Math.abs(x - block.boxes![k]!)).toBeLessThanOrEqual(1e-5 * 20);
      });
    });
    await fc.assert(check, { seed: 33, numRuns: 40 });
  });

  it.each<[string, TestFile, string]>([
    ["no coordinates", { ...FILE, variables: [TIME] }, "has no coordinates"],
    ["no atoms", { ...FILE, dimensions: { ...DIMENSIONS, frame: 2, atom: 0 } }, "by an inner dimension of coordinates"],
    ["no frame", { ...FILE, nClaimed: 0 }, "has no frame"],
    ["more frames than bytes", { ...FILE, nClaimed: 3 }, "frame 2 (at byte"],
    ["integers as coordinates", fileWith({ ...COORDINATES, type: "short" }), "has coordinates of the type short"],
    [
      "an unknown unit",
      fileWith({ ...COORDINATES, attributes: { units: "bohr" } }),
      'in the unit "bohr", wanted angstrom',
    ],
    [
      "a text as scale factor",
      fileWith({ ...TIME, attributes: { scale_factor: "1" } }),
      "has the scale factor 1 of time",
    ],
    ["a scale factor of 0", fileWith({ ...TIME, attributes: { scale_factor: 0 } }), "has the scale factor 0 of time"],
    [
      "two dimensions in space",
      fileWith({ ...COORDINATES, dimensions: ["frame", "spatial", "atom"] }),
      "(frame, spatial, atom)",
    ],
    [
      "a cell a file",
      fileWith({ ...LENGTHS, dimensions: ["cell_spatial"] }),
      "has 1 numbers of cell_lengths a frame, wanted 3",
    ],
    ["an impossible cell", fileWith({ ...ANGLES, data: [80, 100, 70, 10, 170, 20] }), "frame 1 (at byte"],
    ["a NaN", fileWith({ ...COORDINATES, data: [...COORDINATES.data.slice(1), Number.NaN] }), "frame 1 (at byte"],
    ["a time that is no number", fileWith({ ...TIME, data: [0, Number.NaN] }), "a time that is not a finite number"],
  ])("refuses %s", async (_, file, message) => {
    const reading = readAll(file);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow("x.nc: ");
    await expect(reading).rejects.toThrow(message);
  });

  it("says what a NetCDF-4 file is", async () => {
    const bytes = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
    await expect(openNetcdf(memorySource("x.nc", bytes))).rejects.toThrow("is a NetCDF-4 file");
    await expect(openNetcdf(memorySource("x.nc", new Uint8Array(0)))).rejects.toThrow("is empty");
    await expect(openNetcdf(memorySource("x.nc", Uint8Array.of(1, 2)))).rejects.toThrow("does not begin as");
  });
});
