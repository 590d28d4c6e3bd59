import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, Rng } from "../../src/base/index.js";
import { autocorrelation, autocorrelationOfSegments, relaxationTime } from "../../src/numerics/index.js";
import { FIXED, largestDifference } from "./random-matrices.js";

/** <x_t x_{t+s}> / <x_t^2> about the common mean, pair by pair. */
function definition(segments: readonly Float64Array[], maxLag: number): Float64Array {
  const all = segments.flatMap((segment) => [...segment]);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const correlation = new Float64Array(maxLag + 1).map((_, lag) => {
    let sum = 0;
    let nPairs = 0;
    for (const segment of segments) {
      for (let t = 0; t + lag < segment.length; t++, nPairs++) sum += (segment[t]! - mean) * (segment[t + lag]! - mean);
    }
    return sum / nPairs;
  });
  return correlation.map((value) => value / correlation[0]!);
}

function walk(length: number, memory: number, rng: Rng): Float64Array {
  const series = new Float64Array(length);
  series[0] = rng.normal();
  for (let t = 1; t < length; t++) series[t] = memory * series[t - 1]! + Math.sqrt(1 - memory ** 2) * rng.normal();
  return series;
}

describe("autocorrelation", () => {
  it("is its definition for segments of any lengths, shorter and longer than one transform", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 60 }), fc.integer(), (lengthsOf, maxLag, seed) => {
        const rng = Rng.fromSeed(seed);
        const segments = [...lengthsOf, maxLag + 5].map((length) => walk(length, 0.9, rng));
        const got = autocorrelationOfSegments(segments, maxLag);
        expect(largestDifference(got, definition(segments, maxLag))).toBeLessThan(1e-11);
      }),
      { ...FIXED, numRuns: 15 },
    );
  });

  it("of a cosine is a cosine", () => {
    const series = Float64Array.from({ length: 100_000 }, (_, t) => 3 + Math.cos((2 * Math.PI * t) / 50));
    const acf = autocorrelation(series, 100);
    const want = Float64Array.from({ length: 101 }, (_, s) => Math.cos((2 * Math.PI * s) / 50));
    expect(largestDifference(acf, want)).toBeLessThan(1e-3); // lags that are no multiple of the period leave a part of it
  });

  it("refuses series that are too short or constant", () => {
    expect(() => autocorrelation(Float64Array.of(1, 2, 3), 3)).toThrow(DataError);
    expect(() => autocorrelation(new Float64Array(100).fill(0.1), 3)).toThrow("constant");
  });
});

describe("relaxationTime", () => {
  const exponential = (time: number, length: number): Float64Array => {
    return Float64Array.from({ length }, (_, s) => Math.exp(-s / time));
  };

  it("of an exact exponential is its time, in the unit of the lag", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 1000, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (t, lag) => {
          expect(relaxationTime(exponential(t, 3000), lag)! / (t * lag)).toBeCloseTo(1, 7);
        },
      ),
      FIXED,
    );
  });

  it("of an autoregressive process is -1 / ln(memory) within its sampling error", () => {
    const [memory, length] = [0.98, 400_000];
    const time = -1 / Math.log(memory);
    const acf = autocorrelation(walk(length, memory, Rng.fromSeed(8)), 500);
    const standardError = time * Math.sqrt((2 * time) / length) * 2;
    expect(Math.abs(relaxationTime(acf)! - time)).toBeLessThan(3 * standardError);
  });

  it("of a process faster than half a sample is that of its first lag alone", () => {
    expect(relaxationTime(Float64Array.of(1, Math.exp(-4), 0.1, -0.1), 8)).toBeCloseTo(2, 12);
  });

  it("is null where nothing is resolved", () => {
    expect(relaxationTime(new Float64Array(50).fill(1))).toBeNull(); // never decays
    expect(relaxationTime(exponential(100, 50))).toBeNull(); // longer than the lags given
    expect(relaxationTime(Float64Array.of(1, 0, 0.1, 0))).toBeNull(); // over within one sample
    expect(relaxationTime(Float64Array.of(1, -0.01, 0.1, 0))).toBeNull();
    expect(relaxationTime(Float64Array.of(1))).toBeNull();
    expect(relaxationTime(Float64Array.of(1, Number.NaN, 0))).toBeNull();
  });
});
