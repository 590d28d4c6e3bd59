import { beforeAll, describe, expect, it } from "vitest";
import { createTask, Rng } from "../../src/base/index.js";
import { splitPairs } from "../../src/features/index.js";
import { PROPAGATOR_DEFAULTS } from "../../src/propagator/index.js";
import { everyNthRow } from "../../src/synthesis/index.js";
import { measureEnsemble } from "../../src/validation/ensemble.js";
import { compareMembers } from "../../src/validation/ensemble-comparison.js";
import type { MemberPrediction } from "../../src/validation/evidence-data.js";
import { engine } from "../tensor/programs.js";
import { type Measured, measurePath, ornsteinUhlenbeckPath } from "./known-processes.js";

const FRAMES = 10_000;
/** Frames. */
const TIME = 10;
const LAG = 5;
const OPTIONS = { ...PROPAGATOR_DEFAULTS, reversible: { ...PROPAGATOR_DEFAULTS.reversible, nComponents: [4] } };

let measured: Measured;

const train = async (count: number, seed: number): Promise<MemberPrediction[]> => {
  const latent = ornsteinUhlenbeckPath([TIME], FRAMES, 3);
  const split = splitPairs([FRAMES], LAG, { fraction: 0.2 });
  const input = { latent, split, observables: measured.observables, starts: everyNthRow(latent, 100) };
  return measureEnsemble(input, OPTIONS, count, engine, Rng.fromSeed(seed), createTask());
};

beforeAll(async () => {
  measured = await measurePath(ornsteinUhlenbeckPath([TIME], FRAMES, 3), [FRAMES], LAG);
});

describe("an ensemble of propagators", () => {
  it("predicts what MD shows, each member something else, the same of the same seed", async () => {
    const members = await train(2, 1);
    const [a, b] = members;
    const expected = TIME / LAG;
    // Of 8000 frames a time scale of 10 is known to 5 %, and the training is short.
    for (const { times } of members) expect(Math.abs(times[0]!.value / expected - 1)).toBeLessThan(0.35);
    expect(a!.latent[0]).not.toEqual(b!.latent[0]);
    expect((await train(1, 1))[0]).toEqual(a);
  });

  it("is none unless it is asked for", async () => expect(await train(0, 1)).toEqual([]));
});

describe("the model's own error", () => {
  const member = (time: number, share: number): MemberPrediction => ({
    times: [{ value: time, sem: 1 }, null],
    latent: [Float64Array.of(1000, 1000 * share)],
    populations: Float64Array.of(1 - share, share),
  });
  // Times: variance 7, of which sampling explains 1. Shares: deviation 0.1.
  const members = [member(10 - Math.sqrt(7), 0.3), member(10, 0.4), member(10 + Math.sqrt(7), 0.5)];

  it("is the deviation over the members, less that of sampling", () => {
    const result = compareMembers(measured.observables, members)!;
    const { lagFrames, spacing } = measured.observables;
    expect(result.members).toBe(3);
    expect(result.timescale_std[0]).toBeCloseTo(Math.sqrt(6) * lagFrames * spacing, 10);
    expect(result.timescale_std[1]).toBeNull();
    expect(result.population_std[1]).toBeCloseTo(0.1, 10);
    // Two bins whose difference in F is -ln share: half of it is on either side of the aligned mean.
    const f = [0.3, 0.4, 0.5].map(Math.log);
    const mean = (f[0]! + f[1]! + f[2]!) / 3;
    const deviation = Math.sqrt(f.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(result.free_energy_kT[0]).toBeCloseTo(deviation / 2, 10);
  });

  it("is zero where sampling explains all, and not known of two members", () => {
    const alike = [member(10, 0.4), member(10.1, 0.4), member(9.9, 0.4)];
    expect(compareMembers(measured.observables, alike)!.timescale_std[0]).toBe(0);
    expect(compareMembers(measured.observables, members.slice(1))).toBeNull();
  });
});
