import { describe, expect, test } from "vitest";
import { createTask, type Matrix, Rng, type Task } from "../../src/base/index.js";
import { splitPairs } from "../../src/features/index.js";
import {
  createSampler,
  fitPropagator,
  negativeLogLikelihood,
  PROPAGATOR_DEFAULTS,
  PROPAGATOR_PAPER,
  type Propagator,
  type PropagatorOptions,
  predictMean,
} from "../../src/propagator/index.js";
import { ornsteinUhlenbeck, ornsteinUhlenbeckReference, sampleSystem } from "../../src/systems/index.js";
import { interruptAndResume } from "../tensor/interrupted.js";
import { engine } from "../tensor/programs.js";

// One spring of unit rate, a frame every tenth of its relaxation time, stepped five frames at a time: a Gaussian process.
const LAG = 5;
const { timescales, variances } = ornsteinUhlenbeckReference([1], 1e-2);
const LAMBDA = Math.exp((-0.1 * LAG) / timescales[0]!);
const SPREAD = Math.sqrt(variances[0]! * (1 - LAMBDA ** 2)); // of the next state about lambda psi
const EXACT_NLL = Math.log(SPREAD * Math.sqrt(2 * Math.PI * Math.E));

const latent: Matrix = await sampleSystem(ornsteinUhlenbeck([1]), 200_000, 10, Rng.fromSeed(1));
const split = splitPairs([latent.rows], LAG, { fraction: 0.2 });
const LAG_TIMES = -1 / Math.log(LAMBDA); // the relaxation time
const REVERSIBLE: PropagatorOptions = { ...PROPAGATOR_DEFAULTS, reversible: { nComponents: [6, 12] } };
const NETWORK: PropagatorOptions = {
  ...PROPAGATOR_PAPER,
  mdn: { ...PROPAGATOR_PAPER.mdn, nComponents: 4, hidden: [16], learningRate: 5e-3, maxEpochs: 40 },
};

const train = (options: PropagatorOptions, task: Task = createTask()): Promise<Propagator> =>
  fitPropagator(latent, split, [LAG_TIMES], options, engine, Rng.fromSeed(2), task);

const shortNetwork = (maxEpochs: number): PropagatorOptions => ({ ...NETWORK, mdn: { ...NETWORK.mdn, maxEpochs } });

describe("a propagator of a spring in a heat bath", () => {
  test.each([
    ["reversible mixture", REVERSIBLE],
    ["network", NETWORK],
  ])("predicts it as well as can be: %s", async (_, options) => {
    const propagator = await train(options);
    // 4000 held-out pairs, correlated over ten frames: the likelihood itself is known to 0.02 nats.
    expect(Math.abs(propagator.heldOutNll - EXACT_NLL)).toBeLessThan(0.05);
    const states = { data: Float64Array.of(-1.5, -0.5, 0, 0.5, 1.5), rows: 5, cols: 1 };
    const predicted = await predictMean(propagator, states, engine);
    states.data.forEach((psi, k) => {
      expect(Math.abs(predicted.data[k]! - LAMBDA * psi)).toBeLessThan(0.1);
    });
  });

  test("its paths have the spring's variance and relaxation", async () => {
    const propagator = await train(REVERSIBLE);
    const path = new Float32Array(50_000);
    createSampler(propagator).samplePath([0], Rng.fromSeed(3), path);
    const n = path.length - 1;
    let squares = 0;
    let lagged = 0;
    for (let t = 0; t < n; t++) {
      squares += path[t]! ** 2 / n;
      lagged += (path[t]! * path[t + 1]!) / n;
    }
    expect(Math.abs(squares / variances[0]! - 1)).toBeLessThan(0.12);
    expect(Math.abs(lagged / squares - LAMBDA)).toBeLessThan(0.04);
  });

  test("negativeLogLikelihood of a network is what was reported of the held-out pairs", async () => {
    const propagator = await train(shortNetwork(1));
    const at = (shift: number): Matrix => ({
      data: Float64Array.from(split.validation, (t) => latent.data[t + shift]!),
      rows: split.validation.length,
      cols: 1,
    });
    const nll = await negativeLogLikelihood(propagator, at(0), at(LAG), engine);
    expect(nll).toBeCloseTo(propagator.heldOutNll, 5);
  });

  test("is the same from the same seed", async () => {
    const options = shortNetwork(2);
    expect(await train(REVERSIBLE)).toStrictEqual(await train(REVERSIBLE));
    expect(await train(options)).toStrictEqual(await train(options));
  });

  test("goes on after an interruption as if there had been none", async () => {
    const options = shortNetwork(4);
    expect(await interruptAndResume((task) => train(options, task), 2)).toStrictEqual(await train(options));
  });

  test("starts anew when the checkpoint is damaged or of another network", async () => {
    const options = shortNetwork(1);
    const fresh = await train(options);
    const startingFrom = (checkpoint: Uint8Array): Promise<Propagator> =>
      train(options, createTask({ checkpoints: { load: async () => checkpoint, save: async () => {} } }));
    expect(await startingFrom(new Uint8Array(50))).toStrictEqual(fresh);
    const other: Uint8Array[] = [];
    const keep = { load: async () => null, save: async (_: string, bytes: Uint8Array) => void other.push(bytes) };
    await train({ ...options, mdn: { ...options.mdn, hidden: [8] } }, createTask({ checkpoints: keep }));
    expect(await startingFrom(other[0]!)).toStrictEqual(fresh);
  });
});
