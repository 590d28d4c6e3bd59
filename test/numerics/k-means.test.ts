import { describe, expect, it } from "vitest";
import { matrixOf, Rng, ShapeError } from "../../src/base/index.js";
import { assignToCentres, kMeans } from "../../src/numerics/index.js";

/** Points of unit-free width 0.1 about four corners of a square, turn by turn. */
function corners(nPoints: number): { points: ReturnType<typeof matrixOf>; corner: (t: number) => number } {
  const rng = Rng.fromSeed(3);
  const data = Float64Array.from({ length: 2 * nPoints }, (_, at) => {
    const corner = Math.floor(at / 2) % 4;
    return (at % 2 === 0 ? corner % 2 : Math.floor(corner / 2)) * 5 + 0.1 * rng.normal();
  });
  return { points: matrixOf(data, nPoints, 2), corner: (t) => t % 4 };
}

describe("kMeans", () => {
  it("finds clusters that are far apart, and their means", () => {
    const { points, corner } = corners(400);
    const centres = kMeans(points, 4, Rng.fromSeed(0));
    const assigned = assignToCentres(points, centres);
    for (let t = 4; t < 400; t++) expect(assigned[t]).toBe(assigned[corner(t)]);
    expect(new Set(assigned.subarray(0, 4)).size).toBe(4);
    // 100 points of deviation 0.1 each: five standard errors.
    for (let t = 0; t < 4; t++) {
      const centre = assigned[t]!;
      expect(Math.abs(centres.data[2 * centre]! - 5 * (t % 2))).toBeLessThan(0.05);
      expect(Math.abs(centres.data[2 * centre + 1]! - 5 * Math.floor(t / 2))).toBeLessThan(0.05);
    }
  });

  it("gives the quartile means of a uniform line", () => {
    const line = matrixOf(
      Float64Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000),
      1000,
      1,
    );
    const centres = [...kMeans(line, 4, Rng.fromSeed(1)).data].sort();
    centres.forEach((centre, k) => {
      // Lloyd's iteration stops once no point changes sides: within a few points of the optimum.
      expect(Math.abs(centre - (k + 0.5) / 4)).toBeLessThan(0.02);
    });
  });

  it("is the same for the same stream, and takes points that coincide", () => {
    const { points } = corners(100);
    expect(kMeans(points, 7, Rng.fromSeed(5))).toEqual(kMeans(points, 7, Rng.fromSeed(5)));
    const same = matrixOf(new Float64Array(10).fill(2), 10, 1);
    expect([...kMeans(same, 3, Rng.fromSeed(0)).data]).toEqual([2, 2, 2]);
  });

  it("wants as many points as centres", () => {
    expect(() => kMeans(matrixOf(new Float64Array(2), 2, 1), 3, Rng.fromSeed(0))).toThrow(ShapeError);
  });
});
