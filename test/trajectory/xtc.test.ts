import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySink, memorySource, NumericsError } from "../../src/base/index.js";
import { createXtc, type FrameBlock, openXtc } from "../../src/trajectory/index.js";
import { framesOf } from "./binary-trajectories.js";
import { goldenBytes, goldenFloats, goldenJson } from "./golden.js";

interface Reading {
  readonly n_frames: number;
  readonly n_atoms: number;
  readonly time: readonly number[];
  readonly step: readonly number[];
  readonly box_first: readonly number[] | null;
  readonly sum_xyz: readonly number[];
  readonly sum_of_squares: number;
  readonly first_frame: readonly number[] | null;
}

const READINGS = goldenJson<Record<string, Reading>>("xtc.json");
const WRITTEN_BY_MDTRAJ = Object.keys(READINGS).filter(
  (name) => !["precision5", "large-difference", "cell-shapes"].includes(name),
);

const openGolden = (name: string) => openXtc(memorySource(`${name}.xtc`, goldenBytes(`${name}.xtc`)));

function blockOf(positions: Float32Array, nFrames: number, times: readonly number[], box: readonly number[] | null) {
  const boxes = box === null ? null : new Float32Array(9 * nFrames);
  for (let t = 0; t < nFrames; t++) boxes?.set(box!, 9 * t);
  const nAtoms = positions.length / 3 / nFrames;
  return { nFrames, nAtoms, positions, timesPs: Float64Array.from(times), boxes } satisfies FrameBlock;
}

describe("openXtc", () => {
  it.each(Object.keys(READINGS))("reads %s as mdtraj does", async (name) => {
    const expected = READINGS[name]!;
    const reader = await openGolden(name);
    expect(reader).toMatchObject({ nFrames: expected.n_frames, nAtoms: expected.n_atoms, format: "xtc" });
    expect([...reader.timesPs]).toEqual(expected.time);
    expect([...reader.steps]).toEqual(expected.step);
    const { positions, boxes, timesPs } = await reader.read(0, reader.nFrames);
    expect([...timesPs]).toEqual(expected.time);
    expect(boxes === null ? null : [...boxes.subarray(0, 9)]).toEqual(expected.box_first);
    // mdtraj multiplies by a reciprocal in single precision, which costs it up to two units in the last place.
    const tolerance = 3e-7;
    const sumOfSquares = positions.reduce((sum, x) => sum + x * x, 0);
    expect(Math.abs(sumOfSquares - expected.sum_of_squares)).toBeLessThan(tolerance * expected.sum_of_squares);
    expected.first_frame?.forEach((x, i) => {
      expect(Math.abs(positions[i]! - x)).toBeLessThanOrEqual(tolerance * Math.abs(x));
    });
  });

  it("gives any frames as reading all does", async () => {
    const reader = await openGolden("pentapeptide");
    const all = await reader.read(0, 20);
    for (const [first, count] of [
      [0, 1],
      [7, 5],
      [19, 1],
    ] as const) {
      expect(await reader.read(first, count)).toEqual(framesOf(all, first, count));
    }
    await expect(reader.read(19, 2)).rejects.toThrow(RangeError);
  });

  it("leaves a frame without box at zero among frames that have one", async () => {
    const { boxes } = await (await openGolden("cell-shapes")).read(0, 3);
    expect([...boxes!.subarray(18)]).toEqual(new Array(9).fill(0));
    expect((await (await openGolden("cell-shapes")).read(2, 1)).boxes).toBeNull();
  });

  it("keeps the precision", async () => {
    expect((await openGolden("precision5")).precision).toBe(100_000);
    expect((await openGolden("pentapeptide")).precision).toBe(1000);
    expect((await openGolden("nine-atoms")).precision).toBeNull();
  });

  it("reads the 64-bit byte counts of magic number 2023", async () => {
    const bytes = goldenBytes("ten-atoms.xtc");
    const view = new DataView(bytes.buffer);
    const frameBytes = 92 + Math.ceil(view.getInt32(88) / 4) * 4;
    const wide = new Uint8Array(frameBytes + 4);
    wide.set(bytes.subarray(0, 88));
    wide.set(bytes.subarray(88, frameBytes), 92);
    new DataView(wide.buffer).setInt32(0, 2023);
    const reader = await openXtc(memorySource("wide.xtc", wide));
    expect(await reader.read(0, 1)).toEqual(await (await openGolden("ten-atoms")).read(0, 1));
  });
});

describe("createXtc", () => {
  it.each(WRITTEN_BY_MDTRAJ)("writes %s byte for byte as mdtraj does, in blocks", async (name) => {
    const { n_frames, time, box_first } = READINGS[name]!;
    const block = blockOf(goldenFloats(`${name}.f32`), n_frames, time, box_first);
    const sink = memorySink("memory");
    const writer = createXtc(sink, block.nAtoms);
    const half = Math.ceil(n_frames / 2);
    await writer.write(framesOf(block, 0, half));
    await writer.write(framesOf(block, half, n_frames - half));
    await writer.close();
    expect(Buffer.compare(sink.bytes(), goldenBytes(`${name}.xtc`))).toBe(0);
  });

  it("is undone by reading, to half a step of the precision", async () => {
    const frame = fc.integer({ min: 1, max: 60 }).chain((nAtoms) =>
      fc.record({
        positions: fc.float32Array({ minLength: 3 * nAtoms, maxLength: 3 * nAtoms, min: -500, max: 500, noNaN: true }),
        precision: fc.constantFrom(10, 1000, 100_000),
      }),
    );
    const check = fc.asyncProperty(frame, async ({ positions, precision }) => {
      const sink = memorySink("memory");
      await createXtc(sink, positions.length / 3, precision).write(blockOf(positions, 1, [3], null));
      const read = await (await openXtc(memorySource("x.xtc", sink.bytes()))).read(0, 1);
      expect(read.boxes).toBeNull();
      positions.forEach((x, i) => {
        const rounding = 4 * 2 ** -24 * Math.abs(x); // two operations in single precision, and the result's
        expect(Math.abs(read.positions[i]! - x)).toBeLessThanOrEqual(0.5 / precision + rounding);
      });
    });
    await fc.assert(check, { seed: 11, numRuns: 300 });
  });

  it("refuses frames of another number of atoms", async () => {
    const writing = createXtc(memorySink("memory"), 11).write(blockOf(new Float32Array(36), 1, [0], null));
    await expect(writing).rejects.toThrow("memory: want frames of 11 atoms, got 12");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 3e6])("refuses the coordinate %d", async (bad) => {
    for (const nAtoms of bad === 3e6 ? [12] : [5, 12]) {
      const positions = new Float32Array(3 * nAtoms).fill(1);
      positions[4] = bad;
      const writing = createXtc(memorySink("memory"), nAtoms).write(blockOf(positions, 1, [0], null));
      await expect(writing).rejects.toThrow(NumericsError);
    }
  });
});
