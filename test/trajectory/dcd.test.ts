import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, memorySink, memorySource, NumericsError, ShapeError } from "../../src/base/index.js";
import { dcdFormat, openDcd } from "../../src/trajectory/dcd.js";
import { createDcd } from "../../src/trajectory/dcd-write.js";
import { anyFrames, cellsOf, framesOf, oneAtom, written } from "./binary-trajectories.js";
import { goldenBytes } from "./golden.js";

interface Variant {
  readonly littleEndian: boolean;
  readonly markerBytes: 4 | 8;
  readonly version: number;
  readonly cell: readonly number[] | null;
  readonly hasFourthDimension: boolean;
  readonly nClaimed: number;
  readonly titleBytes: number;
}

const PLAIN: Variant = {
  littleEndian: true,
  markerBytes: 4,
  version: 24,
  cell: null,
  hasFourthDimension: false,
  nClaimed: 2,
  titleBytes: 84,
};

/** A file of two frames of two atoms: 1 to 6 angstrom, and 7 to 12; start 10, every 5 steps, delta 2. */
function dcdOf(options: Partial<Variant>) {
  const { littleEndian, markerBytes, version, cell, hasFourthDimension, nClaimed, titleBytes } = {
    ...PLAIN,
    ...options,
  };
  const bytes: number[] = [];
  const number = (x: number, kind: "int" | "float" | "double"): number[] => {
    const view = new DataView(new ArrayBuffer(kind === "double" ? 8 : 4));
    if (kind === "int") view.setInt32(0, x, littleEndian);
    else if (kind === "float") view.setFloat32(0, x, littleEndian);
    else view.setFloat64(0, x, littleEndian);
    return [...new Uint8Array(view.buffer)];
  };
  const record = (content: readonly number[]): void => {
    const padding = new Array(markerBytes - 4).fill(0);
    const length = number(content.length, "int");
    const marker = littleEndian ? [...length, ...padding] : [...padding, ...length];
    bytes.push(...marker, ...content, ...marker);
  };
  const integers = (...values: readonly number[]) => values.flatMap((x) => number(x, "int"));
  const isCharmm = version !== 0;
  record([
    ...new TextEncoder().encode("CORD"),
    ...integers(nClaimed, 10, 5, 0, 0, 0, 0, 0, 0),
    ...number(2, isCharmm ? "float" : "double"),
    ...(isCharmm ? integers(cell === null ? 0 : 1) : []),
    ...integers(hasFourthDimension ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, version),
  ]);
  record(new Array(titleBytes).fill(0));
  record(integers(2));
  for (const first of [1, 7]) {
    if (cell !== null) record(cell.flatMap((x) => number(x, "double")));
    for (let d = 0; d < 3; d++) record([first + d, first + 3 + d].flatMap((x) => number(x, "float")));
    if (hasFourthDimension) record([99, 99].flatMap((x) => number(x, "float")));
  }
  return memorySource("x.dcd", Uint8Array.from(bytes));
}

const read = async (options: Partial<Variant>) => (await openDcd(dcdOf(options))).read(0, 2);
const COORDINATES = Float32Array.from({ length: 12 }, (_, i) => (i + 1) / 10);

describe("openDcd", () => {
  it.each<[string, Partial<Variant>]>([
    ["little-endian, 32 bits", {}],
    ["big-endian", { littleEndian: false }],
    ["64 bits", { markerBytes: 8 }],
    ["big-endian, 64 bits", { littleEndian: false, markerBytes: 8 }],
    ["four dimensions", { hasFourthDimension: true }],
    ["four dimensions and cells", { hasFourthDimension: true, cell: [40, 0, 50, 0, 0, 60] }],
    ["X-PLOR", { version: 0 }],
    ["big-endian X-PLOR", { version: 0, littleEndian: false }],
    ["no title", { titleBytes: 0 }],
    ["a title that shifts all words", { titleBytes: 83 }],
    ["a header that counts no frame", { nClaimed: 0 }],
    ["a header that counts more frames", { nClaimed: 1000 }],
  ])("reads %s", async (_, options) => {
    const { positions, timesPs, nFrames } = await read(options);
    expect(nFrames).toBe(2);
    expect(positions).toEqual(COORDINATES);
    expect(timesPs[0]).toBeCloseTo(20 * 0.04888821, 12);
    expect(timesPs[1]).toBeCloseTo(30 * 0.04888821, 12);
  });

  const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  it.each<[string, Partial<Variant>]>([
    ["cosines", { cell: [40, cosine(70), 50, cosine(100), cosine(80), 60] }],
    ["degrees", { cell: [40, 70, 50, 100, 80, 60] }],
    ["cosines of CHARMM 46", { version: 46, cell: [40, cosine(70), 50, cosine(100), cosine(80), 60] }],
  ])("reads cells with %s", async (_, options) => {
    const cells = cellsOf(await read(options))!;
    [4, 5, 6, 80, 100, 70].forEach((x, k) => {
      expect(cells[1]![k]).toBeCloseTo(x, 4);
    });
  });

  it.each([
    ["CHARMM 46", 46, [40, 5, 50, 8, 12, 60]],
    ["a version that others claim, by its signs", 24, [40, -5, 50, 8, 12, 60]],
  ] as const)("reads the matrix of %s", async (_, version, cell) => {
    const [xx, xy, yy, xz, yz, zz] = cell;
    const rows = [
      [xx, xy, xz],
      [xy, yy, yz],
      [xz, yz, zz],
    ];
    const lengths = rows.map((row) => Math.hypot(...row));
    const angle = (i: number, j: number) =>
      (Math.acos(rows[i]!.reduce((sum, x, d) => sum + x * rows[j]![d]!, 0) / lengths[i]! / lengths[j]!) * 180) /
      Math.PI;
    const expected = [...lengths.map((length) => length / 10), angle(1, 2), angle(0, 2), angle(0, 1)];
    const cells = cellsOf(await read({ version, cell }))!;
    expected.forEach((x, k) => {
      expect(cells[0]![k]).toBeCloseTo(x, 4);
    });
  });

  it("takes a cell with a length of 0 for none", async () => {
    expect((await read({ cell: [0, 0, 0, 0, 0, 0] })).boxes).toBeNull();
    expect((await read({ cell: [40, 90, 50, 90, 90, 0] })).boxes).toBeNull();
  });

  it.each([
    ["a length below 0", [-40, 0, 50, 0, 0, 60]],
    ["a NaN", [40, Number.NaN, 50, 0, 0, 60]],
    ["angles that no cell has", [40, 170, 50, 20, 100, 60]],
    ["no volume", [40, 1, 50, 0, 0, 60]],
    ["lengths beyond single precision", [1e300, 0, 50, 0, 0, 60]],
  ])("refuses a cell with %s", async (_, cell) => {
    await expect(read({ cell })).rejects.toThrow("x.dcd: frame 0 (at byte 196) has the impossible unit cell");
  });
});

/** With a title of two lines. */
const HEADER_BYTES = 276;

describe("createDcd", () => {
  it("is undone by reading, to single precision in angstrom", async () => {
    const check = fc.asyncProperty(anyFrames, async (block) => {
      const half = Math.ceil(block.nFrames / 2);
      const blocks = [framesOf(block, 0, half), framesOf(block, half, block.nFrames - half)];
      const reader = await openDcd(await written(dcdFormat, ...blocks));
      const result = await reader.read(0, reader.nFrames);
      expect(result).toMatchObject({ nFrames: block.nFrames, nAtoms: block.nAtoms });
      const isClose = result.positions.every((x, i) => Math.abs(x - block.positions[i]!) <= 2 ** -22 * Math.abs(x));
      expect(isClose).toBe(true);
      block.timesPs.forEach((time, t) => {
        const spacing = block.nFrames < 2 ? 0 : block.timesPs[1]! - block.timesPs[0]!;
        expect(Math.abs(result.timesPs[t]! - time)).toBeLessThanOrEqual(1e-3 * spacing + 2 ** -22 * time);
      });
      const [cells, expected] = [cellsOf(result), cellsOf(block)];
      expect(cells?.length).toBe(expected?.length);
      cells?.flat().forEach((x, k) => {
        expect(Math.abs(x - expected!.flat()[k]!)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(x)));
      });
    });
    await fc.assert(check, { seed: 32, numRuns: 60 });
  });

  it("writes coordinates byte for byte as mdtraj does", async () => {
    const golden = goldenBytes("formats/nobox.dcd");
    const reader = await openDcd(memorySource("nobox.dcd", golden));
    const source = await written(dcdFormat, await reader.read(0, 20));
    const bytes = await source.read(0, source.size);
    expect(bytes).toHaveLength(golden.length); // mdtraj's title has two lines, too
    expect(Buffer.compare(bytes.subarray(HEADER_BYTES), golden.subarray(HEADER_BYTES))).toBe(0);
  });

  it("leaves a frame without box at zero among frames that have one", async () => {
    const block = { ...oneAtom([0, 1]), boxes: Float32Array.of(4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0) };
    const { boxes } = await (await openDcd(await written(dcdFormat, block, oneAtom([2])))).read(0, 3);
    expect([...boxes!]).toEqual([4, 0, 0, 0, 5, 0, 0, 0, 6, ...new Array(18).fill(0)]);
  });

  it.each([[[7.25]], [[0]], [[0, 0, 0]], [[-1, 0, 1]], [[1e6, 1e6 + 0.25]]])("keeps the times %j", async (times) => {
    const { timesPs } = await openDcd(await written(dcdFormat, oneAtom(times)));
    times.forEach((time, t) => {
      expect(Math.abs(timesPs[t]! - time)).toBeLessThanOrEqual(2 ** -22 * Math.abs(time));
    });
  });

  it.each([
    ["a gap", [0, 1, 2, 4], "memory: frame 3 comes after 2 ps, wanted 1 ps: a DCD file has one spacing"],
    ["times that go back", [3, 2, 1], "memory: frame 1 comes after -1 ps"],
  ])("refuses %s", async (_, times, message) => {
    const writing = written(dcdFormat, oneAtom(times));
    await expect(writing).rejects.toThrow(DataError);
    await expect(writing).rejects.toThrow(message);
  });

  it("refuses a box after frames without", async () => {
    const boxed = { ...oneAtom([1]), boxes: Float32Array.of(4, 0, 0, 0, 5, 0, 0, 0, 6) };
    await expect(written(dcdFormat, oneAtom([0]), boxed)).rejects.toThrow("frame 1 has a box, those before have none");
  });

  it("refuses frames of another number of atoms, and coordinates that are not finite", async () => {
    await expect(createDcd(memorySink("memory"), 2).write(oneAtom([0]))).rejects.toThrow(ShapeError);
    for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY, 1e38]) {
      await expect(written(dcdFormat, oneAtom([0], 1, bad))).rejects.toThrow(NumericsError);
    }
  });
});
