import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySink, memorySource, NumericsError, ShapeError } from "../../src/base/index.js";
import { createTrr, openTrr, trrFormat } from "../../src/trajectory/trr.js";
import { anyFrames, framesOf, oneAtom, written } from "./binary-trajectories.js";
import { goldenBytes } from "./golden.js";

interface TrrArrays {
  readonly box?: readonly number[];
  readonly virial?: readonly number[];
  readonly coordinates?: readonly number[];
  readonly velocities?: readonly number[];
  readonly forces?: readonly number[];
}

/** A frame of one atom as GROMACS writes it. */
function frameBytes(realBytes: 4 | 8, timePs: number, arrays: TrrArrays): Uint8Array {
  const { box = [], virial = [], coordinates = [], velocities = [], forces = [] } = arrays;
  const numbers = [timePs, 0, ...box, ...virial, ...coordinates, ...velocities, ...forces];
  const view = new DataView(new ArrayBuffer(76 + realBytes * numbers.length));
  const sizes = [[], [], box, virial, [], [], [], coordinates, velocities, forces].map((x) => realBytes * x.length);
  [1993, 13, 12].forEach((x, k) => {
    view.setInt32(4 * k, x);
  });
  new Uint8Array(view.buffer).set(new TextEncoder().encode("GMX_trn_file"), 12);
  [...sizes, 1, 0, 0].forEach((x, k) => {
    view.setInt32(24 + 4 * k, x);
  });
  numbers.forEach((x, k) => {
    if (realBytes === 4) view.setFloat32(76 + 4 * k, x);
    else view.setFloat64(76 + 8 * k, x);
  });
  return new Uint8Array(view.buffer);
}

function trrOf(...frames: readonly Uint8Array[]) {
  return memorySource("x.trr", Uint8Array.from(frames.flatMap((bytes) => [...bytes])));
}

const BOX = [4, 0, 0, 0, 5, 0, 0, 0, 6];

describe("openTrr", () => {
  it("neither reads nor counts frames without coordinates", async () => {
    const reader = await openTrr(
      trrOf(
        frameBytes(4, 0, { box: BOX, coordinates: [1, 2, 3], velocities: [9, 9, 9] }),
        frameBytes(4, 1, { velocities: [9, 9, 9], forces: [8, 8, 8] }),
        frameBytes(4, 2, {}),
        frameBytes(4, 3, { virial: BOX, coordinates: [4, 5, 6] }),
      ),
    );
    const { positions, timesPs, boxes } = await reader.read(0, 2);
    expect(reader.nFrames).toBe(2);
    expect([...timesPs]).toEqual([0, 3]);
    expect([...positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...boxes!]).toEqual([...BOX, ...new Array(9).fill(0)]);
  });

  it.each(["box", "coordinates", "velocities", "forces"] as const)("tells precision by %s", async (array) => {
    const arrays = { [array]: array === "box" ? BOX : [1, 2, 3] };
    const reader = await openTrr(
      trrOf(frameBytes(8, 0.1, arrays), frameBytes(8, 0.2, { coordinates: [1, 2, 3] }), frameBytes(4, 0.25, arrays)),
    );
    const times = array === "coordinates" ? [0.1, 0.2, 0.25] : [0.2]; // 0.1 in double precision
    expect([...reader.timesPs]).toEqual(times);
  });

  it("refuses a file without coordinates", async () => {
    const opening = openTrr(trrOf(frameBytes(4, 0, { velocities: [1, 2, 3] })));
    await expect(opening).rejects.toThrow("x.trr: has no frame with coordinates");
  });
});

describe("createTrr", () => {
  it("is undone by reading", async () => {
    const check = fc.asyncProperty(anyFrames, async (block) => {
      const half = Math.ceil(block.nFrames / 2);
      const source = await written(trrFormat, framesOf(block, 0, half), framesOf(block, half, block.nFrames - half));
      expect(await (await openTrr(source)).read(0, block.nFrames)).toEqual(block);
    });
    await fc.assert(check, { seed: 31, numRuns: 60 });
  });

  it("writes byte for byte as mdtraj does", async () => {
    const golden = goldenBytes("formats/ortho.trr");
    const block = await (await openTrr(memorySource("ortho.trr", golden))).read(0, 20);
    const source = await written(trrFormat, block);
    expect(Buffer.compare(await source.read(0, source.size), golden)).toBe(0);
  });

  it("refuses frames of another number of atoms, and coordinates that are not finite", async () => {
    const writer = createTrr(memorySink("memory"), 2);
    await expect(writer.write(oneAtom([0]))).rejects.toThrow(ShapeError);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(written(trrFormat, oneAtom([0], 1, bad))).rejects.toThrow(NumericsError);
    }
  });
});
