import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrixOf, NumericsError, Rng, rowsOf, ShapeError, zeros32, zeros64 } from "../../src/base/index.js";
import {
  columnMoments,
  createLaggedCovariance,
  createMoments,
  generalizedEigen,
  mergeCovariances,
} from "../../src/numerics/index.js";
import { FIXED, largestDifference, matrices } from "./random-matrices.js";

describe("column moments", () => {
  it("are right by hand", () => {
    const { mean, std } = columnMoments(matrixOf(Float32Array.of(1, 10, 3, 10), 2, 2));
    expect([...mean]).toEqual([2, 10]);
    expect([...std]).toEqual([1, 0]);
  });

  it("do not depend on how the rows are cut into blocks", () => {
    fc.assert(
      fc.property(matrices(12, 3), fc.integer({ min: 0, max: 12 }), (m, cut) => {
        const moments = createMoments(3);
        moments.add(rowsOf(m, 0, cut));
        moments.add(rowsOf(m, cut, 12));
        const { mean, std, count } = moments.finish();
        const whole = columnMoments(m);
        expect(count).toBe(12);
        expect(largestDifference(mean, whole.mean)).toBeLessThan(1e-13);
        expect(largestDifference(std, whole.std)).toBeLessThan(1e-7); // the root of a difference near 0
      }),
      FIXED,
    );
  });

  it("keep their digits far from 0", () => {
    const rng = Rng.fromSeed(5);
    const m = zeros64(20_000, 1);
    rng.fillNormal(m.data);
    const shifted = { ...m, data: m.data.map((value) => value + 1e6) };
    expect(columnMoments(shifted).std[0]).toBeCloseTo(columnMoments(m).std[0]!, 9);
  });

  it("refuse to speak of nothing", () => {
    expect(() => createMoments(2).finish()).toThrow(NumericsError);
  });
});

describe("createLaggedCovariance", () => {
  it("is the definition, block by block: C0 = (a'a + b'b) / 2N, C1 = (a'b + b'a) / 2N", () => {
    fc.assert(
      fc.property(matrices(10, 3), matrices(10, 3), fc.integer({ min: 0, max: 10 }), (x, y, cut) => {
        const accumulator = createLaggedCovariance(3);
        accumulator.add(rowsOf(x, 0, cut), rowsOf(y, 0, cut));
        accumulator.add(rowsOf(x, cut, 10), rowsOf(y, cut, 10));
        const { mean, c0, c1, count } = accumulator.finish();
        const want = definition(x.data, y.data, 10, 3);
        expect(count).toBe(10);
        expect(largestDifference(mean, want.mean)).toBeLessThan(1e-13);
        expect(largestDifference(c0.data, want.c0)).toBeLessThan(1e-11);
        expect(largestDifference(c1.data, want.c1)).toBeLessThan(1e-11);
      }),
      FIXED,
    );
  });

  it("keeps its digits far from 0", () => {
    const rng = Rng.fromSeed(6);
    const centred = createLaggedCovariance(2);
    const shifted = createLaggedCovariance(2);
    for (let block = 0; block < 5; block++) {
      const x = zeros64(500, 2);
      const y = zeros64(500, 2);
      rng.fillNormal(x.data);
      rng.fillNormal(y.data);
      centred.add(x, y);
      shifted.add({ ...x, data: x.data.map((v) => v + 1e5) }, { ...y, data: y.data.map((v) => v + 1e5) });
    }
    expect(largestDifference(shifted.finish().c0.data, centred.finish().c0.data)).toBeLessThan(1e-9);
    expect(largestDifference(shifted.finish().c1.data, centred.finish().c1.data)).toBeLessThan(1e-9);
  });

  it("bounds the eigenvalues of C0^-1 C1 by 1 for slow data", () => {
    const rng = Rng.fromSeed(7);
    const path = zeros64(400, 4);
    rng.fillNormal(path.data);
    for (let at = 4; at < path.data.length; at++) path.data[at] = path.data[at - 4]! + 1e-3 * path.data[at]!;
    const accumulator = createLaggedCovariance(4);
    accumulator.add(rowsOf(path, 0, 399), rowsOf(path, 1, 400));
    const { c0, c1 } = accumulator.finish();
    const { values } = generalizedEigen(c1, c0);
    expect(values[0]).toBeGreaterThan(0.99);
    expect(values[0]).toBeLessThanOrEqual(1);
  });

  it("refuses pairs that are none", () => {
    expect(() => createLaggedCovariance(2).add(zeros32(3, 2), zeros32(4, 2))).toThrow(ShapeError);
    expect(() => createLaggedCovariance(2).finish()).toThrow(NumericsError);
  });
});

/** The formulas of the definition, term by term. */
function definition(x: Float64Array, y: Float64Array, n: number, f: number) {
  const mean = new Float64Array(f);
  for (let t = 0; t < n; t++) for (let j = 0; j < f; j++) mean[j]! += (x[t * f + j]! + y[t * f + j]!) / (2 * n);
  const c0 = new Float64Array(f * f);
  const c1 = new Float64Array(f * f);
  for (let t = 0; t < n; t++) {
    const a = mean.map((center, j) => x[t * f + j]! - center);
    const b = mean.map((center, j) => y[t * f + j]! - center);
    for (let i = 0; i < f; i++) {
      for (let j = 0; j < f; j++) {
        c0[i * f + j]! += (a[i]! * a[j]! + b[i]! * b[j]!) / (2 * n);
        c1[i * f + j]! += (a[i]! * b[j]! + b[i]! * a[j]!) / (2 * n);
      }
    }
  }
  return { mean, c0, c1 };
}

describe("merged covariances", () => {
  const covarianceOf = (x: ReturnType<typeof zeros64>, y: ReturnType<typeof zeros64>) => {
    const covariance = createLaggedCovariance(x.cols);
    covariance.add(x, y);
    return covariance.finish();
  };

  it("are those of all pairs, each set as often as it counts", () => {
    fc.assert(
      fc.property(matrices(12, 3), matrices(12, 3), fc.integer({ min: 1, max: 11 }), (x, y, cut) => {
        const first = covarianceOf(rowsOf(x, 0, cut), rowsOf(y, 0, cut));
        const second = covarianceOf(rowsOf(x, cut, 12), rowsOf(y, cut, 12));
        const twice = createLaggedCovariance(3);
        twice.add(x, y);
        twice.add(rowsOf(x, 0, cut), rowsOf(y, 0, cut));
        const direct = twice.finish();
        const merged = mergeCovariances([first, second], [2, 1]);
        expect(merged.count).toBe(direct.count);
        expect(largestDifference(merged.mean, direct.mean)).toBeLessThan(1e-12);
        expect(largestDifference(merged.c0.data, direct.c0.data)).toBeLessThan(1e-10);
        expect(largestDifference(merged.c1.data, direct.c1.data)).toBeLessThan(1e-10);
      }),
      FIXED,
    );
  });

  it("refuse to be of nothing", () => {
    const one = covarianceOf(zeros64(2, 2), zeros64(2, 2));
    expect(() => mergeCovariances([one], [0])).toThrow(NumericsError);
  });
});
