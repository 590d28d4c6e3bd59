import fc from "fast-check";
import { expect, test } from "vitest";
import { matrixOf } from "../../src/base/index.js";
import { scaleSymmetric } from "../../src/numerics/index.js";

test("row sums are as wanted, and the matrix stays symmetric", () => {
  const positive = fc.double({ min: 0.01, max: 1, noNaN: true });
  const input = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      values: fc.array(positive, { minLength: n * n, maxLength: n * n }),
      sums: fc.array(positive, { minLength: n, maxLength: n }),
    }),
  );
  fc.assert(
    fc.property(input, ({ values, sums }) => {
      const n = sums.length;
      const symmetric = Float64Array.from(values, (value, at) => value + values[(at % n) * n + Math.floor(at / n)]!);
      const { data } = scaleSymmetric(matrixOf(symmetric, n, n), Float64Array.from(sums));
      for (let i = 0; i < n; i++) {
        expect(data.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / sums[i]!).toBeCloseTo(1, 8);
        for (let j = 0; j < i; j++) expect(data[i * n + j]! / data[j * n + i]!).toBeCloseTo(1, 10);
      }
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("of two states there is one such matrix with the same odds ratio", () => {
  // s_12^2 / (s_11 s_22) is what scaling leaves alone: with sums of 1/2 each, s_12 / s_11 = 1/3 here.
  const { data } = scaleSymmetric(matrixOf(Float64Array.of(9, 1, 1, 1), 2, 2), Float64Array.of(0.5, 0.5));
  expect(data[0]).toBeCloseTo(3 / 8, 8);
  expect(data[1]).toBeCloseTo(1 / 8, 8);
});
