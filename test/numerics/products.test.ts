import fc from "fast-check";
import { Matrix as Rival } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { type Matrix64, Rng, ShapeError, zeros64 } from "../../src/base/index.js";
import { multiply, multiplyTransposed, transpose } from "../../src/numerics/index.js";
import { FIXED, largestDifference, matrices } from "./random-matrices.js";

const rivalOf = (m: Matrix64): Rival => Rival.from1DArray(m.rows, m.cols, Array.from(m.data));
const dataOf = (m: Rival): Float64Array => Float64Array.from(m.to1DArray());

describe("matrix products", () => {
  it("agree with ml-matrix for all small shapes", () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    const pairs = shapes.chain(([n, k, m]) => fc.tuple(matrices(n, k), matrices(k, m)));
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const want = dataOf(rivalOf(a).mmul(rivalOf(b)));
        expect(largestDifference(multiply(a, b).data, want)).toBeLessThan(1e-11);
        expect(largestDifference(multiplyTransposed(transpose(a), b).data, want)).toBeLessThan(1e-11);
      }),
      FIXED,
    );
  });

  it("agree with ml-matrix beyond one block of rows", () => {
    const rng = Rng.fromSeed(1);
    const a = zeros64(37, 301);
    const b = zeros64(301, 23);
    rng.fillNormal(a.data);
    rng.fillNormal(b.data);
    const want = dataOf(rivalOf(a).mmul(rivalOf(b)));
    expect(largestDifference(multiply(a, b).data, want)).toBeLessThan(1e-12);
    expect(largestDifference(multiplyTransposed(transpose(a), b).data, want)).toBeLessThan(1e-12);
  });

  it("overwrite what `out` held", () => {
    const a = { data: Float64Array.of(1, 2, 3, 4), rows: 2, cols: 2 };
    const out = { data: new Float64Array(4).fill(9), rows: 2, cols: 2 };
    expect(multiply(a, a, out)).toBe(out);
    expect([...out.data]).toEqual([7, 10, 15, 22]);
  });

  it("refuse shapes that do not fit, and an operand as the result", () => {
    const a = zeros64(2, 3);
    expect(() => multiply(a, a)).toThrow("multiply: want (K = 3, M), got (2, 3)");
    expect(() => multiplyTransposed(a, zeros64(3, 2))).toThrow(ShapeError);
    const square = zeros64(2, 2);
    expect(() => multiply(square, square, square)).toThrow(ShapeError);
  });
});
