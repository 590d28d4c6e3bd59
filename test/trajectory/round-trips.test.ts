// What is written is what is read, in every format that is written, from one atom to 100,000.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySink, memorySource, Rng } from "../../src/base/index.js";
import { createTrajectory, type FrameBlock, openTrajectory } from "../../src/trajectory/index.js";
import { topologyOfSizes } from "./text-trajectories.js";

/** How coordinates lie: anywhere, as in a chain, in molecules of three atoms as water, or all in one place. */
const ARRANGEMENTS = ["anywhere", "chain", "water", "point"] as const;

interface Shape {
  readonly nAtoms: number;
  readonly nFrames: number;
  readonly arrangement: (typeof ARRANGEMENTS)[number];
  readonly hasBox: boolean;
  readonly seed: number;
}

const anyShape: fc.Arbitrary<Shape> = fc.record({
  nAtoms: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 41, max: 3000 }) },
  ),
  nFrames: fc.integer({ min: 1, max: 3 }),
  arrangement: fc.constantFrom(...ARRANGEMENTS),
  hasBox: fc.boolean(),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

const LARGE: Shape = { nAtoms: 100_000, nFrames: 1, arrangement: "water", hasBox: true, seed: 2 };

/** @param limitNm bound of the coordinates */
function blockOf({ nAtoms, nFrames, arrangement, hasBox, seed }: Shape, limitNm: number): FrameBlock {
  const rng = Rng.fromSeed(seed);
  const anywhere = (): number => limitNm * (2 * rng.uniform() - 1);
  const positions = new Float32Array(3 * nAtoms * nFrames);
  for (let i = 0; i < positions.length; i++) {
    const isFirst = i < 3 || arrangement === "anywhere" || (arrangement === "water" && i % 9 < 3);
    const step = arrangement === "point" ? 0 : 0.1 * rng.normal();
    const near = isFirst ? anywhere() : positions[i - 3]! + step;
    positions[i] = Math.max(-limitNm, Math.min(limitNm, near));
  }
  const edges = [4.25, 5.5, 6.75];
  const boxes = Float32Array.from({ length: 9 * nFrames }, (_, k) => ((k % 9) % 4 === 0 ? edges[(k % 9) / 4]! : 0));
  const timesPs = Float64Array.from({ length: nFrames }, (_, t) => t / 4);
  return { nFrames, nAtoms, positions, timesPs, boxes: hasBox ? boxes : null };
}

interface Format {
  readonly ending: string;
  /** Bound of the coordinates that have a place in it. */
  readonly limitNm: number;
  /** Half of the last digit, 0 where numbers are stored as they are. */
  readonly roundingNm: number;
}

const FORMATS: readonly Format[] = [
  { ending: "xtc", limitNm: 2000, roundingNm: 0.0005 },
  { ending: "trr", limitNm: 1e6, roundingNm: 0 },
  { ending: "dcd", limitNm: 1e6, roundingNm: 0 },
  { ending: "gro", limitNm: 900, roundingNm: 0.0005 },
  { ending: "pdb", limitNm: 90, roundingNm: 0.00005 },
];
/** Units in the last place of single precision: of the result, and of a conversion to another unit and back. */
const SINGLE = 3 * 2 ** -24;

describe("createTrajectory", () => {
  it.each(FORMATS)("is undone by openTrajectory: $ending", async ({ ending, limitNm, roundingNm }) => {
    const check = fc.asyncProperty(anyShape, async (shape) => {
      const block = blockOf(shape, limitNm);
      const sink = memorySink(`x.${ending}`);
      const sizes = Array.from({ length: Math.ceil(shape.nAtoms / 9) }, (_, r) => Math.min(9, shape.nAtoms - 9 * r));
      const writer = createTrajectory(sink, shape.nAtoms, topologyOfSizes(sizes));
      await writer.write(block);
      await writer.close();
      const reader = await openTrajectory(memorySource(sink.name, sink.bytes()));
      const { positions, boxes, ...rest } = await reader.read(0, reader.nFrames);
      expect(rest).toMatchObject({ nFrames: shape.nFrames, nAtoms: shape.nAtoms });
      const isClose = (x: number, i: number): boolean =>
        Math.abs(x - block.positions[i]!) <= roundingNm + SINGLE * Math.abs(x);
      expect(positions.findIndex((x, i) => !isClose(x, i))).toBe(-1);
      expect(boxes?.length).toBe(block.boxes?.length);
      boxes?.forEach((x, k) => {
        expect(Math.abs(x - block.boxes![k]!)).toBeLessThan(1e-5);
      });
    });
    await fc.assert(check, { seed: 33, numRuns: 40, examples: [[LARGE]] });
  });
});
