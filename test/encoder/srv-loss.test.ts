import { expect, test } from "vitest";
import { srvLoss } from "../../src/encoder/index.js";
import { gradient, input } from "../../src/tensor/index.js";
import { loadGolden, relativeError } from "../tensor/golden.js";
import { run } from "../tensor/programs.js";

test("the reversible VAMP-2 loss and its gradient are PyTorch's", async () => {
  const golden = loadGolden("encoder-srv-loss");
  const outputs = input("outputs", [80, 3]);
  const loss = srvLoss(outputs);
  const [slope] = gradient(loss, [outputs]);
  const result = await run({ loss, slope: slope! }, { outputs: Float32Array.from(golden.array("outputs")) });
  expect(Math.abs(result.loss[0]! / golden.number("loss") - 1)).toBeLessThan(1e-5);
  expect(relativeError(result.slope, golden.array("slope"))).toBeLessThan(1e-5);
});

test("outputs that shrink by a factor have the eigenvalue that a reversible process gives them", async () => {
  const wave = (k: number, phase: number): number => Math.cos((2 * Math.PI * k) / 40 + phase);
  const rows = (factor: number, sign: number) =>
    Array.from({ length: 40 }, (_, k) => [factor * wave(k, 0), sign * wave(k, Math.PI / 2)]).flat();
  const outputs = input("outputs", [80, 2]);
  const { loss } = await run({ loss: srvLoss(outputs) }, { outputs: [...rows(1, 1), ...rows(0.5, -1)] });
  // C0 = (1 + f^2) / 2 and C1 = f, in units of the variance: lambda = 2 f / (1 + f^2) is 0.8, and -1 for the other.
  expect(loss[0]!).toBeCloseTo(-(0.8 ** 2 + 1), 5);
});
