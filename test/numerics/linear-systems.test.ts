import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identity64, matrixOf, NumericsError, zeros64 } from "../../src/base/index.js";
import {
  cholesky,
  luSolve,
  multiply,
  multiplyTransposed,
  solveLower,
  solveLowerTransposed,
  transpose,
} from "../../src/numerics/index.js";
import { FIXED, largestDifference, matrices, squareMatrices } from "./random-matrices.js";

describe("cholesky", () => {
  it("factors by hand: [[4, 2], [2, 5]] = L L' with L = [[2, 0], [1, 2]]", () => {
    expect([...cholesky(matrixOf(Float64Array.of(4, 2, 2, 5), 2, 2)).data]).toEqual([2, 0, 1, 2]);
  });

  it("rebuilds the matrix, and the triangular solves undo the factor", () => {
    const systems = squareMatrices(8).chain((m) => fc.tuple(fc.constant(m), matrices(m.rows, 3)));
    fc.assert(
      fc.property(systems, ([m, x]) => {
        const gram = multiplyTransposed(m, m);
        const a = { ...gram, data: gram.data.map((value, i) => value + identity64(m.rows).data[i]!) };
        const factor = cholesky(a);
        expect(largestDifference(multiply(factor, transpose(factor)).data, a.data)).toBeLessThan(1e-11);
        expect(largestDifference(solveLower(factor, multiply(factor, x)).data, x.data)).toBeLessThan(1e-9);
        const right = multiplyTransposed(factor, x);
        expect(largestDifference(solveLowerTransposed(factor, right).data, x.data)).toBeLessThan(1e-9);
      }),
      FIXED,
    );
  });

  it("refuses a matrix with a negative eigenvalue", () => {
    expect(() => cholesky(matrixOf(Float64Array.of(1, 2, 2, 1), 2, 2))).toThrow("pivot 1 of 2 is -3");
  });
});

describe("luSolve", () => {
  it("needs its pivots: a zero in the corner", () => {
    const a = matrixOf(Float64Array.of(0, 2, 1, 1, 1, 1, 2, 0, 3), 3, 3);
    const x = matrixOf(Float64Array.of(1, -1, 2), 3, 1);
    expect(largestDifference(luSolve(a, multiply(a, x)).data, x.data)).toBeLessThan(1e-15);
  });

  it("leaves a small residual for all well-posed systems", () => {
    const systems = squareMatrices(8).chain((m) => fc.tuple(fc.constant(m), matrices(m.rows, 2)));
    fc.assert(
      fc.property(systems, ([m, b]) => {
        // Diagonally dominant, hence regular.
        const a = { ...m, data: m.data.map((value, i) => value + 100 * identity64(m.rows).data[i]!) };
        expect(largestDifference(multiply(a, luSolve(a, b)).data, b.data)).toBeLessThan(1e-12);
      }),
      FIXED,
    );
  });

  it("refuses a singular matrix and says where it broke", () => {
    const a = matrixOf(Float64Array.of(1, 2, 2, 4), 2, 2);
    expect(() => luSolve(a, zeros64(2, 1))).toThrow("no pivot for column 1 of 2");
    expect(() => luSolve(a, zeros64(2, 1))).toThrow(NumericsError);
  });
});
