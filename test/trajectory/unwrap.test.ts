import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMolecules } from "../../src/trajectory/index.js";
import { startUnwrapping } from "../../src/trajectory/unwrap.js";
import { bondsOf, largestDifference, latticeVector, SHAPES, scaledBox } from "./periodic-boxes.js";

/** Frames of one box each, in one block. */
function blockOf(frames: readonly (readonly number[])[], boxes: readonly Float32Array[]) {
  return {
    nFrames: frames.length,
    nAtoms: frames[0]!.length / 3,
    positions: Float32Array.from(frames.flat()),
    timesPs: Float64Array.from(frames.keys()),
    boxes: Float32Array.from(boxes.flatMap((box) => [...box])),
  };
}

describe("startUnwrapping", () => {
  it("restores a walk through a box that breathes, block by block, but for a constant number of box vectors", () => {
    const nFrames = 30;
    const reals = (length: number) =>
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
    const hops = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 3 * nFrames, maxLength: 3 * nFrames });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SHAPES)), reals(4 * nFrames), hops, (shape, steps, images) => {
        const boxes = Array.from({ length: nFrames }, (_, t) => scaledBox(shape, 3 + 0.02 * steps[4 * t + 3]!));
        // A diatomic that drifts through several boxes, always the same way.
        let centre = [0, 0, 0];
        const walk = Array.from({ length: nFrames }, (_, t) => {
          centre = centre.map((x, d) => x + 0.4 + 0.2 * steps[4 * t + d]!);
          return [...centre, ...centre.map((x) => x + 0.05)];
        });
        const wrapped = walk.map((frame, t) => {
          const shift =
            t === 0 ? [0, 0, 0] : latticeVector(boxes[t]!, images[3 * t]!, images[3 * t + 1]!, images[3 * t + 2]!);
          return frame.map((x, k) => x + shift[k % 3]!);
        });
        const unwrap = startUnwrapping(findMolecules(bondsOf([0, 1]), [0]));
        const [early, late] = [
          blockOf(wrapped.slice(0, 11), boxes.slice(0, 11)),
          blockOf(wrapped.slice(11), boxes.slice(11)),
        ];
        unwrap(early);
        unwrap(late);
        const unwrapped = [...early.positions, ...late.positions];
        expect(largestDifference(unwrapped, walk.flat())).toBeLessThan(1e-5);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("leaves frames without a box as they are", () => {
    const block = {
      ...blockOf(
        [
          [0, 0, 0],
          [9, 0, 0],
        ],
        [],
      ),
      boxes: null,
    };
    startUnwrapping(findMolecules([], [0]))(block);
    expect([...block.positions]).toEqual([0, 0, 0, 9, 0, 0]);
  });
});
