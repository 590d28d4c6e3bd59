import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTask, type Matrix, Rng, type Task } from "../../src/base/index.js";
import { ENCODER_DEFAULTS, type Encoder, type EncoderOptions, encode, fitEncoder } from "../../src/encoder/index.js";
import { type PairSplit, splitPairs, type Table, tableOf } from "../../src/features/index.js";
import { ornsteinUhlenbeck, ornsteinUhlenbeckReference, sampleSystem } from "../../src/systems/index.js";
import { firstDifference } from "../base/first-difference.js";
import { interruptAndResume } from "../tensor/interrupted.js";
import { engine } from "../tensor/programs.js";

const RATES = [1, 3];
const LAG = 3; // frames, a tenth of the unit of time apart
const { timescales } = ornsteinUhlenbeckReference(RATES, 1e-2);
const lambda = timescales.map((time) => Math.exp((-0.1 * LAG) / time));

/** A table of trajectories of the two springs, seen through a linear map to three features. */
async function springs(seed: number, nFrames: number): Promise<Table> {
  const { data } = await sampleSystem(ornsteinUhlenbeck(RATES), 10 * nFrames, 10, Rng.fromSeed(seed));
  const features = new Float32Array(3 * nFrames);
  for (let t = 0; t < nFrames; t++) {
    const [x, y] = [data[2 * t]!, data[2 * t + 1]!];
    features.set([2 * x + y + 5, x - 0.5 * y, 0.3 * y - 1], 3 * t);
  }
  return tableOf({ data: features, rows: nFrames, cols: 3 }, [nFrames / 2, nFrames / 2]);
}

const features = await springs(1, 40_000);
const split = splitPairs(features.segments, LAG, { fraction: 0.2 });

const TICA: EncoderOptions = { ...ENCODER_DEFAULTS, method: "tica", latentDim: 2 };
const SRV: EncoderOptions = {
  ...ENCODER_DEFAULTS,
  latentDim: 2,
  hidden: [16, 16],
  batchSize: 2000,
  pairsPerEpoch: 20_000,
  maxEpochs: 8,
  learningRate: 5e-3,
  patience: 8,
};

const train = (options: EncoderOptions, task: Task = createTask()): Promise<Encoder> =>
  fitEncoder(features, split, options, engine, Rng.fromSeed(2), task);

/** psi of a row by the definition, in double precision. */
function projectByHand(encoder: Encoder, row: ArrayLike<number>): number[] {
  const { scaling, network, modes, latentDim } = encoder;
  let values = Array.from(row, (x, f) => (x - scaling.mean[f]!) / scaling.scale[f]!);
  if (network !== null) {
    const { nFeatures, hidden, nOutputs } = network.architecture;
    let offset = 0;
    const take = (n: number): Float32Array => {
      offset += n;
      return network.parameters.subarray(offset - n, offset);
    };
    const linear = (nIn: number, nOut: number): number[] => {
      const [weight, bias] = [take(nIn * nOut), take(nOut)];
      return Array.from({ length: nOut }, (_, o) =>
        values.reduce((sum, x, i) => sum + x * weight[i * nOut + o]!, bias[o]!),
      );
    };
    hidden.forEach((units, layer) => {
      const activated = linear(hidden[layer - 1] ?? nFeatures, units).map(Math.tanh);
      const [scale, shift] = [take(units), take(units)];
      const { mean, variance } = network.moments[layer]!;
      values = activated.map((h, u) => (scale[u]! * (h - mean[u]!)) / Math.sqrt(variance[u]! + 1e-5) + shift[u]!);
    });
    values = linear(hidden.at(-1)!, nOutputs);
  }
  const m = modes.vectors.cols;
  return Array.from({ length: latentDim }, (_, d) =>
    values.reduce((sum, x, k) => sum + (x - modes.mean[k]!) * modes.vectors.data[k * m + d]!, 0),
  );
}

function correlation(psi: Matrix, d: number, f: (row: Float32Array) => number, table: Table): number {
  const a = Array.from({ length: psi.rows }, (_, t) => psi.data[t * psi.cols + d]!);
  const rows = table.read(0, table.rows);
  const b = a.map((_, t) => f(rows.data.subarray(t * rows.cols, (t + 1) * rows.cols)));
  const centre = (v: number[]): number[] => {
    const mean = v.reduce((s, x) => s + x, 0) / v.length;
    return v.map((x) => x - mean);
  };
  const [p, q] = [centre(a), centre(b)];
  const dot = (u: number[], v: number[]): number => u.reduce((s, x, i) => s + x * v[i]!, 0);
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}

/** The spring of rate 1: of x1 + x2 / 2 and 0.3 x2, what is left of x1. */
const slowSpring = (row: Float32Array): number => row[1]! + (0.5 / 0.3) * (row[2]! + 1);

describe("TICA on springs in a heat bath", () => {
  test("finds the relaxation of each spring", async () => {
    const encoder = await train(TICA);
    // 4000 units of time: the eigenvalue of a spring of rate 1 has a standard error of about 0.01.
    for (const d of [0, 1]) {
      expect(Math.abs(encoder.modes.eigenvalues[d]! - lambda[d]!)).toBeLessThan(0.03);
      expect(Math.abs(encoder.heldOutEigenvalues[d]! - lambda[d]!)).toBeLessThan(0.06);
    }
    const psi = await encode(encoder, features, engine, createTask());
    expect(Math.abs(correlation(psi, 0, slowSpring, features))).toBeGreaterThan(0.999);
  });
});

describe("modes of the user's choice", () => {
  test("are kept in the order asked for, and name the feature that they follow", async () => {
    const { modes } = await train(TICA);
    const encoder = await train({ ...TICA, latentDim: null, modes: [2] });
    expect(encoder.latentDim).toBe(1);
    expect(encoder.modes.eigenvalues[0]).toBe(modes.eigenvalues[1]);
    expect(encoder.leaders[0]!.feature).toBe(2); // 0.3 y - 1
    expect(encoder.leaders[0]!.correlation).toBeGreaterThan(0.99);
  });

  test("that do not exist are refused", async () => {
    await expect(train({ ...TICA, latentDim: null, modes: [4] })).rejects.toThrow(
      "encoder.modes: there is no mode 4: the encoder has 3",
    );
    await expect(train({ ...SRV, maxEpochs: 1, deflate: [4] })).rejects.toThrow(
      "encoder.deflate: there is no mode 4: the encoder has 2",
    );
  });
});

describe("deflation", () => {
  test("leaves the fast spring when the slow one is taken out", async () => {
    const options = { ...SRV, latentDim: null, maxLatentDim: 2, maxEpochs: 20 };
    const encoder = await train({ ...options, modes: [1], deflate: [1] });
    expect(Math.abs(encoder.modes.eigenvalues[0]! - lambda[1]!)).toBeLessThan(0.04);
    const psi = await encode(encoder, features, engine, createTask());
    expect(Math.abs(correlation(psi, 0, slowSpring, features))).toBeLessThan(0.1);
    expect(Math.abs(correlation(psi, 0, (row) => row[2]!, features))).toBeGreaterThan(0.9);
  });

  test("is refused where modes are linear", async () => {
    await expect(train({ ...TICA, deflate: [1] })).rejects.toThrow("encoder.deflate: changes nothing for tica");
  });
});

describe("short runs from one state", () => {
  const [leave, back] = [0.02, 0.06];
  const exact = 1 - leave - back;
  const runs = twoStateRuns(4000, 10, leave, back);
  const runSplit = splitPairs(runs.segments, 1, { fraction: 0.2 });
  const eigenvalue = async (reweight: boolean): Promise<number> => {
    const options = { ...TICA, latentDim: 1, reweight };
    const encoder = await fitEncoder(runs, runSplit, options, engine, Rng.fromSeed(2), createTask());
    return encoder.modes.eigenvalues[0]!;
  };

  // 30,000 pairs, 1500 of them jumps: a standard error of about 0.003.
  test("are weighed to equilibrium, where the eigenvalue is exact", async () => {
    expect(Math.abs((await eigenvalue(true)) - exact)).toBeLessThan(0.01);
  });

  test("are biased without weights", async () => {
    expect(Math.abs((await eigenvalue(false)) - exact)).toBeGreaterThan(0.03);
  });
});

/** Runs of a two-state chain, all from state 0. */
function twoStateRuns(nRuns: number, length: number, leave: number, back: number): Table {
  const rng = Rng.fromSeed(5);
  const data = new Float32Array(nRuns * length);
  for (let t = 0; t < data.length; t++) {
    if (t % length === 0) continue;
    const state = data[t - 1]!;
    data[t] = rng.uniform() < (state === 0 ? leave : back) ? 1 - state : state;
  }
  return tableOf({ data, rows: data.length, cols: 1 }, new Array<number>(nRuns).fill(length));
}

describe("the SRV on springs in a heat bath", () => {
  test("finds the slow spring and its square, the second slowest mode", async () => {
    const encoder = await train({ ...SRV, maxEpochs: 40 });
    const exact = [lambda[0]!, lambda[0]! ** 2]; // Hermite polynomials: x, then x^2 - 1
    for (const d of [0, 1]) {
      expect(Math.abs(encoder.modes.eigenvalues[d]! - exact[d]!)).toBeLessThan(0.04);
      expect(Math.abs(encoder.heldOutEigenvalues[d]! - exact[d]!)).toBeLessThan(0.07);
    }
    const psi = await encode(encoder, features, engine, createTask());
    expect(Math.abs(correlation(psi, 0, slowSpring, features))).toBeGreaterThan(0.98);
    expect(Math.abs(correlation(psi, 1, (row) => slowSpring(row) ** 2, features))).toBeGreaterThan(0.9);
  });

  test("has unit variance over the training pairs, and rises with the feature it goes along with", async () => {
    const encoder = await train({ ...SRV, maxEpochs: 2 });
    const psi = await encode(encoder, features, engine, createTask());
    for (const d of [0, 1]) {
      const values = [...split.training].flatMap((t) => [psi.data[2 * t + d]!, psi.data[2 * (t + LAG) + d]!]);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length).toBeCloseTo(1, 3);
      const along = [0, 1, 2].map((f) => correlation(psi, d, (row) => row[f]!, features));
      expect(Math.max(...along)).toBeGreaterThan(-Math.min(...along));
    }
  });

  test("is the same from the same seed, and other from another", async () => {
    const options = { ...SRV, maxEpochs: 2, seeds: 2 };
    const first = await train(options);
    expect(await train(options)).toStrictEqual(first);
    expect(first.seedScores).toHaveLength(2);
    expect(first.seedScores[0]).not.toBe(first.seedScores[1]);
    expect(-first.history.reduce((low, { validation }) => Math.min(low, validation), 0)).toBe(
      Math.max(...first.seedScores),
    );
    const other = await fitEncoder(features, split, options, engine, Rng.fromSeed(3), createTask());
    expect(other.network!.parameters).not.toEqual(first.network!.parameters);
  });

  test("goes on after an interruption as if there had been none", async () => {
    const options = { ...SRV, maxEpochs: 4, seeds: 2, patience: 1 };
    const straight = await train(options);
    expect(await interruptAndResume((task) => train(options, task), 2)).toStrictEqual(straight);
    const inSecondSeed = straight.history.length + 1;
    expect(await interruptAndResume((task) => train(options, task), inSecondSeed)).toStrictEqual(straight);
  });
});

describe("encode", () => {
  test.each([TICA, { ...SRV, maxEpochs: 1 }])(
    "projects new frames as the definition says: $method",
    async (options) => {
      const encoder = await train(options);
      const fresh = await springs(9, 3000);
      const psi = await encode(encoder, fresh, engine, createTask());
      expect([psi.rows, psi.cols]).toEqual([3000, 2]);
      const rows = fresh.read(0, 3000).data;
      for (let t = 0; t < 3000; t += 97) {
        projectByHand(encoder, rows.subarray(3 * t, 3 * t + 3)).forEach((want, d) => {
          expect(Math.abs(psi.data[2 * t + d]! - want)).toBeLessThan(2e-5 * Math.max(1, Math.abs(want)));
        });
      }
    },
  );

  test("gives a frame the same psi in whatever company", async () => {
    const encoder = await train({ ...SRV, maxEpochs: 1 });
    const whole = await encode(encoder, features, engine, createTask());
    const part = tableOf(features.read(17_000, 1500), [1500]);
    const alone = await encode(encoder, part, engine, createTask());
    expect(firstDifference(alone.data, whole.data.subarray(2 * 17_000, 2 * 18_500))).toBe(-1);
  });

  test("refuses other features", async () => {
    const encoder = await train(TICA);
    const other = tableOf({ data: new Float32Array(8), rows: 2, cols: 4 }, [2]);
    await expect(encode(encoder, other, engine, createTask())).rejects.toThrow("encode: want (T, F = 3), got (2, 4)");
  });
});

test("no eigenvalue leaves [-1, 1], whatever the data", async () => {
  const tables = fc.integer({ min: 1, max: 4 }).chain((cols) =>
    fc.record({
      cols: fc.constant(cols),
      values: fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 30 * cols, maxLength: 30 * cols }),
      lagFrames: fc.integer({ min: 1, max: 5 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(tables, async ({ cols, values, lagFrames }) => {
      const table = tableOf({ data: Float32Array.from(values), rows: 30, cols }, [30]);
      const starts = Int32Array.from({ length: 30 - lagFrames }, (_, t) => t);
      const pairs: PairSplit = { lagFrames, training: starts.slice(0, 15), validation: starts.slice(15) };
      const encoder = await fitEncoder(table, pairs, TICA, engine, Rng.fromSeed(0), createTask()).catch((error) => {
        // Features that never change, or change together, are refused: no eigenvalue either.
        expect(["data", "numerics"]).toContain(error.kind);
        return null;
      });
      for (const value of encoder?.modes.eigenvalues ?? []) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-9);
    }),
    { seed: 4, numRuns: 60 },
  );
});
