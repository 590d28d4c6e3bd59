// What the tests of binary formats share: frames from fast-check, and files written in memory.

import fc from "fast-check";
import { type ByteSource, memorySink, memorySource } from "../../src/base/index.js";
import { cellOfBox, type FrameBlock, type TrajectoryFormat } from "../../src/trajectory/index.js";

/** Frames at even times, with a box in all or in none; half of the shapes have few atoms, others up to thousands. */
export const anyFrames: fc.Arbitrary<FrameBlock> = fc
  .record({
    nAtoms: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 3000 })),
    nFrames: fc.integer({ min: 1, max: 5 }),
    seeds: fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }),
    edges: fc.option(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))),
    // In quarters, which single precision holds exactly.
    startPs: fc.integer({ min: 0, max: 1000 }).map((quarters) => quarters / 4),
    spacingPs: fc.integer({ min: 1, max: 400 }).map((quarters) => quarters / 4),
  })
  .map(({ nAtoms, nFrames, seeds, edges, startPs, spacingPs }) => ({
    nFrames,
    nAtoms,
    positions: Float32Array.from(
      { length: 3 * nAtoms * nFrames },
      (_, i) => seeds[i % seeds.length]! * (1 + (i % 7)) - i / 1000,
    ),
    timesPs: Float64Array.from({ length: nFrames }, (_, t) => startPs + t * spacingPs),
    boxes: edges === null ? null : boxesOf(nFrames, ...edges),
  }));

/** Triclinic, growing with time. */
function boxesOf(nFrames: number, a: number, b: number): Float32Array {
  const rows = Array.from({ length: nFrames }, (_, t) => [a + t, 0, 0, 0.3 * a, b + t, 0, -0.2 * a, 0.4 * b, 7]);
  return Float32Array.from(rows.flat());
}

/** A file of the blocks, one written after the other. */
export async function written(format: TrajectoryFormat, ...blocks: readonly FrameBlock[]): Promise<ByteSource> {
  const sink = memorySink("memory");
  const writer = format.create!(sink, blocks[0]!.nAtoms);
  for (const block of blocks) await writer.write(block);
  await writer.close();
  return memorySource(`test.${format.name}`, sink.bytes());
}

/** The frames [first, first + count) of a block. */
export function framesOf(block: FrameBlock, first: number, count: number): FrameBlock {
  const cut = <A extends Float32Array | Float64Array>(data: A, width: number): A =>
    data.slice(first * width, (first + count) * width) as A;
  return {
    nFrames: count,
    nAtoms: block.nAtoms,
    positions: cut(block.positions, 3 * block.nAtoms),
    timesPs: cut(block.timesPs, 1),
    boxes: block.boxes === null ? null : cut(block.boxes, 9),
  };
}

/** One atom at `x`, `y`, `z` nm, and no box. */
export function oneAtom(timesPs: readonly number[], x = 1, y = 2, z = 3): FrameBlock {
  const positions = Float32Array.from(timesPs.flatMap(() => [x, y, z]));
  return { nFrames: timesPs.length, nAtoms: 1, positions, timesPs: Float64Array.from(timesPs), boxes: null };
}

/** The cells of all frames. */
export function cellsOf({ boxes, nFrames }: FrameBlock): number[][] | null {
  if (boxes === null) return null;
  return Array.from({ length: nFrames }, (_, t) => [...cellOfBox(boxes.subarray(9 * t, 9 * t + 9))]);
}
