import { describe, expect, it } from "vitest";
import { Rng } from "../../src/base/index.js";
import { measurePassages } from "../../src/validation/passages.js";

const BINS = { lo: -0.5, hi: 10.5, count: 11 };
/** 0 and 10 are the cores of places 0 ... 10. */
const ENDS = {
  boundaries: [5],
  cores: [
    [0, 0.4],
    [9.6, 10],
  ],
} as const;

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** A walk on 0 ... 10: up with probability 1/2, down with 1/2, held back at the ends. */
function walk(nSteps: number): Float64Array {
  const rng = Rng.fromSeed(1);
  let place = 0;
  return Float64Array.from({ length: nSteps }, () => {
    const now = place;
    place = Math.min(10, Math.max(0, place + (rng.uniform() < 0.5 ? 1 : -1)));
    return now;
  });
}

describe("measurePassages", () => {
  it("counts arrivals, and the time since the last visit of the other core", () => {
    const path = Float64Array.of(3, 0, 4, 5, 10, 10, 7, 0, 5);
    const { up, down, decided, intoUpper } = measurePassages(path, ENDS, BINS, [9], 1);
    expect(up).toEqual({ count: 1, exposure: 4 }); // 0 4 5, and the 0 at the end
    expect(down).toEqual({ count: 1, exposure: 3 }); // 10 10 7
    // The last 5 meets no end.
    expect(sumOf(decided.data)).toBe(8);
    expect(sumOf(intoUpper.data)).toBe(4);
  });

  it("looks every lag time, and never across trajectories", () => {
    const path = Float64Array.of(0, 10, 0, 10, 10, 0);
    expect(measurePassages(path, ENDS, BINS, [6], 2).up).toEqual({ count: 1, exposure: 2 });
    const apart = measurePassages(path, ENDS, BINS, [1, 1, 1, 1, 1, 1], 1);
    expect(apart.up).toEqual({ count: 0, exposure: 0 });
    expect(sumOf(apart.decided.data)).toBe(6);
  });

  it("of a walk on a line: the passage takes n (n + 1) steps, the chance to get up first is linear", () => {
    const path = walk(400_000);
    const { up, down, decided, intoUpper } = measurePassages(path, ENDS, BINS, [path.length], 1);
    for (const { count, exposure } of [up, down]) {
      const mean = exposure / count;
      expect(Math.abs(mean - 110)).toBeLessThan(4 * (110 / Math.sqrt(count)));
    }
    for (let place = 0; place <= 10; place++) {
      const column = (counts: { data: Float64Array }): number =>
        [0, 1, 2, 3, 4].reduce((sum, block) => sum + counts.data[block * 11 + place]!, 0);
      // Visits of one place are correlated: three per cent is some five standard errors.
      expect(Math.abs(column(intoUpper) / column(decided) - place / 10)).toBeLessThan(0.03);
    }
  });
});
