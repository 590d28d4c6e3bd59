import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix64, matrixOf, NumericsError, Rng, zeros64 } from "../../src/base/index.js";
import {
  committor,
  detailedBalanceError,
  eigenfunction,
  impliedTimescale,
  matrixPower,
  meanFirstPassageTime,
  multiply,
  normaliseRows,
  reversibleEigenvalues,
  slowestEigenvalues,
  stationaryDistribution,
  transitionEntropy,
} from "../../src/numerics/index.js";
import { FIXED, largestDifference } from "./random-matrices.js";

/** A random walk on 0 ... n - 1 that stays at its ends with probability 1/2. */
function walkOnLine(n: number): Matrix64 {
  const t = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    t.data[i * n + Math.max(0, i - 1)]! += 0.5;
    t.data[i * n + Math.min(n - 1, i + 1)]! += 0.5;
  }
  return t;
}

/** Goes around a ring of n states, one way with probability p, else stays: eigenvalues 1 - p + p exp(2 pi i k / n). */
function ring(n: number, p: number): Matrix64 {
  const t = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    t.data[i * n + i] = 1 - p;
    t.data[i * n + ((i + 1) % n)] = p;
  }
  return t;
}

const randomChains = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer()).map(([n, seed]) => {
  const rng = Rng.fromSeed(seed);
  return normaliseRows(
    matrixOf(
      Float64Array.from({ length: n * n }, () => rng.uniform() ** 4),
      n,
      n,
    ),
  );
});

const setOf = (n: number, ...members: number[]): Uint8Array => {
  return Uint8Array.from({ length: n }, (_, i) => (members.includes(i) ? 1 : 0));
};

describe("stationaryDistribution", () => {
  it("of two states is the ratio of their rates", () => {
    const law = stationaryDistribution(matrixOf(Float64Array.of(0.9, 0.1, 0.3, 0.7), 2, 2));
    expect(law[0]).toBeCloseTo(0.75, 15);
    expect(law[1]).toBeCloseTo(0.25, 15);
  });

  it("is left unchanged by a step", () => {
    fc.assert(
      fc.property(randomChains, (t) => {
        const law = stationaryDistribution(t);
        expect(largestDifference(multiply(matrixOf(law, 1, t.rows), t).data, law)).toBeLessThan(1e-15);
        expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
      }),
      FIXED,
    );
  });

  it("keeps the digits of rare states", () => {
    const law = stationaryDistribution(matrixOf(Float64Array.of(1, 1e-40, 0.5, 0.5), 2, 2));
    expect(law[1]! / 2e-40).toBeCloseTo(1, 12);
  });

  it("refuses a chain that falls apart", () => {
    expect(() => stationaryDistribution(matrixOf(Float64Array.of(1, 0, 0, 1), 2, 2))).toThrow(NumericsError);
  });
});

describe("eigenvalues", () => {
  it("of a random walk on a line are cosines, by both ways", () => {
    const n = 20;
    const want = Float64Array.from({ length: n }, (_, k) => Math.cos((Math.PI * k) / n));
    const law = new Float64Array(n).fill(1 / n);
    expect(largestDifference(reversibleEigenvalues(walkOnLine(n), law), want)).toBeLessThan(1e-14);
    const power = matrixPower(walkOnLine(n), 32);
    const { real, imaginary } = slowestEigenvalues(power, 4);
    const wantPower = want
      .map((value) => value ** 32)
      .sort()
      .reverse()
      .slice(0, 4);
    expect(largestDifference(real, wantPower)).toBeLessThan(1e-12);
    expect(largestDifference(imaginary, new Float64Array(4))).toBe(0);
  });

  it("of a one-way ring are complex pairs", () => {
    const { real, imaginary } = slowestEigenvalues(ring(5, 0.3), 5);
    const angle = (2 * Math.PI) / 5;
    expect(real[0]).toBeCloseTo(1, 12);
    for (const k of [1, 2]) {
      expect(real[2 * k - 1]).toBeCloseTo(0.7 + 0.3 * Math.cos(k * angle), 10);
      expect(Math.abs(imaginary[2 * k]!)).toBeCloseTo(0.3 * Math.sin(k * angle), 10);
      expect(imaginary[2 * k - 1]).toBe(-imaginary[2 * k]!);
    }
  });

  it("that are nearly equal are found all the same", () => {
    // Two wells coupled weakly to a third, almost alike.
    const t = matrixOf(Float64Array.of(0.98, 0.01, 0.01, 0.01, 0.98, 0.01, 0.0101, 0.01, 0.9799), 3, 3);
    const { real } = slowestEigenvalues(t, 3);
    const trace = 0.98 + 0.98 + 0.9799;
    expect(real[0]).toBeCloseTo(1, 12);
    expect(real[0]! + real[1]! + real[2]!).toBeCloseTo(trace, 12);
    expect(real[1]! - real[2]!).toBeGreaterThan(0);
  });

  it("need detailed balance for the symmetric way", () => {
    expect(() => reversibleEigenvalues(ring(3, 0.5), new Float64Array(3).fill(1 / 3))).toThrow("no detailed balance");
    expect(detailedBalanceError(ring(3, 0.5), new Float64Array(3).fill(1 / 3))).toBeCloseTo(0.5, 15);
    expect(detailedBalanceError(walkOnLine(7), new Float64Array(7).fill(1 / 7))).toBe(0);
  });

  it("of a random walk on a line have cosines as their functions", () => {
    const n = 20;
    const law = new Float64Array(n).fill(1 / n);
    for (const k of [1, 2, 5]) {
      const f = eigenfunction(walkOnLine(n), Math.cos((Math.PI * k) / n), law);
      const want = law.map((_, i) => Math.SQRT2 * Math.cos((Math.PI * k * (i + 0.5)) / n));
      expect(largestDifference(f, want)).toBeLessThan(1e-10);
    }
  });

  it("become time scales where they are resolved", () => {
    expect(impliedTimescale(Math.exp(-2), 10)).toBeCloseTo(5, 14);
    expect(impliedTimescale(0.3 * Math.cos(1), 10, 0.3 * Math.sin(1))).toBeCloseTo(-10 / Math.log(0.3), 12);
    expect([impliedTimescale(-0.5, 1), impliedTimescale(0, 1), impliedTimescale(1, 1)]).toEqual([null, null, null]);
  });
});

describe("first passage", () => {
  it("over a line of n steps takes n (n + 1) steps, and back the same", () => {
    const n = 11;
    const t = walkOnLine(n);
    const law = new Float64Array(n).fill(1 / n);
    expect(meanFirstPassageTime(t, setOf(n, 0), setOf(n, n - 1), law)).toBeCloseTo(110, 9);
    expect(meanFirstPassageTime(t, setOf(n, n - 1), setOf(n, 0), law)).toBeCloseTo(110, 9);
  });

  it("weighs the source by the law given", () => {
    const t = walkOnLine(3); // from 0: 6 steps to 2, from 1: 4
    expect(meanFirstPassageTime(t, setOf(3, 0, 1), setOf(3, 2), Float64Array.of(0.25, 0.75, 0))).toBeCloseTo(4.5, 12);
  });

  it("is decided along a line by the distance (gambler's ruin)", () => {
    const n = 9;
    const q = committor(walkOnLine(n), setOf(n, 0), setOf(n, n - 1));
    expect(
      largestDifference(
        q,
        Float64Array.from({ length: n }, (_, i) => i / (n - 1)),
      ),
    ).toBeLessThan(1e-14);
  });

  it("is impossible to a state that nothing leads to", () => {
    const t = matrixOf(Float64Array.of(1, 0, 0.5, 0.5), 2, 2);
    expect(() => meanFirstPassageTime(t, setOf(2, 0), setOf(2, 1), Float64Array.of(1, 0))).toThrow(NumericsError);
  });
});

describe("powers and entropy", () => {
  it("multiply out", () => {
    const t = walkOnLine(6);
    let want = t;
    for (let k = 1; k < 13; k++) want = multiply(want, t);
    expect(largestDifference(matrixPower(t, 13).data, want.data)).toBeLessThan(1e-15);
    expect([...matrixPower(matrixOf(Float64Array.of(2, 0, 0, 3), 2, 2), 0).data]).toEqual([1, 0, 0, 1]);
  });

  it("of fair coins is ln 2", () => {
    expect(transitionEntropy(walkOnLine(5), new Float64Array(5).fill(0.2))).toBeCloseTo(Math.LN2, 15);
  });

  it("need weight in every row", () => {
    expect(() => normaliseRows(zeros64(2, 2))).toThrow("row 0 sums to 0");
  });
});
