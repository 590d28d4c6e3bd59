import { describe, expect, it } from "vitest";
import { createTask, DataError, rowOf, rowsOf, ShapeError } from "../../src/base/index.js";
import { freeEnergyRmse, normalCdf } from "../../src/numerics/index.js";
import { collectEvidence, type EvidenceBlock } from "../../src/validation/index.js";
import { measurePath, measureWith, ornsteinUhlenbeckPath, twoStatePath } from "./known-processes.js";

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

/** Of the time constant of an Ornstein-Uhlenbeck process, from its autocorrelation, with a margin of 2. */
const standardError = (time: number, nLags: number): number => 2 * time * Math.sqrt((2 * time) / nLags);

describe("time scales of Ornstein-Uhlenbeck coordinates", () => {
  it.each([
    { times: [12, 4], framesPerLag: 1 },
    { times: [60, 12], framesPerLag: 5 },
  ])("are $times frames, $framesPerLag a lag time", async ({ times, framesPerLag }) => {
    const path = ornsteinUhlenbeckPath(times, 200_000, 3);
    const { evidence } = await measurePath(path, [90_000, 110_000], framesPerLag);
    times.forEach((frames, d) => {
      const { time, autocorrelation, implied } = evidence.processes[d]!;
      const want = frames / framesPerLag;
      const error = standardError(want, path.rows / framesPerLag);
      expect(Math.abs(time!.value - want)).toBeLessThan(3 * error);
      // Five values: their spread is known to a factor of about three.
      expect(time!.sem).toBeLessThan(2 * error);
      expect(time!.sem).toBeGreaterThan(error / 8);
      expect(time!.std).toBeCloseTo(time!.sem * Math.sqrt(5), 10);
      expect(autocorrelation[0]).toBe(1);
      expect(autocorrelation[1]).toBeCloseTo(Math.exp(-1 / want), 1);
      expect(Math.abs(implied.value[1]! - want)).toBeLessThan(3 * error);
    });
  });

  it("are unresolved for noise whose correlation is below 0", async () => {
    const data = Float32Array.from({ length: 5000 }, (_, t) => (t % 2 === 0 ? 1 : -1));
    const { evidence } = await measurePath({ data, rows: 5000, cols: 1 });
    expect(evidence.processes[0]!.time).toBeNull();
    expect(evidence.processes[0]!.implied.value[0]).toBeNaN();
  });
});

describe("histograms", () => {
  it("are the Gaussian law, block by block", async () => {
    const path = ornsteinUhlenbeckPath([2], 300_000, 5);
    const { observables, evidence } = await measurePath(path);
    const { lo, hi, count } = observables.latent[0]!;
    const counts = evidence.latent[0]!;
    const blocks = Array.from({ length: 5 }, (_, k) => counts.data.subarray(k * count, (k + 1) * count));
    expect(blocks.map(sum)).toEqual([60_000, 60_000, 60_000, 60_000, 60_000]);
    const total = Float64Array.from({ length: count }, (_, b) => sum(blocks.map((block) => block[b]!)));
    const edge = (b: number): number => lo + (b / count) * (hi - lo);
    const exact = total.map((_, b) => path.rows * (normalCdf(edge(b + 1)) - normalCdf(edge(b))));
    // 30 frames in the rarest bin have an error of 0.18 kT, and neighbouring frames are correlated.
    expect(freeEnergyRmse(total, exact)).toBeLessThan(0.15);
  });

  it("of other data are on the same grid, and leave out what is beyond", async () => {
    const { observables } = await measurePath(ornsteinUhlenbeckPath([2], 5000, 5));
    const far = { data: new Float32Array(100).fill(50), rows: 100, cols: 1 };
    expect(sum((await measureWith(observables, far)).latent[0]!.data)).toBe(0);
  });
});

describe("a source", () => {
  const path = ornsteinUhlenbeckPath([8, 3], 3001, 7);
  const segments = [1000, 1, 2000];

  it("may come in pieces of any size, its trajectories taking turns", async () => {
    const { observables, evidence } = await measurePath(path, segments, 2);
    const piece = (segment: number, first: number, count: number): EvidenceBlock => ({
      segment,
      latent: rowsOf(path, first, first + count),
      coordinates: null,
    });
    const shuffled = [piece(2, 1001, 7), piece(0, 0, 999), piece(2, 1008, 1993), piece(1, 1000, 1), piece(0, 999, 1)];
    expect(await collectEvidence(observables, shuffled, segments, 2, createTask())).toEqual(evidence);
  });

  it("must bring the frames announced", async () => {
    const { observables } = await measurePath(path, segments);
    const short = [{ segment: 0, latent: rowsOf(path, 0, 10), coordinates: null }];
    const collect = (lengths: number[]) => collectEvidence(observables, short, lengths, 1, createTask());
    await expect(collect([11])).rejects.toThrow(DataError);
    await expect(collect([9])).rejects.toThrow("more frames of trajectory 0 than the 9");
    await expect(collect([])).rejects.toThrow(DataError);
    const narrow = [{ segment: 0, latent: { data: new Float32Array(10), rows: 10, cols: 1 }, coordinates: null }];
    await expect(collectEvidence(observables, narrow, [10], 1, createTask())).rejects.toThrow(ShapeError);
  });

  it("of a few frames says that nothing is resolved", async () => {
    const { evidence } = await measurePath(rowsOf(path, 0, 3), [1, 2]);
    expect(evidence.processes.map(({ time }) => time)).toEqual([null, null]);
    expect(evidence.excerpt.rows).toBe(2);
    expect(evidence.sample.latent.rows).toBe(3);
  });

  it("is sampled evenly, and drawn from its longest trajectory", async () => {
    const { evidence } = await measurePath(path, segments, 2);
    const { sample, excerpt } = evidence;
    expect(sample.latent.rows).toBe(2000);
    expect(sample.coordinates).toBeNull();
    expect(rowOf(sample.latent, 1999)).toEqual(rowOf(path, 2999));
    expect(rowOf(sample.latent, 2)).toEqual(rowOf(path, 3));
    expect(excerpt.rows).toBe(1000);
    expect(rowOf(excerpt, 10)).toEqual(rowOf(path, 1021));
  });
});

describe("a two-state chain", () => {
  const [leaveLow, leaveHigh] = [0.02, 0.05];
  const path = twoStatePath(leaveLow, leaveHigh, 100_000, 2);
  const isHigh = Array.from(path.data, (x) => x > 0);
  const flips = isHigh.slice(1).filter((high, t) => high !== isHigh[t]).length;

  it("is parted between its states", async () => {
    const { observables } = await measurePath(path);
    const { boundaries, cores } = observables.basins;
    expect(boundaries).toHaveLength(1);
    expect(Math.abs(boundaries[0]!)).toBeLessThan(0.5);
    const [[, low], [high]] = cores;
    expect(low).toBeLessThan(-0.5);
    expect(high).toBeGreaterThan(0.5);
  });

  it("crosses as often as it flips, and never from one trajectory to the next", async () => {
    const { evidence } = await measurePath(path);
    // Now and then a flip is undone before a frame falls into the core.
    expect(Math.abs(evidence.transitions - flips) / flips).toBeLessThan(0.03);
    const ones = { data: Float32Array.from({ length: 40 }, (_, t) => (t < 20 ? -1 : 1)), rows: 40, cols: 1 };
    const { observables } = await measurePath(path);
    expect((await measureWith(observables, ones, [20, 20])).transitions).toBe(0);
    expect((await measureWith(observables, ones, [40])).transitions).toBe(1);
  });

  it("stays with the probability pi + (1 - pi) lambda^k, as predicted", async () => {
    const { evidence } = await measurePath(path);
    const { predicted, estimated, estimatedSem } = evidence.staying!;
    const lambda = 1 - leaveLow - leaveHigh;
    const low = leaveHigh / (leaveLow + leaveHigh);
    expect([estimated.rows, estimated.cols]).toEqual([2, 5]);
    for (let k = 1; k <= 5; k++) {
      for (const [state, share] of [low, 1 - low].entries()) {
        const at = state * 5 + k - 1;
        const want = share + (1 - share) * lambda ** k;
        expect(Math.abs(estimated.data[at]! - want)).toBeLessThan(5 * estimatedSem.data[at]! + 0.005);
        expect(Math.abs(predicted.data[at]! - estimated.data[at]!)).toBeLessThan(0.01);
      }
    }
  });

  it("moves from bin to bin at the lag time", async () => {
    const { evidence } = await measurePath(path);
    const { data, rows, cols } = evidence.steps!;
    expect([rows, cols]).toEqual([60, 60]);
    expect(sum(data)).toBe(path.rows - 5); // the last frame of each of the five blocks has no successor
    let crossings = 0;
    for (let i = 0; i < 60; i++) for (let j = 0; j < 60; j++) if (i < 30 !== j < 30) crossings += data[i * 60 + j]!;
    expect(Math.abs(crossings - flips) / flips).toBeLessThan(0.05);
  });
});

describe("basins", () => {
  it("of a single well are thirds, and its cores the outer quarters", async () => {
    const path = ornsteinUhlenbeckPath([2], 100_000, 9);
    const { boundaries, cores } = (await measurePath(path)).observables.basins;
    const third = 0.4307; // of the standard normal
    expect(boundaries[0]).toBeCloseTo(-third, 1);
    expect(boundaries[1]).toBeCloseTo(third, 1);
    expect(cores[0][1]).toBeCloseTo(-0.6745, 1);
    expect(cores[1][0]).toBeCloseTo(0.6745, 1);
  });

  it("of four wells are four, the cores on both sides of the highest barrier", async () => {
    const wells = [-3, -1, 1, 3];
    const noise = ornsteinUhlenbeckPath([1e-3], 40_000, 4);
    // The middle barrier is the highest: the outer wells of each side overlap more.
    const centres = [-2.6, -1.2, 1.2, 2.6];
    const data = noise.data.map((x, t) => centres[t % 4]! + 0.3 * x);
    const { boundaries, cores } = (await measurePath({ data, rows: 40_000, cols: 1 })).observables.basins;
    expect(boundaries).toHaveLength(wells.length - 1);
    expect(boundaries[1]).toBeCloseTo(0, 0);
    expect(cores[0][1]).toBeLessThan(0);
    expect(cores[1][0]).toBeGreaterThan(0);
  });
});
