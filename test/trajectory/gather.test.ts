import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMolecules, gatherMolecules } from "../../src/trajectory/index.js";
import {
  bondsOf,
  distancesOf,
  frameOf,
  largestDifference,
  latticeVector,
  SHAPES,
  scaledBox,
} from "./periodic-boxes.js";

describe("gatherMolecules", () => {
  it("puts chains that touch next to one another, wherever their images were", () => {
    const hop = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SHAPES)), hop, (shape, hops) => {
        const box = scaledBox(shape, 5);
        // Three rods of 2 nm: the third touches the second only, the centres of the outer two are 4 nm apart.
        const rods = [0, 2.3, 4.6].flatMap((x) => [x, 0, 0, x + 1, 0, 0, x + 2, 0, 0]);
        const scattered = rods.map((x, k) => {
          const rod = Math.floor(k / 9);
          return x + latticeVector(box, hops[3 * rod]!, hops[3 * rod + 1]!, hops[3 * rod + 2]!)[k % 3]!;
        });
        const frame = frameOf(scattered, box);
        const bonds = bondsOf([0, 1], [1, 2], [3, 4], [4, 5], [6, 7], [7, 8]);
        const molecules = findMolecules(bonds, frame.positions.subarray(0, 9).keys());
        gatherMolecules(molecules, frame);
        // A rod's own ends are 0.4 nm from the next rod's image over the face of the 5 nm box: 0.3 nm wins.
        expect(largestDifference(distancesOf(frame.positions), distancesOf(rods))).toBeLessThan(1e-5);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it("leaves frames without a box, and a single molecule, as they are", () => {
    const positions = [0, 0, 0, 9, 0, 0];
    for (const [bonds, box] of [
      [[], null],
      [bondsOf([0, 1]), scaledBox(SHAPES["cube"]!, 3)],
    ] as const) {
      const frame = frameOf(positions, box);
      gatherMolecules(findMolecules(bonds, [0, 1]), frame);
      expect([...frame.positions]).toEqual(positions);
    }
  });

  it("brings atoms together that no bonds join", () => {
    const frame = frameOf([0.1, 0, 0, 2.9, 0, 0, 2.7, 0, 0], scaledBox(SHAPES["cube"]!, 3));
    gatherMolecules(findMolecules([], [0, 1, 2]), frame);
    expect(largestDifference(frame.positions, [0.1, 0, 0, -0.1, 0, 0, -0.3, 0, 0])).toBeLessThan(1e-6);
  });
});
