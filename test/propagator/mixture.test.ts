import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rng } from "../../src/base/index.js";
import { conditionalMean, logDensity, mixtureOf } from "../../src/propagator/index.js";
import { gradient, input, mean, mul, sum, type Tensor } from "../../src/tensor/index.js";
import { loadGolden, relativeError } from "../tensor/golden.js";
import { run } from "../tensor/programs.js";

const ARCHITECTURE = { latentDim: 2, nComponents: 5 };

describe("against PyTorch", () => {
  const golden = loadGolden("propagator-links");
  const [outputs, y] = [input("outputs", [24, 25]), input("y", [24, 2])];
  const single = (name: string) => Float32Array.from(golden.array(name));
  const values = { outputs: single("outputs"), y: single("y") };

  const expectGolden = async (name: string, value: Tensor, loss: Tensor): Promise<void> => {
    const [slope] = gradient(loss, [outputs]);
    const result = await run({ value, slope: slope! }, values);
    expect(relativeError(result.value, golden.array(name))).toBeLessThan(1e-5);
    expect(relativeError(result.slope, golden.array(`${name}_slope`))).toBeLessThan(1e-5);
  };

  test("log density", async () => {
    const density = logDensity(mixtureOf(outputs, ARCHITECTURE), y);
    await expectGolden("density", density, mean(density, undefined, false));
  });

  test("conditional mean", async () => {
    const predicted = conditionalMean(mixtureOf(outputs, ARCHITECTURE));
    await expectGolden("mean", predicted, sum(mul(predicted, y), undefined, false));
  });
});

test("weights sum to one, however far apart the logits", async () => {
  // With all means at the same point the conditional mean is that point times the sum of the weights.
  const outputs = input("outputs", [1, 25]);
  const predicted = conditionalMean(mixtureOf(outputs, ARCHITECTURE));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.float({ min: -300, max: 300, noNaN: true }), { minLength: 5, maxLength: 5 }),
      async (logits) => {
        const result = await run({ predicted }, { outputs: [...logits, ...Array(20).fill(0)] });
        // Single precision knows a logit of 300 to 3e-5.
        for (const value of result.predicted) expect(value).toBeCloseTo(0.5, 4);
      },
    ),
    { seed: 5, numRuns: 40 },
  );
});

test("the density integrates to one over the line", async () => {
  const rng = Rng.fromSeed(6);
  const n = 8001;
  const [from, to] = [-40, 41];
  const outputs = input("outputs", [n, 9]);
  const y = input("y", [n, 1]);
  const density = logDensity(mixtureOf(outputs, { latentDim: 1, nComponents: 3 }), y);
  for (let repeat = 0; repeat < 8; repeat++) {
    const row = Array.from({ length: 9 }, () => 2 * rng.normal());
    const result = await run(
      { density },
      {
        outputs: Float32Array.from({ length: n * row.length }, (_, k) => row[k % row.length]!),
        y: Float32Array.from({ length: n }, (_, k) => from + ((to - from) * k) / (n - 1)),
      },
    );
    const mass = (result.density.reduce((total, value) => total + Math.exp(value), 0) * (to - from)) / (n - 1);
    expect(Math.abs(mass - 1)).toBeLessThan(1e-4);
  }
});
