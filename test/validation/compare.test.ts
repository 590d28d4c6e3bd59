import { beforeAll, describe, expect, it } from "vitest";
import { matrixOf } from "../../src/base/index.js";
import { renderReport } from "../../src/report/index.js";
import {
  type Comparison,
  type ComparisonInput,
  compareEvidence,
  type Estimate,
  type Evidence,
} from "../../src/validation/index.js";
import { fitMarkovModel } from "../../src/validation/markov-model.js";
import { type Measured, measurePath, measureWith, ornsteinUhlenbeckPath, twoStatePath } from "./known-processes.js";

let measured: Measured;
let again: Evidence;
let input: ComparisonInput;

beforeAll(async () => {
  measured = await measurePath(ornsteinUhlenbeckPath([20, 5], 50_000, 1));
  again = await measureWith(measured.observables, ornsteinUhlenbeckPath([20, 5], 50_000, 2));
  input = {
    model: { name: "springs", sha256: "00".repeat(32), software: "test" },
    observables: measured.observables,
    md: measured.evidence,
    heldOut: null,
    lss: again,
    audit: null,
    heldOutNll: null,
    exact: null,
    topology: null,
    native: null,
    validatedOnTrainingData: false,
    msm: null,
    ensemble: [],
    encoderSeedScores: [],
    training: { encoder: null, propagator: null, decoder: null },
  };
});

const compare = (changes: Partial<ComparisonInput> = {}): Comparison => compareEvidence({ ...input, ...changes });

const codesOf = (changes: Partial<ComparisonInput>): string[] =>
  compare(changes).report.warnings.map(({ code }) => code);

/** The evidence with another time for its first process. */
const withTime = (evidence: Evidence, time: Estimate | null): Evidence => ({
  ...evidence,
  processes: evidence.processes.map((process, p) => (p === 0 ? { ...process, time } : process)),
});

describe("two samples of the same springs", () => {
  it("agree, without a warning", () => {
    const { report } = compare({ heldOut: again });
    expect(report.warnings).toEqual([]);
    expect(report.lag).toBe(2);
    expect(report.latent_dim).toBe(2);
    expect(report.timescales.map(({ process, resolved, exact }) => [process, resolved, exact])).toEqual([
      [1, true, null],
      [2, true, null],
    ]);
    const [slow, fast] = report.timescales;
    expect(Math.abs(slow!.md!.value - 40)).toBeLessThan(6); // 2 ps a frame
    expect(Math.abs(fast!.lss!.value - 10)).toBeLessThan(1.5);
    for (const { rmse_kT } of report.free_energy) {
      expect(rmse_kT.lss_md).toBeLessThan(0.25);
      expect(rmse_kT.lss_held_out).toBe(0);
      expect(rmse_kT.md_held_out).toBeCloseTo(rmse_kT.lss_md!, 12);
    }
    expect(report.transitions!.lss_per_md_time).toBe(report.transitions!.lss);
    expect(report.chapman_kolmogorov!.within_error).toBe(true);
    expect(report.verdict).toEqual({
      level: "trusted",
      message:
        "In the kinetics and the free energies this simulator agrees with MD within the errors of the comparison.",
    });
    for (const { md, lss } of report.passages) {
      expect(Math.abs(md!.value - lss!.value)).toBeLessThan(4 * Math.hypot(md!.sem, lss!.sem));
      expect(md!.sem).toBeLessThan(0.1 * md!.value);
    }
    expect(report.committor_rmse!.lss_md).toBeLessThan(0.05);
    for (const { population } of report.basins) {
      const { md, lss } = population;
      expect(Math.abs(md!.value - lss!.value)).toBeLessThan(5 * Math.hypot(md!.sem, lss!.sem));
    }
    expect(report.basins.reduce((sum, { population }) => sum + population.md!.value, 0)).toBeCloseTo(1, 12);
  });

  it("leave null what was not given, and are drawn all the same", () => {
    const { report, figures } = compare();
    expect(report.timescales[0]!.held_out).toBeNull();
    expect(report.free_energy[0]!.rmse_kT).toMatchObject({ lss_held_out: null, md_held_out: null, lss_exact: null });
    expect(report.structure).toBeNull();
    expect(report.tica).toBeNull();
    expect(report.spectral_audit).toBeNull();
    expect(report.propagator.held_out_nll).toBeNull();
    expect(figures.radiusOfGyration).toBeNull();
    expect(figures.freeEnergySurfaces).toEqual([]);
    expect(figures.stationaryDensity).toBeNull(); // two coordinates
    expect(figures.transitionMatrices).toBeNull();
    expect(figures.samplePaths!.labels).toEqual(["*x*_{1}", "*x*_{2}"]);
    const { json, html } = renderReport(report, figures);
    expect(JSON.parse(json).timescales[0].held_out).toBeNull();
    expect(html).toContain("Free energy along the slowest coordinate");
  });

  it("draw curves that are aligned and normalised", () => {
    const { figures } = compare({ heldOut: again });
    const [profile] = figures.freeEnergyProfiles;
    const { md, lss } = profile!.curves;
    const both = Array.from(md!.value, (f, b) => f - lss!.value[b]!).filter(Number.isFinite);
    expect(both.reduce((sum, d) => sum + d, 0) / both.length).toBeCloseTo(0, 12);
    expect(Math.min(...Array.from(md!.value).filter(Number.isFinite))).toBeCloseTo(0, 12);
    const [correlation] = figures.autocorrelations;
    expect(correlation!.lags[1]).toBe(2);
    expect(correlation!.curves.md!.value[0]).toBe(1);
    expect(correlation!.fits.lss).toBe(compare().report.timescales[0]!.lss!.value);
    expect(figures.impliedTimescales!.lags).toEqual(Float64Array.from({ length: 10 }, (_, k) => 2 * (k + 1)));
    expect(figures.samplePaths!.paths.md!.rows).toBe(figures.samplePaths!.paths.lss!.rows);
  });

  it("show their audit in the report's unit of time", () => {
    const audit = { timescales: [20, null], detailedBalanceError: null, slopes: [{ measured: 0.9, lambda: 0.95 }] };
    expect(compare({ audit }).report.spectral_audit).toEqual({
      timescales: [40, null],
      detailed_balance_error: null,
      eigenfunction_slope: audit.slopes,
    });
  });
});

describe("a warning", () => {
  const estimate = (value: number, sem = 0.01 * value): Estimate => ({ value, sem, std: sem * Math.sqrt(5) });

  it("FEW_TRANSITIONS counts them", () => {
    const { warnings } = compare({ md: { ...input.md, transitions: 1 } }).report;
    expect(warnings.map(({ code }) => code)).toEqual(["FEW_TRANSITIONS"]);
    expect(warnings[0]!.message).toContain("coordinate 1 time (at least 10");
    expect(codesOf({ md: { ...input.md, transitions: 10 } })).toEqual([]);
  });

  it("UNRESOLVED_PROCESS names process and source", () => {
    const { warnings, timescales } = compare({ lss: withTime(input.lss, null) }).report;
    expect(timescales[0]!.resolved).toBe(false);
    expect(warnings).toEqual([
      {
        code: "UNRESOLVED_PROCESS",
        concerns: "kinetics",
        message:
          "No time scale could be measured for process 1 in LSS. " +
          "Give longer trajectories (--length for LSS), or fewer latent coordinates (--latent-dim).",
      },
    ]);
    expect(
      compare({ md: withTime(input.md, null), lss: withTime(input.lss, null) }).report.warnings[0]!.message,
    ).toContain("process 1 in MD and LSS");
  });

  it("TIMESCALE_BELOW_LAG gives both times", () => {
    const changes = { md: withTime(input.md, estimate(0.63)), lss: withTime(input.lss, estimate(0.63)) };
    const { warnings } = compare(changes).report;
    expect(warnings.map(({ code }) => code)).toEqual(["TIMESCALE_BELOW_LAG"]);
    expect(warnings[0]!.message).toContain("Process 1 (1.26 ps) relaxes within the lag time of 2 ps");
  });

  it("HELD_OUT_GAP wants half the time at least", () => {
    const time = input.md.processes[0]!.time!.value;
    expect(codesOf({ heldOut: withTime(again, estimate(0.3 * time)) })).toEqual(["HELD_OUT_GAP"]);
    expect(codesOf({ heldOut: withTime(again, estimate(0.6 * time)) })).toEqual([]);
    expect(codesOf({ heldOut: withTime(again, estimate(0.3 * time, time)) })).toEqual([]);
  });

  it("TIMESCALE_MISMATCH compares with the errors of both", () => {
    const both = (lss: Estimate): string[] =>
      codesOf({ md: withTime(input.md, estimate(100, 10)), lss: withTime(input.lss, lss) });
    expect(both(estimate(125, 1))).toEqual(["TIMESCALE_MISMATCH"]);
    expect(both(estimate(119, 1))).toEqual([]);
    expect(both(estimate(125, 10))).toEqual([]);
    expect(both({ value: 500, std: Number.NaN, sem: Number.NaN })).toEqual([]);
  });

  it("LAG_TOO_SHORT speaks of states with a memory", async () => {
    // Each state lasts 8 frames exactly: after one it is mostly kept, after 8 it is left for certain.
    const clock = Float32Array.from({ length: 20_000 }, (_, t) => (Math.floor(t / 8) % 2 === 0 ? -1 : 1));
    const { observables, evidence } = await measurePath(matrixOf(clock, clock.length, 1));
    const of = { observables, md: evidence, lss: evidence };
    const { chapman_kolmogorov: test, warnings } = compareEvidence({ ...input, ...of }).report;
    expect(test).toMatchObject({ max_deviation: 0, within_error: true });
    expect(test!.markov.md!.within_error).toBe(false);
    // Staying k of 8 frames has the probability 1 - k / 8; the chain predicts (1 + (3/4)^k) / 2.
    expect(test!.markov.md!.max_deviation).toBeCloseTo((1 + 0.75 ** 5) / 2 - 3 / 8, 2);
    const codes = warnings.map(({ code }) => code);
    expect(codes).toContain("LAG_TOO_SHORT");
    expect(codes).not.toContain("CHAPMAN_KOLMOGOROV");
  });

  it("CHAPMAN_KOLMOGOROV compares LSS with MD", async () => {
    const { observables, evidence } = await measurePath(twoStatePath(0.02, 0.05, 50_000, 3));
    const faster = await measureWith(observables, twoStatePath(0.04, 0.1, 50_000, 4));
    const { chapman_kolmogorov: test, warnings } = compareEvidence({
      ...input,
      observables,
      md: evidence,
      lss: faster,
    }).report;
    // The upper state holds 2/7 of the time in both, and is kept with 2/7 + 5/7 (1 - rates)^k.
    const kept = (rates: number): number => 2 / 7 + (5 / 7) * (1 - rates) ** 5;
    expect(test!.max_deviation).toBeCloseTo(kept(0.07) - kept(0.14), 1);
    expect(test!.within_error).toBe(false);
    expect(warnings.map(({ code }) => code)).toContain("CHAPMAN_KOLMOGOROV");
  });

  it("SEEDS_DISAGREE compares scores", () => {
    expect(codesOf({ encoderSeedScores: [2.5, 2.45, 2.4] })).toEqual([]);
    expect(codesOf({ encoderSeedScores: [2.5, 1.9, Number.NaN] })).toEqual(["SEEDS_DISAGREE"]);
  });

  it("FREE_ENERGY_MISMATCH counts from the floor", () => {
    // Twice as many frames in the upper half: ln 2 between the halves, so ln 2 / 2 from the best offset.
    const tilted = input.lss.latent.map((counts) => ({
      ...counts,
      data: counts.data.map((count, at) => (at % counts.cols >= counts.cols / 2 ? 2 * count : count)),
    }));
    const { report } = compare({ heldOut: again, lss: { ...input.lss, latent: tilted } });
    expect(report.free_energy[0]!.rmse_kT.lss_held_out).toBeCloseTo(Math.LN2 / 2, 2);
    const [warning] = report.warnings.filter(({ code }) => code === "FREE_ENERGY_MISMATCH");
    expect(warning!.message).toContain("0.35 kT along psi_1");
    expect(report.verdict).toEqual({
      level: "not trusted",
      message: "Do not trust the free energies of this simulator. No fault was found in the kinetics.",
    });
    expect(codesOf({ lss: { ...input.lss, latent: tilted } })).toEqual([]); // without held-out data no floor
  });

  it("OUTSIDE_TRAINING_DENSITY gives the share of frames", () => {
    const lost = input.lss.latent.map((counts) => ({ ...counts, data: counts.data.map((count) => count * 0.9) }));
    const { warnings } = compare({ lss: { ...input.lss, latent: lost } }).report;
    expect(warnings.map(({ code }) => code)).toEqual(["OUTSIDE_TRAINING_DENSITY"]);
    expect(warnings[0]!.message).toContain("10 %");
  });

  it("VALIDATED_ON_TRAINING_DATA is passed on", () => {
    const { report } = compare({ validatedOnTrainingData: true });
    expect(report.warnings.map(({ code }) => code)).toEqual(["VALIDATED_ON_TRAINING_DATA"]);
    expect(report.verdict.level).toBe("unproven");
  });
});

describe("a Markov state model beside it", () => {
  it("has its time scales in the report's unit, and its stationary law along psi", async () => {
    const path = twoStatePath(0.02, 0.05, 50_000, 3);
    const { observables, evidence } = await measurePath(path);
    const msm = fitMarkovModel(path, observables, [path.rows], 1);
    const of = { observables, md: evidence, lss: evidence, heldOut: evidence, msm };
    const { report, figures } = compareEvidence({ ...input, ...of });
    expect(report.msm!.timescales[0]!.value).toBe(2 * msm!.times[0]!.value);
    // The path is long and ergodic: reweighting hardly changes it.
    expect(report.msm!.free_energy_rmse_kT[0]!.held_out).toBeLessThan(0.05);
    expect(report.chapman_kolmogorov!.markov.msm!.within_error).toBe(true);
    const [up, down] = report.passages;
    expect(Math.abs(up!.msm!.value - 2 / 0.02)).toBeLessThan(0.1 * (2 / 0.02));
    expect(Math.abs(down!.md!.value - 2 / 0.05)).toBeLessThan(0.1 * (2 / 0.05));
    expect(figures.impliedTimescales!.processes[0]!.curves.msm!.value[0]).toBe(2 * msm!.times[0]!.value);
    expect(figures.freeEnergyProfiles[0]!.curves.msm).not.toBeNull();
    expect(figures.chapmanKolmogorov!.states[0]!.curves.msm!.value).toHaveLength(5);
  });
});

describe("a system with a known answer", () => {
  it("is drawn beside it", async () => {
    const [leaveLow, leaveHigh] = [0.02, 0.05];
    const { observables, evidence } = await measurePath(twoStatePath(leaveLow, leaveHigh, 50_000, 3));
    // The chain jumps on a grid of 101 points from -2.5 to 2.5, within a state by its Gaussian.
    const grid = Float64Array.from({ length: 101 }, (_, i) => -2.5 + i * 0.05);
    const bell = (centre: number): Float64Array =>
      grid.map((x) => (0.05 * Math.exp(-12.5 * (x - centre) ** 2)) / (0.2 * Math.sqrt(2 * Math.PI)));
    const [low, high] = [bell(-1), bell(1)];
    const share = leaveLow / (leaveLow + leaveHigh);
    const law = grid.map((_, i) => (1 - share) * low[i]! + share * high[i]!);
    const lagged = Float64Array.from({ length: 101 * 101 }, (_, at) => {
      const j = at % 101;
      const isHigh = grid[Math.floor(at / 101)]! > 0;
      const p = isHigh ? 1 - leaveHigh : leaveLow;
      return (1 - p) * low[j]! + p * high[j]!;
    });
    const time = -2 / Math.log(1 - leaveLow - leaveHigh);
    const exact = {
      grid,
      law,
      lagged: matrixOf(lagged, 101, 101),
      eigenvalues: Float64Array.of(1 - leaveLow - leaveHigh),
      timescales: [time],
    };
    const { report, figures } = compareEvidence({ ...input, observables, md: evidence, lss: evidence, exact });
    expect(report.timescales[0]!.exact).toBe(time);
    expect(report.free_energy[0]!.rmse_kT.lss_md).toBe(0);
    expect(report.free_energy[0]!.rmse_kT.lss_exact).toBeLessThan(0.15);
    const { stationaryDensity, transitionMatrices, samplePaths, latentPaths } = figures;
    const width = stationaryDensity!.centres[1]! - stationaryDensity!.centres[0]!;
    for (const { value } of [stationaryDensity!.densities.md!, stationaryDensity!.densities.exact!]) {
      expect(value.reduce((sum, density) => sum + density * width, 0)).toBeCloseTo(1, 3);
    }
    const matrix = transitionMatrices!.probabilities.exact!;
    for (const row of [15, 44]) {
      const sums = matrix.data.subarray(row * 60, row * 60 + 60).reduce((sum, p) => sum + p, 0);
      expect(sums).toBeCloseTo(1, 3);
    }
    const jump = (source: { data: Float64Array }): number =>
      source.data.subarray(15 * 60 + 30, 15 * 60 + 60).reduce((sum, p) => sum + p, 0);
    expect(jump(matrix)).toBeCloseTo(leaveLow, 2);
    expect(jump(transitionMatrices!.probabilities.md!)).toBeCloseTo(leaveLow, 1);
    expect(samplePaths!.labels).toEqual(["*x*"]);
    expect(latentPaths).toBeNull();
  });
});
