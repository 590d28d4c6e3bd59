import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/base/index.js";
import {
  blockEstimate,
  erf,
  erfc,
  freeEnergy,
  freeEnergyRmse,
  histogram,
  histogram2d,
  jensenShannon,
  normalCdf,
  normalPdf,
  normalQuantile,
  quantile,
  splitIntoBlocks,
} from "../../src/numerics/index.js";
import { FIXED } from "./random-matrices.js";

describe("histogram", () => {
  it("counts the upper end into the last bin and ignores what is outside", () => {
    const values = Float64Array.of(0, 0.49, 0.5, 1, 1.0001, -0.1, Number.NaN);
    expect([...histogram(values, 0, 1, 2)]).toEqual([2, 2]);
  });

  it("counts points by row x, column y", () => {
    const counts = histogram2d(Float32Array.of(0.1, 0.9, 0.9), Float32Array.of(5, 15, 25), [0, 1], [0, 20], 2);
    expect([...counts.data]).toEqual([1, 0, 0, 1]);
  });
});

describe("free energies", () => {
  it("are -ln p from the most populated bin", () => {
    const [first, second, empty] = freeEnergy(Float64Array.of(100, 100 / Math.E, 0));
    expect(first).toBe(0);
    expect(second).toBeCloseTo(1, 14);
    expect(empty).toBe(Number.POSITIVE_INFINITY);
  });

  it("differ by a constant at no cost", () => {
    const counts = Float64Array.of(40, 300, 1000, 31);
    expect(
      freeEnergyRmse(
        counts,
        counts.map((count) => 7 * count),
      ),
    ).toBeLessThan(1e-15);
  });

  it("have the deviation of the log ratios over bins that count in both", () => {
    const a = Float64Array.of(1000, 1000, 29, 1000);
    const b = Float64Array.of(1000, 1000 * Math.E ** 2, 1000, 29);
    expect(freeEnergyRmse(a, b)).toBeCloseTo(1, 12); // differences 0 and 2
    expect(freeEnergyRmse(a, b, 2000)).toBeNull();
  });

  it("reach ln 2 of divergence when histograms do not overlap", () => {
    expect(jensenShannon(Float64Array.of(3, 0), Float64Array.of(0, 8))).toBeCloseTo(Math.LN2, 15);
    expect(jensenShannon(Float64Array.of(3, 1), Float64Array.of(30, 10))).toBe(0);
    expect(jensenShannon(Float64Array.of(0, 0), Float64Array.of(0, 8))).toBeNaN();
  });
});

describe("blocks", () => {
  it("cover all frames once, in order, in equal shares", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 6 }), (segments, nBlocks) => {
        const blocks = splitIntoBlocks(segments, nBlocks);
        const frames = blocks.flat().flatMap(({ segment, start, length }) => {
          return Array.from({ length }, (_, i) => `${segment}:${start + i}`);
        });
        const all = segments.flatMap((length, segment) => Array.from({ length }, (_, i) => `${segment}:${i}`));
        expect(frames).toEqual(all);
        const sizes = blocks.map((pieces) => pieces.reduce((sum, { length }) => sum + length, 0));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      FIXED,
    );
  });

  it("carry the sample deviation and the error of the mean", () => {
    const { std, sem } = blockEstimate([1, 2, 3, 4, 5]);
    expect(std).toBeCloseTo(Math.sqrt(2.5), 14);
    expect(sem).toBeCloseTo(Math.sqrt(0.5), 14);
    expect(blockEstimate([3]).std).toBeNaN();
  });
});

describe("the normal distribution", () => {
  // Python 3 math.erf and math.erfc.
  it.each([
    [-3, -0.9999779095030014, 1.9999779095030015],
    [-0.1, -0.1124629160182849, 1.1124629160182848],
    [0.4, 0.42839235504666845, 0.5716076449533315],
    [0.5, 0.5204998778130465, 0.4795001221869535],
    [3.9, 0.9999999652077514, 3.479224859723177e-8],
    [4.1, 0.9999999932999724, 6.700027654084918e-9],
    [20, 1, 5.3958656116079005e-176],
  ])("erf(%d) and erfc", (x, wantErf, wantErfc) => {
    expect(Math.abs(erf(x) - wantErf)).toBeLessThan(1e-15);
    expect(Math.abs(erfc(x) / wantErfc - 1)).toBeLessThan(1e-13);
  });

  it("has the familiar quantiles", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 9);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalPdf(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
  });

  it("has a quantile function that inverts the distribution function", () => {
    fc.assert(
      fc.property(fc.double({ min: -36, max: 5, noNaN: true }), (z) => {
        expect(Math.abs(normalQuantile(normalCdf(z)) - z)).toBeLessThan(1e-9 * Math.max(1, Math.abs(z)));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });
});

describe("quantile", () => {
  it("is linear between order statistics, like numpy.quantile", () => {
    const values = Float32Array.of(4, 1, 3, 2);
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile(values, q))).toEqual([1, 1.75, 2.5, 3.7, 4]);
    expect([...values]).toEqual([4, 1, 3, 2]);
    expect(() => quantile(new Float64Array(0), 0.5)).toThrow(DataError);
  });
});
