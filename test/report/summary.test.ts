import { describe, expect, it } from "vitest";
import { compareEstimates, summarise } from "../../src/report/summary.js";
import type { Report } from "../../src/validation/index.js";
import { moleculeSample } from "./molecule-sample.js";
import { sparseReport } from "./sample-report.js";

function withSlowest(md: readonly [number, number] | null, lss: readonly [number, number] | null): Report {
  const estimate = (pair: readonly [number, number] | null) =>
    pair && { value: pair[0], std: pair[1] * Math.sqrt(5), sem: pair[1] };
  const row = { process: 1, resolved: md !== null && lss !== null, md: estimate(md), lss: estimate(lss) };
  return { ...sparseReport(), timescales: [{ ...row, held_out: null, exact: null }] };
}

describe("compareEstimates", () => {
  const a = { value: 5, std: 1, sem: 0.3 };
  // The combined error is 0.5.
  it.each([
    [5.99, "agrees"],
    [6.01, "differs"],
    [3.99, "differs"],
    [Number.NaN, "unknown"],
  ])("5.0 ± 0.3 and %f ± 0.4: %s", (value, verdict) =>
    expect(compareEstimates(a, { value, std: 1, sem: 0.4 })).toBe(verdict),
  );

  it("cannot judge without errors", () =>
    expect(compareEstimates({ ...a, sem: Number.NaN }, { value: 5, std: 0, sem: 0 })).toBe("unknown"));
});

describe("summarise", () => {
  it("says that the slowest time scale is reproduced", () =>
    expect(summarise(withSlowest([5200, 1100], [5000, 400]))).toEqual([
      "LSS reproduces the slowest time scale: 5.0 ± 0.4 ns against MD 5.2 ± 1.1 ns.",
    ]));

  it("does not make much of agreement with an uncertain value", () =>
    expect(summarise(withSlowest([5200, 2100], [3100, 110]))[0]).toMatch(/^LSS reproduces .* this is a weak test\.$/));

  it("says that it is not, and by how much", () =>
    expect(summarise(withSlowest([5200, 400], [2600, 110]))).toEqual([
      "LSS does not reproduce the slowest time scale within errors: 2.60 ± 0.11 ns against MD 5.2 ± 0.4 ns (2 times too fast).",
    ]));

  it("does not judge without errors", () =>
    expect(summarise(withSlowest([5200, Number.NaN], [2600, Number.NaN]))[0]).toMatch(/agreement cannot be judged/));

  it("does not call a NaN a time scale", () =>
    expect(summarise(withSlowest([Number.NaN, 1], [2600, 110]))[0]).toMatch(/could not be resolved from MD/));

  it("says that nothing was resolved", () =>
    expect(summarise(sparseReport())).toEqual([
      "The slowest time scale could not be resolved: the kinetics are not validated.",
    ]));

  it("tells size, distance from the native structure, mean structures and crossings as the paper does", () =>
    expect(summarise(moleculeSample().report).slice(3)).toEqual([
      "99.5 % of the decoded frames have every bond inside MD's range; the mean radius of gyration is " +
        "0.4649 ± 0.0004 nm (standard deviation 0.029 nm) against MD 0.4621 ± 0.0018 nm (standard deviation 0.027 nm).",
      "The RMSD of the folded frames to the native structure is 0.13 nm in the mean, against MD 0.11 nm; on held-out MD 0.11 nm.",
      "The mean structures of LSS and MD are apart by 0.031 nm in state 1 (held-out MD: 0.012 nm), 0.031 nm in state 2 (held-out MD: 0.012 nm).",
      "MD crosses between the cores of the slowest coordinate 12 times, LSS 1070 times: 10.7 ± 0.3 times in the length of MD.",
    ]));

  it("counts the time scales that agree", () => {
    const { report } = moleculeSample();
    const timescales = report.timescales.map((row, i) => (i === 3 ? { ...row, md: null } : row));
    const spoilt = timescales.map((row, i) => (i === 1 ? { ...row, lss: { value: 100, std: 1, sem: 1 } } : row));
    expect(summarise({ ...report, timescales: spoilt })).toContain(
      "2 of 3 time scales agree with MD within 2 combined standard errors; 1 of 4 could not be judged.",
    );
  });
});
