import { describe, expect, test } from "vitest";
import { createTask, Rng } from "../../src/base/index.js";
import { ENCODER_DEFAULTS } from "../../src/encoder/index.js";
import { crossValidationFolds, tableOf } from "../../src/features/index.js";
import { ornsteinUhlenbeck, ornsteinUhlenbeckReference, sampleSystem } from "../../src/systems/index.js";
import {
  adviseFeatures,
  type FeatureSetScores,
  proposeFeatureSets,
  scoreFeatureSets,
  scoreOf,
} from "../../src/validation/index.js";
import { engine } from "../tensor/programs.js";

const RATES = [1, 4];
const LAG = 2;
/** Of frames a tenth of the unit of time apart. */
const lambda = Array.from(ornsteinUhlenbeckReference(RATES, 1e-2).timescales, (time) => Math.exp((-0.1 * LAG) / time));

describe("cross-validated scores of feature sets", () => {
  test("of a slow spring, a fast spring, and both, are their eigenvalues'", async () => {
    const nFrames = 40_000;
    const path = await sampleSystem(ornsteinUhlenbeck(RATES), 10 * nFrames, 10, Rng.fromSeed(3));
    const features = tableOf({ data: Float32Array.from(path.data), rows: nFrames, cols: 2 }, [25_000, 15_000]);
    const columns = new Map([
      ["slow", Int32Array.of(0)],
      ["fast", Int32Array.of(1)],
    ]);
    const options = { ...ENCODER_DEFAULTS, method: "tica" as const, maxLatentDim: 1 };
    const folds = crossValidationFolds(features.segments, LAG, 5);
    const sets = proposeFeatureSets(columns);
    const scores = await scoreFeatureSets(features, sets, folds, options, engine, Rng.fromSeed(4), createTask());
    expect(scores.map(({ kinds, nFeatures }) => [kinds, nFeatures])).toEqual([
      [["slow"], 1],
      [["fast"], 1],
      [["slow", "fast"], 2],
    ]);
    const exact = [1 + lambda[0]! ** 2, 1 + lambda[1]! ** 2, 1 + lambda[0]! ** 2];
    scores.forEach((set, i) => {
      const { mean, sem } = scoreOf(set, 1);
      expect(Math.abs(mean - exact[i]!)).toBeLessThan(4 * sem);
      expect(sem).toBeLessThan(0.02);
    });
    const { simplest } = adviseFeatures(scores, 1);
    expect(simplest.kinds).toEqual(["slow"]);
  });
});

describe("advice on features", () => {
  const setOf = (name: string, nFeatures: number, scores: number[]): FeatureSetScores => ({
    kinds: [name],
    nFeatures,
    folds: { data: Float64Array.from(scores), rows: scores.length, cols: 1 },
  });

  test("takes fewer features where every fold scores about the same", () => {
    const sets = [setOf("few", 5, [1.5, 2.51, 1.98, 2.2]), setOf("all", 50, [1.52, 2.49, 1.99, 2.2])];
    const { best, simplest } = adviseFeatures(sets, 1);
    expect([best.kinds, simplest.kinds]).toEqual([["all"], ["few"]]);
  });

  test("takes more where they are better in each fold, however much folds differ", () => {
    const sets = [setOf("few", 5, [1.4, 2.4, 1.9, 2.1]), setOf("all", 50, [1.5, 2.5, 2.0, 2.2])];
    expect(adviseFeatures(sets, 1).simplest.kinds).toEqual(["all"]);
  });
});
