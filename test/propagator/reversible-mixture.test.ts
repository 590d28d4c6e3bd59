import { describe, expect, test } from "vitest";
import { createTask, type Matrix64, matrixOf, Rng } from "../../src/base/index.js";
import { splitPairs } from "../../src/features/index.js";
import { normaliseRows, reversibleEigenvalues } from "../../src/numerics/index.js";
import {
  fitPropagator,
  logDensities,
  PROPAGATOR_DEFAULTS,
  type ReversibleMixture,
} from "../../src/propagator/index.js";
import { matchRelaxation } from "../../src/propagator/relaxation-match.js";
import { engine } from "../tensor/programs.js";
import { randomReversible } from "./random-propagator.js";

describe("a random mixture in two dimensions", () => {
  test("obeys detailed balance with its stationary density", async () => {
    const propagator = randomReversible(2, 4, 3);
    const { components } = propagator.density as ReversibleMixture;
    const { lower, width } = propagator.box;
    const rng = Rng.fromSeed(1);
    const points = (): Float64Array => Float64Array.from({ length: 100 }, () => rng.uniform());
    const raw = (unit: Float64Array) =>
      matrixOf(
        unit.map((value, at) => lower[at % 2]! + width[at % 2]! * value),
        50,
        2,
      );
    const [x, y] = [points(), points()];
    const forth = await logDensities(propagator, raw(x), raw(y), engine);
    const back = await logDensities(propagator, raw(y), raw(x), engine);
    for (let row = 0; row < 50; row++) {
      const logRatio = Math.log(stationaryDensity(components, y, row) / stationaryDensity(components, x, row));
      expect(forth[row]! - back[row]!).toBeCloseTo(logRatio, 3); // logDensities keeps rows in single precision
    }
  });
});

/** sum_c pi_c g_c, the cut done by a sum over a grid. */
function stationaryDensity(
  { law, centres, deviations }: ReversibleMixture["components"],
  x: Float64Array,
  row: number,
) {
  const n = 4000;
  const kernel = (value: number, at: number): number =>
    Math.exp(-0.5 * ((value - centres.data[at]!) / deviations.data[at]!) ** 2);
  const mass = (at: number): number =>
    Array.from({ length: n }, (_, i) => kernel((i + 0.5) / n, at) / n).reduce((sum, value) => sum + value, 0);
  return law.reduce(
    (sum, share, c) =>
      sum + (share * kernel(x[2 * row]!, 2 * c) * kernel(x[2 * row + 1]!, 2 * c + 1)) / mass(2 * c) / mass(2 * c + 1),
    0,
  );
}

/** Two states at -2 and 2, the right one a quarter of the time, that forget all but themselves: lambda = 0.8. */
function twoStatePath(nFrames: number): Float64Array {
  const rng = Rng.fromSeed(4);
  let side = 0;
  return Float64Array.from({ length: nFrames }, () => {
    if (rng.uniform() < (side === 0 ? 0.05 : 0.15)) side = 1 - side;
    return (side === 0 ? -2 : 2) + 0.1 * rng.normal();
  });
}

test("two states are found with their shares and their exchange", async () => {
  const nFrames = 40_000;
  const latent = matrixOf(twoStatePath(nFrames), nFrames, 1);
  const split = splitPairs([nFrames], 1, { fraction: 0.2 });
  const options = { ...PROPAGATOR_DEFAULTS, reversible: { nComponents: [2] } };
  const propagator = await fitPropagator(latent, split, [null], options, engine, Rng.fromSeed(1), createTask());
  const { components, transition } = propagator.density as ReversibleMixture;
  const [lower, width] = [propagator.box.lower[0]!, propagator.box.width[0]!];
  const left = components.centres.data[0]! < components.centres.data[1]! ? 0 : 1;
  // The share is that of 40,000 frames that remember 1/(1 - 0.8): known to 0.65 %.
  expect(Math.abs(components.law[left]! - 0.75)).toBeLessThan(0.02);
  expect(Math.abs(lower + width * components.centres.data[left]! + 2)).toBeLessThan(0.01);
  expect(Math.abs(width * components.deviations.data[left]! - 0.1)).toBeLessThan(0.005);
  expect(Math.abs(transition.data[0]! + transition.data[3]! - 1 - 0.8)).toBeLessThan(0.02);
});

describe("matching a relaxation time", () => {
  // Components too narrow to overlap: the coordinate's only process is the exchange of the states, but for the width.
  const law = Float64Array.of(0.25, 0.75);
  const components = {
    law,
    centres: matrixOf(Float64Array.of(0.2, 0.8), 2, 1),
    deviations: matrixOf(Float64Array.of(1e-3, 1e-3), 2, 1),
  };
  const flowsOf = (lambda: number): Matrix64 => {
    const leaving = law[0]! * law[1]! * (1 - lambda);
    return matrixOf(Float64Array.of(law[0]! - leaving, leaving, leaving, law[1]! - leaving), 2, 2);
  };
  const overlap = matrixOf(Float64Array.of(law[0]!, 0, 0, law[1]!), 2, 2);
  const memoryOf = (flows: Matrix64): number => {
    const transition = normaliseRows({ ...flows, data: flows.data.slice() });
    return reversibleEigenvalues(transition, law)[1]!;
  };

  const unknown = Float64Array.of(Number.NaN);

  test.each([2, 20])("gives two states the time of %d lag times, to 2 %%, and keeps their law", (time) => {
    const flows = matchRelaxation(flowsOf(0.8), components, overlap, { correlations: unknown, times: [time] });
    expect(Math.abs(Math.log(-1 / Math.log(memoryOf(flows)) / time))).toBeLessThan(0.0215);
    law.forEach((share, k) => {
      expect(flows.data[2 * k]! + flows.data[2 * k + 1]!).toBeCloseTo(share, 8);
    });
  });

  test("gives two states their correlation over one lag time", () => {
    const wanted = { correlations: Float64Array.of(0.9), times: [null] };
    expect(memoryOf(matchRelaxation(flowsOf(0.8), components, overlap, wanted))).toBeCloseTo(0.9, 2);
  });

  test("leaves flows alone whose time agrees, or is not known", () => {
    const flows = flowsOf(0.8);
    const matched = (times: readonly (number | null)[]): Matrix64 =>
      matchRelaxation(flows, components, overlap, { correlations: unknown, times });
    expect(matched([null])).toBe(flows);
    expect(matched([-1.01 / Math.log(0.8)])).toBe(flows);
  });
});
