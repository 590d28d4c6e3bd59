import fc from "fast-check";
import { EigenvalueDecomposition, Matrix as Rival } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { identity64, type Matrix64, matrixOf, NumericsError, Rng, zeros64 } from "../../src/base/index.js";
import {
  cholesky,
  generalizedEigen,
  multiply,
  multiplyTransposed,
  symmetricEigen,
  transpose,
} from "../../src/numerics/index.js";
import { FIXED, largestDifference, squareMatrices } from "./random-matrices.js";

/** m + m'. */
function symmetrised(m: Matrix64): Matrix64 {
  const reflected = transpose(m);
  return { ...m, data: m.data.map((value, i) => value + reflected.data[i]!) };
}

/** m' m + identity. */
function positiveDefinite(m: Matrix64): Matrix64 {
  const gram = multiplyTransposed(m, m);
  return { ...gram, data: gram.data.map((value, i) => value + identity64(m.rows).data[i]!) };
}

const diagonalMatrix = (values: Float64Array): Matrix64 => {
  const out = zeros64(values.length, values.length);
  values.forEach((value, i) => {
    out.data[i * values.length + i] = value;
  });
  return out;
};

describe("symmetricEigen", () => {
  it("diagonalises: values as ml-matrix, vectors orthonormal, a v = lambda v", () => {
    fc.assert(
      fc.property(squareMatrices(8).map(symmetrised), (a) => {
        const { values, vectors } = symmetricEigen(a);
        const rival = new EigenvalueDecomposition(Rival.from1DArray(a.rows, a.cols, [...a.data]), {
          assumeSymmetric: true,
        });
        const want = Float64Array.from(rival.realEigenvalues).sort().reverse();
        expect(largestDifference(values, want)).toBeLessThan(1e-11);
        expect(largestDifference(multiplyTransposed(vectors, vectors).data, identity64(a.rows).data)).toBeLessThan(
          1e-13,
        );
        const image = multiply(a, vectors);
        expect(largestDifference(image.data, multiply(vectors, diagonalMatrix(values)).data)).toBeLessThan(1e-11);
      }),
      FIXED,
    );
  });

  it("knows the modes of a chain of springs", () => {
    const n = 150;
    const a = zeros64(n, n); // 2 on the diagonal, -1 beside it: values 2 - 2 cos(k pi / (n + 1))
    for (let i = 0; i < n; i++) {
      a.data[i * n + i] = 2;
      if (i > 0) a.data[i * n + i - 1] = a.data[(i - 1) * n + i] = -1;
    }
    const want = Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    expect(largestDifference(symmetricEigen(a).values, want)).toBeLessThan(1e-13);
  });

  it("handles dense matrices of 200 rows, equal values and zeros", () => {
    const m = zeros64(200, 200);
    Rng.fromSeed(3).fillNormal(m.data);
    const a = symmetrised(m);
    const { values, vectors } = symmetricEigen(a);
    const rebuilt = multiply(multiply(vectors, diagonalMatrix(values)), transpose(vectors));
    expect(largestDifference(rebuilt.data, a.data)).toBeLessThan(1e-11);
    expect([...symmetricEigen(identity64(5)).values]).toEqual([1, 1, 1, 1, 1]);
    expect([...symmetricEigen(zeros64(4, 4)).values]).toEqual([0, 0, 0, 0]);
  });

  it("makes the largest component of each vector positive", () => {
    const { values, vectors } = symmetricEigen(matrixOf(Float64Array.of(1, -2, -2, 1), 2, 2));
    expect([...values].map((value) => Number(value.toFixed(12)))).toEqual([3, -1]);
    expect(vectors.data[0]).toBeCloseTo(Math.SQRT1_2, 14);
    expect(vectors.data[2]).toBeCloseTo(-Math.SQRT1_2, 14);
  });

  it("refuses NaN and shapes that are not square", () => {
    expect(() => symmetricEigen(matrixOf(Float64Array.of(1, Number.NaN, 0, 1), 2, 2))).toThrow(NumericsError);
    expect(() => symmetricEigen(zeros64(2, 3))).toThrow("symmetricEigen");
  });
});

describe("generalizedEigen", () => {
  it("solves a v = lambda b v with b-orthonormal vectors", () => {
    const pairs = fc
      .integer({ min: 1, max: 7 })
      .chain((n) => fc.tuple(fixedSize(n).map(symmetrised), fixedSize(n).map(positiveDefinite)));
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { values, vectors } = generalizedEigen(a, b);
        const metric = multiplyTransposed(vectors, multiply(b, vectors));
        expect(largestDifference(metric.data, identity64(a.rows).data)).toBeLessThan(1e-10);
        const reduced = multiplyTransposed(vectors, multiply(a, vectors));
        expect(largestDifference(reduced.data, diagonalMatrix(values).data)).toBeLessThan(1e-9);
        expect([...values]).toEqual([...values].sort((x, y) => y - x));
      }),
      FIXED,
    );
  });

  it("names the pivot at which b stops being positive definite", () => {
    const b = matrixOf(Float64Array.of(1, 1, 1, 1), 2, 2);
    expect(() => generalizedEigen(identity64(2), b)).toThrow("pivot 1 of 2 is 0");
    expect(() => cholesky(b)).toThrow(NumericsError);
  });
});

function fixedSize(n: number): fc.Arbitrary<Matrix64> {
  return squareMatrices(n).map((m) => ({
    data: Float64Array.from({ length: n * n }, (_, i) => m.data[i % m.data.length]! + (i % 7)),
    rows: n,
    cols: n,
  }));
}
