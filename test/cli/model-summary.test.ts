import { expect, test } from "vitest";
import { summariseModel } from "../../src/cli/model-summary.js";
import { moleculeSimulator, systemSimulator } from "../box/sample-simulators.js";

test.each([
  ["cwgan", "conditional Wasserstein GAN"],
  ["internal", "flow matching on internal coordinates"],
  ["cartesian", "flow matching on Cartesian coordinates"],
] as const)("the summary of a model names its decoder: %s", (kind, name) => {
  expect(summariseModel("model.lss", moleculeSimulator(kind))).toContain(`  decoder           ${name}`);
});

test("the summary of a model without atoms names none", () => {
  expect(summariseModel("model.lss", systemSimulator()).join()).not.toContain("decoder");
});
