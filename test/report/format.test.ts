import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFixed, formatNumber, formatPercent, formatWithError, MISSING } from "../../src/report/format.js";

describe("formatWithError", () => {
  it.each([
    // Sidky 2020, Table 1, by our rule: two digits of an error that begins with 1, else one.
    [3.0, 0.61, "3.0 ± 0.6"],
    [2.89, 0.12, "2.89 ± 0.12"],
    [0.54, 0.37, "0.5 ± 0.4"],
    [0.43, 0.04, "0.43 ± 0.04"],
    [0.42, 0.01, "0.420 ± 0.010"],
    [5.2, 1.1, "5.2 ± 1.1"],
    [833, 37, "833 ± 37"],
    [12345.6, 789, "12346 ± 789"],
    [0.4621, 0.0018, "0.4621 ± 0.0018"],
    [1, 0.196, "1.0 ± 0.2"],
    [1, 0.096, "1.00 ± 0.10"],
    [1, 0.094, "1.00 ± 0.09"],
    [-0.25, 0.1, "−0.25 ± 0.10"],
  ])("%f, %f -> %s", (value, error, text) => expect(formatWithError(value, error)).toBe(text));

  it.each([
    [Number.NaN, 1],
    [null, 1],
    [undefined, undefined],
    [Number.POSITIVE_INFINITY, 1],
  ])("shows a dash for %s", (value, error) => expect(formatWithError(value, error)).toBe(MISSING));

  it.each([Number.NaN, null, undefined, 0, Number.POSITIVE_INFINITY])("leaves out the unusable error %s", (error) =>
    expect(formatWithError(5.1234, error)).toBe("5.12"),
  );

  it("never hides more than the error", () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (value, error) => {
        const [shown, shownError] = formatWithError(value, error).split(" ± ").map(Number);
        // Half of the last place shown: at most a fifth of the error (1 digit from 2 up, rounded down at worst by half).
        expect(Math.abs(shown! - value)).toBeLessThanOrEqual(0.26 * error + 1e-9);
        expect(Math.abs(shownError! - error)).toBeLessThanOrEqual(0.26 * error + 1e-9);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("formatNumber", () => {
  it.each([
    [5.1234, "5.12"],
    [844.4, "844"],
    [10234, "10234"],
    [12, "12"],
    [0, "0"],
    [-0.0411, "−0.0411"],
    [0.00001234, "1.23e−5"],
    [1234567, "1.23e+6"],
    [Number.NaN, MISSING],
    [null, MISSING],
  ])("%s -> %s", (value, text) => expect(formatNumber(value)).toBe(text));
});

describe("formatFixed", () => {
  it("keeps the decimals", () => expect(formatFixed(-0.5, 3)).toBe("−0.500"));
  it("shows a dash for a missing number", () => expect(formatFixed(undefined, 3)).toBe(MISSING));
});

describe("formatPercent", () => {
  it.each([
    [1, "100 %"],
    [0, "0 %"],
    [0.9952, "99.5 %"],
    [0.99993, "99.99 %"],
    [0.9999999, "99.99 %"],
    [0.0000001, "< 0.01 %"],
    [0.0312, "3.1 %"],
    [Number.NaN, MISSING],
    [null, MISSING],
  ])("%s -> %s", (share, text) => expect(formatPercent(share)).toBe(text));
});
