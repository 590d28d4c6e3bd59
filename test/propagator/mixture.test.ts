import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rng } from "../../src/base/index.js";
import { conditionalMean, logDensity, type MixtureArchitecture, mixtureOf } from "../../src/propagator/index.js";
import { spectralPenalty } from "../../src/propagator/spectral-term.js";
import { gradient, input, mean, mul, sum, type Tensor } from "../../src/tensor/index.js";
import { loadGolden, relativeError } from "../tensor/golden.js";
import { run } from "../tensor/programs.js";

const TRUNCATED = { latentDim: 2, nComponents: 5, kernel: "truncated", deviation: "softplus" } as const;
const GAUSSIAN = { ...TRUNCATED, kernel: "gaussian", deviation: "elu" } as const;

describe("against PyTorch", () => {
  const golden = loadGolden("propagator-truncated");
  const [outputs, x, y] = [input("outputs", [24, 25]), input("x", [24, 2]), input("y", [24, 2])];
  const single = (name: string) => Float32Array.from(golden.array(name));
  const values = { outputs: single("outputs"), x: single("x"), y: single("y") };

  const expectGolden = async (name: string, value: Tensor, loss: Tensor): Promise<void> => {
    const [slope] = gradient(loss, [outputs]);
    const result = await run({ value, slope: slope! }, values);
    expect(relativeError(result.value, golden.array(name))).toBeLessThan(1e-5);
    expect(relativeError(result.slope, golden.array(`${name}_slope`))).toBeLessThan(1e-5);
  };

  for (const [name, architecture] of [
    ["truncated", TRUNCATED],
    ["gaussian_elu", GAUSSIAN],
  ] as const) {
    test(`log density of ${name} kernels`, async () => {
      const density = logDensity(mixtureOf(outputs, architecture), y);
      await expectGolden(name, density, mean(density, undefined, false));
    });
  }

  test("conditional mean of truncated kernels", async () => {
    const predicted = conditionalMean(mixtureOf(outputs, TRUNCATED));
    await expectGolden("mean", predicted, sum(mul(predicted, y), undefined, false));
  });

  test("spectral penalty", async () => {
    const box = {
      lower: Float64Array.from(golden.array("box_lower")),
      width: Float64Array.from(golden.array("box_width")),
    };
    const eigenvalues = Float64Array.from(golden.array("eigenvalues"));
    const penalty = spectralPenalty(conditionalMean(mixtureOf(outputs, TRUNCATED)), x, box, eigenvalues);
    await expectGolden("penalty", penalty, penalty);
  });
});

test("weights sum to one, however far apart the logits", async () => {
  // With all means at the same point the conditional mean is that point times the sum of the weights.
  const outputs = input("outputs", [1, 25]);
  const predicted = conditionalMean(mixtureOf(outputs, GAUSSIAN));
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

/** The trapezoidal sum of exp(log density) over y in [from, to], D = 1, for one row of network outputs. */
async function mass(
  architecture: MixtureArchitecture,
  row: readonly number[],
  from: number,
  to: number,
): Promise<number> {
  const n = 8001;
  const outputs = input("outputs", [n, row.length]);
  const y = input("y", [n, 1]);
  const { density } = await run(
    { density: logDensity(mixtureOf(outputs, architecture), y) },
    {
      outputs: Float32Array.from({ length: n * row.length }, (_, k) => row[k % row.length]!),
      y: Float32Array.from({ length: n }, (_, k) => from + ((to - from) * k) / (n - 1)),
    },
  );
  const sumOf = density.reduce((total, value, k) => total + Math.exp(value) * (k === 0 || k === n - 1 ? 0.5 : 1), 0);
  return (sumOf * (to - from)) / (n - 1);
}

describe("a density in one dimension integrates to one", () => {
  const rng = Rng.fromSeed(6);
  const rows = Array.from({ length: 8 }, () => Array.from({ length: 9 }, () => 2 * rng.normal()));

  test("truncated kernels, over the box", async () => {
    const architecture = { ...TRUNCATED, latentDim: 1, nComponents: 3 };
    for (const row of rows) expect(Math.abs((await mass(architecture, row, 0, 1)) - 1)).toBeLessThan(1e-4);
  });

  test("Gaussian kernels, over the line", async () => {
    const architecture = { ...GAUSSIAN, latentDim: 1, nComponents: 3 };
    for (const row of rows) expect(Math.abs((await mass(architecture, row, -40, 41)) - 1)).toBeLessThan(1e-4);
  });
});
