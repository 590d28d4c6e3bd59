import { describe, expect, test } from "vitest";
import { matrixOf, Rng } from "../../src/base/index.js";
import { createSampler, logDensities, type Propagator, predictMean } from "../../src/propagator/index.js";
import { engine } from "../tensor/programs.js";
import { randomNetwork, randomReversible } from "./random-propagator.js";

const DRAWS = 20_000;
const BINS = 20;

/** Draws of the next state from one state, (DRAWS, D) in the unit box. */
function drawNext(propagator: Propagator, x: readonly number[], seed: number): Float64Array {
  const { lower, width } = propagator.box;
  const sampler = createSampler(propagator);
  const rng = Rng.fromSeed(seed);
  const start = x.map((value, d) => lower[d]! + width[d]! * value);
  const next = new Float32Array(x.length);
  const out = new Float64Array(DRAWS * x.length);
  for (let k = 0; k < out.length; k += x.length) {
    sampler.samplePath(start, rng, next);
    for (let d = 0; d < x.length; d++) out[k + d] = (next[d]! - lower[d]!) / width[d]!;
  }
  return out;
}

/** Mean of f over the draws, and how many standard errors it is from `want`. */
function deviation(draws: Float64Array, dimension: number, f: (row: Float64Array) => number, want: number): number {
  let total = 0;
  let squares = 0;
  for (let k = 0; k < draws.length; k += dimension) {
    const value = f(draws.subarray(k, k + dimension));
    total += value;
    squares += value * value;
  }
  const mean = total / DRAWS;
  return (mean - want) / Math.sqrt((squares / DRAWS - mean * mean) / DRAWS);
}

/** Pearson's chi-square of counts in equal bins of [0, 1], in deviations of its law from its mean. */
function chiSquareDeviation(draws: Float64Array, probabilities: Float64Array): number {
  const counts = new Float64Array(BINS);
  for (const value of draws) counts[Math.min(BINS - 1, Math.floor(value * BINS))]!++;
  let chiSquare = 0;
  for (let b = 0; b < BINS; b++)
    chiSquare += (counts[b]! - DRAWS * probabilities[b]!) ** 2 / (DRAWS * probabilities[b]!);
  return (chiSquare - (BINS - 1)) / Math.sqrt(2 * (BINS - 1));
}

/** p(y | x) in the unit box. @param y (N, D) */
async function densityAt(propagator: Propagator, x: readonly number[], y: Float64Array): Promise<Float64Array> {
  const { lower, width } = propagator.box;
  const d = x.length;
  const raw = (value: number, k: number): number => lower[k % d]! + width[k % d]! * value;
  const later = matrixOf(y.map(raw), y.length / d, d);
  const now = matrixOf(
    y.map((_, k) => raw(x[k % d]!, k)),
    y.length / d,
    d,
  );
  const volume = width.reduce((product, extent) => product * extent, 1);
  return (await logDensities(propagator, now, later, engine)).map((value) => Math.exp(value) * volume);
}

/** Masses of the bins by the midpoint rule on 400 points each; what lies beyond a wall belongs to the bin at it. */
async function binMasses(propagator: Propagator, x: number, reach: number): Promise<Float64Array> {
  const perBin = 400;
  const h = 1 / (BINS * perBin);
  const n = Math.round((1 + 2 * reach) / h);
  const points = Float64Array.from({ length: n }, (_, k) => -reach + (k + 0.5) * h);
  const density = await densityAt(propagator, [x], points);
  const masses = new Float64Array(BINS);
  points.forEach((y, k) => {
    masses[Math.min(BINS - 1, Math.max(0, Math.floor(y * BINS)))]! += density[k]! * h;
  });
  return masses;
}

describe("draws follow the density", () => {
  const x = [0.3, 0.8];

  test("a reversible mixture in two dimensions: first and second moments", async () => {
    const propagator = randomReversible(2, 3, 1);
    const { lower, width } = propagator.box;
    const draws = drawNext(propagator, x, 2);

    const latent = { data: Float64Array.from(x, (value, d) => lower[d]! + width[d]! * value), rows: 1, cols: 2 };
    const predicted = await predictMean(propagator, latent, engine);
    const want = Array.from(predicted.data, (value, d) => (value - lower[d]!) / width[d]!);
    for (const d of [0, 1]) expect(Math.abs(deviation(draws, 2, (row) => row[d]!, want[d]!))).toBeLessThan(3.5);

    const side = 160;
    const at = (k: number): number => (k + 0.5) / side;
    const grid = Float64Array.from({ length: 2 * side * side }, (_, k) =>
      k % 2 === 0 ? at(Math.floor(k / 2 / side)) : at(Math.floor(k / 2) % side),
    );
    const density = await densityAt(propagator, x, grid);
    const moment = (f: (row: Float64Array) => number): number =>
      density.reduce((sum, p, k) => sum + p * f(grid.subarray(2 * k, 2 * k + 2)), 0) / (side * side);
    expect(moment(() => 1)).toBeCloseTo(1, 3);
    for (const f of [
      (row: Float64Array) => row[0]! ** 2,
      (row: Float64Array) => row[1]! ** 2,
      (row: Float64Array) => row[0]! * row[1]!, // correlated through the choice of the component
      (row: Float64Array) => Number(row[0]! < want[0]! && row[1]! < want[1]!),
    ]) {
      expect(Math.abs(deviation(draws, 2, f, moment(f)))).toBeLessThan(3.5);
    }
  });

  for (const seed of [1, 2, 3]) {
    test(`a reversible mixture in one dimension: histogram, mixture ${seed}`, async () => {
      const propagator = randomReversible(1, 4, seed);
      const masses = await binMasses(propagator, 0.6, 0);
      expect(masses.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 3);
      expect(Math.abs(chiSquareDeviation(drawNext(propagator, [0.6], 3), masses))).toBeLessThan(3.5);
    });

    test(`a network in one dimension: histogram with walls, network ${seed}`, async () => {
      const propagator = randomNetwork(1, 3, -1, seed);
      const masses = await binMasses(propagator, 0.6, 20);
      expect(masses.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 3);
      expect(Math.abs(chiSquareDeviation(drawNext(propagator, [0.6], 4), masses))).toBeLessThan(3.5);
    });
  }

  test("a network's narrow kernels in two dimensions: conditional mean", async () => {
    const propagator = randomNetwork(2, 3, -8, 5); // far from the walls
    const { lower, width } = propagator.box;
    const draws = drawNext(propagator, x, 6);
    const latent = { data: Float64Array.from(x, (value, d) => lower[d]! + width[d]! * value), rows: 1, cols: 2 };
    const predicted = await predictMean(propagator, latent, engine);
    for (const d of [0, 1]) {
      const want = (predicted.data[d]! - lower[d]!) / width[d]!;
      expect(Math.abs(deviation(draws, 2, (row) => row[d]!, want))).toBeLessThan(3.5);
    }
  });
});

describe.each([
  ["a network", randomNetwork(2, 4, 0, 9)],
  ["a reversible mixture", randomReversible(2, 4, 9)],
])("a path of %s", (_, propagator) => {
  const pathOf = (steps: number, seed: number): Float32Array => {
    const out = new Float32Array(2 * steps);
    createSampler(propagator).samplePath([0, -1], Rng.fromSeed(seed), out);
    return out;
  };

  test("is repeated by its seed, and a shorter one is its beginning", () => {
    expect(pathOf(100, 1)).toEqual(pathOf(100, 1));
    expect(pathOf(40, 1)).toEqual(pathOf(100, 1).slice(0, 80));
    expect(pathOf(100, 2)).not.toEqual(pathOf(100, 1));
  });

  test("stays in the box", () => {
    const { lower, width } = propagator.box;
    pathOf(2000, 3).forEach((value, k) => {
      const d = k % 2;
      expect(value).toBeGreaterThanOrEqual(lower[d]!);
      expect(value).toBeLessThanOrEqual(lower[d]! + width[d]!);
    });
  });

  test("refuses a start of another dimension", () => {
    const sampler = createSampler(propagator);
    expect(() => sampler.samplePath([0], Rng.fromSeed(1), new Float32Array(4))).toThrow(
      "samplePath: want a start of 2",
    );
    expect(() => sampler.samplePath([0, 0], Rng.fromSeed(1), new Float32Array(5))).toThrow("room for (K, 2)");
  });
});
