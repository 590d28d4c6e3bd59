import { describe, expect, test } from "vitest";
import { truncatedMoments, truncatedQuantile } from "../../src/numerics/index.js";

const CASES = [
  [0.5, 0.1],
  [0, 0.02],
  [1, 0.3],
  [0.05, 0.04],
  [0.4, 5],
] as const;

/** Integral over [0, 1] of f times the uncut density, by the midpoint rule. */
function integral(centre: number, deviation: number, f: (x: number) => number): number {
  const n = 200_000;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = (i + 0.5) / n;
    sum += f(x) * Math.exp(-0.5 * ((x - centre) / deviation) ** 2);
  }
  return sum / n / (deviation * Math.sqrt(2 * Math.PI));
}

describe.each(CASES)("a normal distribution about %d of deviation %d, cut to [0, 1]", (centre, deviation) => {
  test("has the moments of its density", () => {
    const { mass, mean, square } = truncatedMoments(centre, deviation);
    expect(mass).toBeCloseTo(
      integral(centre, deviation, () => 1),
      8,
    );
    expect(mean).toBeCloseTo(integral(centre, deviation, (x) => x) / mass, 8);
    expect(square).toBeCloseTo(integral(centre, deviation, (x) => x * x) / mass, 8);
  });

  test("has the share u below its quantile of u", () => {
    const { mass } = truncatedMoments(centre, deviation);
    for (const u of [0.01, 0.3, 0.5, 0.97]) {
      const value = truncatedQuantile(centre, deviation, u);
      expect(integral(centre, deviation, (x) => (x < value ? 1 : 0)) / mass).toBeCloseTo(u, 3);
    }
  });
});
