import { describe, expect, it } from "vitest";
import { matrixOf, Rng } from "../../src/base/index.js";
import { resampleBlocks, splitPairs } from "../../src/features/index.js";

const LAG = 5;
const SEGMENTS = [300, 500, 400, 200, 600];
const TOTAL = 2000;
/** Every row says which it is. */
const rows = matrixOf(
  Float32Array.from({ length: 2 * TOTAL }, (_, k) => (k % 2 === 0 ? k / 2 : -k)),
  TOTAL,
  2,
);

describe("blocks drawn anew", () => {
  const split = splitPairs(SEGMENTS, LAG, { fraction: 0.2 });
  const drawn = resampleBlocks(rows, split, Rng.fromSeed(4));
  const original = (row: number): number => drawn.rows.data[2 * row]!;

  it("hold pairs of the training data, a lag apart, and no others", () => {
    const training = new Set(split.training);
    for (const start of drawn.split.training) {
      expect(training.has(original(start))).toBe(true);
      expect(original(start + LAG)).toBe(original(start) + LAG);
    }
    const share = drawn.split.training.length / split.training.length;
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(1.2);
  });

  it("repeat some pairs and leave out others, about e^-1 of them", () => {
    const distinct = new Set(Array.from(drawn.split.training, original));
    const share = distinct.size / split.training.length;
    // Of 20 blocks each is left out with probability 0.36; the count has a deviation of about 2 blocks.
    expect(share).toBeGreaterThan(0.64 - 0.3);
    expect(share).toBeLessThan(0.64 + 0.3);
  });

  it("leave what is held out as it is", () => {
    expect(Array.from(drawn.split.validation, original)).toEqual([...split.validation]);
    const nTraining = drawn.segments.reduce((sum, length) => sum + length, 0);
    expect(Math.max(...drawn.split.training) + LAG).toBeLessThan(nTraining);
    expect(Math.min(...drawn.split.validation)).toBeGreaterThanOrEqual(nTraining);
  });

  it("are the same of the same seed, others of another", () => {
    expect(resampleBlocks(rows, split, Rng.fromSeed(4))).toEqual(drawn);
    expect(resampleBlocks(rows, split, Rng.fromSeed(5)).rows).not.toEqual(drawn.rows);
  });
});
