import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AbortedError, ConfigError, columnOf, createTask, NumericsError, Rng } from "../../src/base/index.js";
import { autocorrelation, columnMoments, histogram, relaxationTime } from "../../src/numerics/index.js";
import {
  asymmetricQuadrupleWell,
  doubleWell2d,
  fourWell,
  ornsteinUhlenbeck,
  ornsteinUhlenbeckReference,
  quadrupleWell,
  sampleSystem,
  separableTimescales,
} from "../../src/systems/index.js";

// Made by test/golden/systems/reference.py in NumPy and SciPy.
const golden = JSON.parse(
  readFileSync(new URL("../golden/systems/reference.json", import.meta.url), "utf8"),
).quartic_wells;

const systems = [fourWell, doubleWell2d, quadrupleWell, asymmetricQuadrupleWell, ornsteinUhlenbeck()];

describe.each(systems)("$name", (system) => {
  it("has the force -grad V", () => {
    const rng = Rng.fromSeed(4);
    const x = new Float64Array(system.dimension);
    const force = new Float64Array(system.dimension);
    const step = 1e-5;
    for (let trial = 0; trial < 30; trial++) {
      for (let d = 0; d < x.length; d++) x[d] = 2 * rng.uniform() - 1;
      system.force(x, force);
      for (let d = 0; d < x.length; d++) {
        const ahead = system.potential(x.map((value, k) => (k === d ? value + step : value)));
        const behind = system.potential(x.map((value, k) => (k === d ? value - step : value)));
        expect(Math.abs(force[d]! + (ahead - behind) / (2 * step))).toBeLessThan(1e-6);
      }
    }
  });

  it("gives the same path whatever the stride", async () => {
    const all = await sampleSystem(system, 300, 1, Rng.fromSeed(9));
    const some = await sampleSystem(system, 309, 10, Rng.fromSeed(9));
    expect(some.rows).toBe(30);
    for (let t = 0; t < some.rows; t++) {
      expect(columnOf(some, 0)[t]).toBe(columnOf(all, 0)[10 * t + 9]);
    }
  });
});

describe("sampled paths", () => {
  it("of springs have the closed-form deviations and relaxation times", async () => {
    const rates = [1, 2, 3];
    const system = ornsteinUhlenbeck(rates);
    const { timeStep } = system;
    const { variances, timescales } = ornsteinUhlenbeckReference(rates, timeStep);
    const nSteps = 1_000_000;
    const path = await sampleSystem(system, nSteps, 1, Rng.fromSeed(11));
    const { mean, std } = columnMoments(path);
    rates.forEach((_, d) => {
      const nIndependent = (nSteps * timeStep) / (2 * timescales[d]!);
      expect(Math.abs(mean[d]!)).toBeLessThan(3 * Math.sqrt(variances[d]! / nIndependent));
      // The square of a Gaussian process relaxes twice as fast and has the variance 2 var^2.
      expect(Math.abs(std[d]! ** 2 / variances[d]! - 1)).toBeLessThan(3 / Math.sqrt(nIndependent));
      const time = relaxationTime(autocorrelation(columnOf(path, d), 800), timeStep)!;
      expect(Math.abs(time / timescales[d]! - 1)).toBeLessThan(3 * Math.sqrt(2 / nIndependent));
    });
  });

  it("of four wells visit them by their populations", async () => {
    const path = await sampleSystem(fourWell, 1_000_000, 1, Rng.fromSeed(12));
    const edges = [-1.5, -0.5016, 0, 0.502, 1.5];
    const inWell = edges.slice(1).map((edge, k) => histogram(path.data, edges[k]!, edge, 1)[0]! / path.rows);
    // Relaxation in 844 steps leaves about 590 independent samples: 0.02 is one standard error.
    [0.169, 0.231, 0.339, 0.262].forEach((population, k) => {
      expect(Math.abs(inWell[k]! - population)).toBeLessThan(0.06);
    });
  });

  it("refuse a time step that is too long, and counts that are none", async () => {
    const unstable = { ...ornsteinUhlenbeck([1]), timeStep: 4 };
    await expect(sampleSystem(unstable, 10_000, 1, Rng.fromSeed(0))).rejects.toThrow(NumericsError);
    await expect(sampleSystem(fourWell, 10, 0, Rng.fromSeed(0))).rejects.toThrow(ConfigError);
    await expect(sampleSystem(fourWell, 10, 20, Rng.fromSeed(0))).rejects.toThrow("nSteps: want at least one stride");
    await expect(sampleSystem(fourWell, 10, 1, Rng.fromSeed(0), [0, 0])).rejects.toThrow("has 1 coordinates, got 2");
  });

  it("stop on request and tell how far they are", async () => {
    const controller = new AbortController();
    const fractions: number[] = [];
    const task = createTask({
      signal: controller.signal,
      onProgress: ({ fraction }) => {
        fractions.push(fraction);
        if (fraction > 0.2) controller.abort();
      },
    });
    const stopped = sampleSystem(fourWell, 1_000_000, 10, Rng.fromSeed(0), fourWell.start, task);
    await expect(stopped).rejects.toThrow(AbortedError);
    expect(fractions.at(-1)).toBeLessThan(0.3);
  });
});

describe("separable time scales", () => {
  it("of springs are inverse sums of rates", () => {
    const got = separableTimescales(ornsteinUhlenbeck([1, 2]), 5, { lo: -9, hi: 9, nGrid: 250 });
    [1, 1 / 2, 1 / 2, 1 / 3, 1 / 3].forEach((want, k) => {
      expect(Math.abs(got[k]! / want - 1)).toBeLessThan(3e-3); // grid error, h^2 rate / 8 kT
    });
  });

  it.each([doubleWell2d, quadrupleWell, asymmetricQuadrupleWell])("of $name are those of its map", (system) => {
    const want: number[] = golden[system.name];
    const got = separableTimescales(system, want.length);
    want.forEach((time, k) => {
      expect(Math.abs(got[k]! / time - 1)).toBeLessThan(2e-3); // continuous time here, a step of 1e-3 there
    });
  });
});
