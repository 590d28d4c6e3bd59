import { describe, expect, test } from "vitest";
import { type Matrix32, Rng, zeros32 } from "../../src/base/index.js";
import { colour, fitWhitening, whiten } from "../../src/decoder/whitening.js";

const N = 4000;

/** Columns a, b, c = a + b + noise of 0.01, d constant; a and b are correlated by 0.6. */
function correlated(): Matrix32 {
  const rng = Rng.fromSeed(1);
  const out = zeros32(N, 4);
  for (let t = 0; t < N; t++) {
    const a = rng.normal();
    const b = 0.6 * a + 0.8 * rng.normal();
    out.data.set([5 + 2 * a, b, a + b + 0.01 * rng.normal(), 7], 4 * t);
  }
  return out;
}

function correlation({ data, rows, cols }: Matrix32, i: number, j: number): number {
  let sum = 0;
  for (let t = 0; t < rows; t++) sum += data[t * cols + i]! * data[t * cols + j]!;
  return sum / rows;
}

describe.each([0, 2])("whitening that keeps the first %i coordinates", (nKept) => {
  const raw = correlated();
  const whitening = fitWhitening(raw, nKept);
  const white = whiten(whitening, raw);

  test("gives coordinates of deviation 1 without correlations, but among those kept", () => {
    for (const i of [0, 1, 2]) expect(Math.abs(correlation(white, i, i) - 1)).toBeLessThan(0.002);
    // The sample's own correlation of a and b: 0.6 with a standard error of 0.01.
    const kept = nKept === 2 ? 0.6 : 0;
    expect(Math.abs(correlation(white, 1, 0) - kept)).toBeLessThan(0.03);
    // The ridge leaves a trace in what c has of its own, a share of 3e-5 of its variance.
    for (const j of [0, 1]) expect(Math.abs(correlation(white, 2, j))).toBeLessThan(0.02);
    for (let t = 0; t < N; t++) expect(Math.abs(white.data[4 * t + 3]!)).toBeLessThan(1e-6);
  });

  test("can be undone", () => {
    const back = colour(whitening, white);
    for (let k = 0; k < back.data.length; k++) expect(Math.abs(back.data[k]! - raw.data[k]!)).toBeLessThan(2e-6);
  });
});
