// What the readers of TRR, DCD and NetCDF do with files that are not what they should be (XTC: xtc-damage.test.ts).

import { describe, expect, it } from "vitest";
import { FormatError, memorySource, Rng } from "../../src/base/index.js";
import { openTrajectory } from "../../src/trajectory/index.js";
import { goldenBytes } from "./golden.js";
import { isRefused, mutate } from "./mutations.js";
import { netcdfOf } from "./netcdf-writer.js";

async function readAll(name: string, bytes: Uint8Array): Promise<Float32Array> {
  const reader = await openTrajectory(memorySource(name, bytes));
  return (await reader.read(0, reader.nFrames)).positions;
}

type Change = readonly [offset: number, value: number, kind?: "float" | "double"];

/** A golden file with numbers overwritten. */
function damaged(file: string, littleEndian: boolean, changes: readonly Change[]): Uint8Array {
  const bytes = goldenBytes(`formats/${file}`);
  const view = new DataView(bytes.buffer);
  for (const [offset, value, kind] of changes) {
    if (kind === "float") view.setFloat32(offset, value, littleEndian);
    else if (kind === "double") view.setFloat64(offset, value, littleEndian);
    else view.setInt32(offset, value, littleEndian);
  }
  return bytes;
}

async function expectRefused(name: string, bytes: Uint8Array, message: string): Promise<void> {
  const reading = readAll(name, bytes);
  await expect(reading).rejects.toThrow(FormatError);
  await expect(reading).rejects.toThrow(message);
}

const NAN = Number.NaN;

describe("openTrr", () => {
  const FRAME = 1248; // bytes of a frame of ortho.trr
  it.each<[string, readonly Change[], string]>([
    ["a wrong magic number", [[0, 1994]], "frame 0 (at byte 0) does not begin as a TRR frame: magic number 1994"],
    ["a wrong magic number later", [[FRAME, 7]], `frame 1 (at byte ${FRAME}) does not begin as a TRR frame`],
    ["another version", [[12, 0]], "frame 0 (at byte 0) is not of the version GMX_trn_file"],
    ["no atoms", [[64, 0]], "has 0 atoms"],
    ["a negative number of atoms", [[64, -94]], "has -94 atoms"],
    ["a number of atoms that changes", [[FRAME + 64, 47]], `frame 1 (at byte ${FRAME}) has 1128 bytes of coordinates`],
    ["arrays that do not fit the atoms", [[52, 1124]], "has 1124 bytes of coordinates, which do not fit 94 atoms"],
    ["arrays of two precisions", [[32, 72]], "has 1128 bytes of coordinates"],
    ["an array of old versions", [[24, 36]], "has 36 bytes of ir"],
    [
      "coordinates beyond the file",
      [
        [64, 2e8],
        [52, 2400000000],
      ],
      "is truncated: it needs 2400000120 bytes",
    ],
    ["a time that is no number", [[76, NAN, "float"]], "has a time that is not a finite number"],
    ["a box that is no number", [[84, NAN, "float"]], "has a box that is not of finite numbers"],
    [
      "a coordinate that is no number",
      [[FRAME + 124, NAN, "float"]],
      "frame 1 (at byte 1248) has coordinates that are",
    ],
  ])("refuses %s", async (_, changes, message) => {
    await expectRefused("x.trr", damaged("ortho.trr", false, changes), message);
  });

  it("names file, frame and byte of a frame that is cut", async () => {
    const whole = goldenBytes("formats/ortho.trr");
    for (const length of [FRAME + 3, FRAME + 40, FRAME + 80, 2 * FRAME - 1]) {
      await expectRefused("x.trr", whole.slice(0, length), `x.trr: frame 1 (at byte ${FRAME}) is truncated`);
    }
    await expectRefused("x.trr", new Uint8Array(0), "x.trr: is empty");
  });

  it("refuses a number of atoms that changes", async () => {
    const [a, b] = [goldenBytes("formats/cell_shapes.trr"), goldenBytes("formats/ortho.trr")];
    await expectRefused(
      "x.trr",
      Uint8Array.of(...a, ...b),
      `frame 3 (at byte ${a.length}) has 94 atoms, the first has 10`,
    );
  });
});

describe("openDcd", () => {
  const FRAMES = 276; // where the frames of ortho.dcd begin
  const FRAME = 1208;
  it.each<[string, readonly Change[], string]>([
    ["a wrong beginning", [[0, 85]], "x.dcd: does not begin as a DCD file"],
    ["a time step that is no number", [[44, NAN, "float"]], "header (at byte 0) has a time step that is not a finite"],
    [
      "a first record that ends elsewhere",
      [[88, 80]],
      "header (at byte 0) has a record (control numbers) that begins with 84 and ends with 80",
    ],
    ["a title beyond the file", [[92, 2 ** 30]], "header (at byte 92) has a record of 1073741824 bytes (title)"],
    ["a title of negative length", [[92, -1]], "header (at byte 92) has a record of -1 bytes"],
    ["no atoms", [[268, 0]], "header (at byte 264) has 0 atoms"],
    [
      "more atoms than bytes can hold",
      [[268, 2 ** 30]],
      "frame 0 (at byte 276) is truncated: it needs 12884901968 bytes",
    ],
    ["more fixed atoms than atoms", [[40, 95]], "header (at byte 0) has 95 fixed atoms of 94"],
    ["fixed atoms only", [[40, 94]], "has 94 fixed atoms of 94"],
    ["fixed atoms that are not listed", [[40, 90]], "header (at byte 276) has 48 bytes of free atoms, wanted 16"],
    [
      "a frame whose records are of another size",
      [[FRAMES + FRAME, 44]],
      "frame 1 (at byte 1484) has a record that begins with 44 and ends with 48",
    ],
    [
      "a NaN",
      [[FRAMES + FRAME + 60, NAN, "float"]],
      "frame 1 (at byte 1484) has coordinates that are not finite numbers",
    ],
    ["a cell that is none", [[FRAMES + 4, -1, "double"]], "frame 0 (at byte 276) has the impossible unit cell -1 0 45"],
  ])("refuses %s", async (_, changes, message) => {
    await expectRefused("x.dcd", damaged("ortho.dcd", true, changes), message);
  });

  it.each([
    ["twice", 2],
    ["beyond the atoms", 13],
    ["at 0", 0],
  ])("refuses a free atom %s", async (_, atom) => {
    // Free atoms are 1 to 6, listed after 88 + 8 bytes of control numbers, a title of 324 + 8, and the number of atoms.
    const LIST = 92 + 332 + 12 + 4;
    const changes: readonly Change[] = [[LIST + 8, atom]];
    await expectRefused("x.dcd", damaged("fixed-atoms.dcd", true, changes), "has free atoms that do not ascend to 12");
  });

  it("names file, frame and byte of a frame that is cut", async () => {
    const whole = goldenBytes("formats/ortho.dcd");
    for (const length of [1, FRAME - 1]) {
      const bytes = whole.slice(0, FRAMES + FRAME + length);
      await expectRefused(
        "x.dcd",
        bytes,
        `x.dcd: frame 1 (at byte ${FRAMES + FRAME}) is truncated: it needs ${FRAME} bytes`,
      );
    }
    await expectRefused("x.dcd", whole.slice(0, FRAMES), "x.dcd: has no frame");
    await expectRefused("x.dcd", whole.slice(0, 262), "header (at byte 92) has a record of 164 bytes");
    await expectRefused("x.dcd", whole.slice(0, 264), "header (at byte 264) ends before the number of atoms");
    await expectRefused("x.dcd", whole.slice(0, 11), "x.dcd: does not begin as a DCD file");
    await expectRefused("x.dcd", new Uint8Array(0), "x.dcd: is empty");
  });
});

describe("openNetcdf", () => {
  it.each<[string, readonly Change[], string]>([
    ["an unknown version", [[0, 0x43444603]], "x.nc: does not begin as a NetCDF file"],
    ["a tag that is none", [[8, 9]], "header (before byte 16) has the tag 9, wanted 10"],
    ["more dimensions than can be", [[12, 2 ** 30]], "has a list of 1073741824 entries"],
    ["a name beyond the file", [[16, 4000000]], "has a name of 4000000 bytes"],
    ["more records than fit", [[4, 21]], "frame 20 (at byte"],
    ["a number of records in the billions", [[4, 2 ** 31 - 1]], "frame 20 (at byte"],
  ])("refuses %s", async (_, changes, message) => {
    await expectRefused("x.nc", damaged("nobox.nc", false, changes), message);
  });

  it("names file, frame and byte of a frame that is cut", async () => {
    const whole = goldenBytes("formats/nobox.nc");
    await expectRefused("x.nc", whole.slice(0, whole.length - 1), "x.nc: frame 19 (at byte");
    await expectRefused("x.nc", whole.slice(0, 200), "x.nc: header (before byte");
  });
});

/** A file of one atom and a cell in one of the versions that no golden file has. */
function smallNetcdf(version: 1 | 5, isRestart: boolean): Promise<Uint8Array> {
  const frame = isRestart ? [] : ["frame"];
  const nFrames = isRestart ? 1 : 3;
  const repeated = (...values: number[]): number[] => Array.from({ length: nFrames }, () => values).flat();
  const source = netcdfOf({
    version,
    dimensions: { frame: 0, atom: 1, spatial: 3 },
    variables: [
      { name: "time", dimensions: frame, type: "double", data: repeated(5), attributes: { units: "picosecond" } },
      { name: "coordinates", dimensions: [...frame, "atom", "spatial"], type: "float", data: repeated(1, 2, 3) },
      { name: "cell_lengths", dimensions: [...frame, "spatial"], type: "double", data: repeated(40, 50, 60) },
      { name: "cell_angles", dimensions: [...frame, "spatial"], type: "double", data: repeated(80, 90, 100) },
    ],
    nRecords: isRestart ? 0 : nFrames,
  });
  return source.read(0, source.size);
}

describe("readers of binary formats", () => {
  const golden = (file: string): [string, Uint8Array] => [file, goldenBytes(`formats/${file}`)];
  it.each<[string, Uint8Array | Promise<Uint8Array>]>([
    golden("cell_shapes.trr"),
    golden("cell_shapes_d.trr"),
    golden("velocities.trr"),
    golden("4d-dynamic.dcd"),
    golden("fixed-atoms.dcd"),
    golden("mrmd_h2so4-64bit-be.dcd"),
    golden("triclinic-octane-vectors.dcd"),
    golden("octahedron.nc"),
    golden("nobox.nc"),
    ["cdf-1-restart.nc", smallNetcdf(1, true)],
    ["cdf-1.nc", smallNetcdf(1, false)],
    ["cdf-5.nc", smallNetcdf(5, false)],
  ])("survive a thousand mutations of %s", async (file, bytes) => {
    const original = await bytes;
    const rng = Rng.fromSeed(34).split(file);
    expect(await isRefused(file, original)).toBe(false);
    let refused = 0;
    for (let run = 0; run < 1000; run++) if (await isRefused(file, mutate(original, rng))) refused++;
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(1000);
  });
});
