import { describe, expect, it } from "vitest";
import { serialiseReport } from "../../src/report/report-json.js";
import type { Report } from "../../src/validation/index.js";
import { fourWellSample } from "./four-well-sample.js";
import { moleculeSample } from "./molecule-sample.js";
import { sparseReport } from "./sample-report.js";

/** The keys of an object and of those within, in order; of arrays, those of the first item. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [keysOf(value[0])];
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]);
}

const ESTIMATE = { value: 1, std: 1, sem: 1 };
const MOMENTS = { mean: 1, std: 1, sem: 1 };
const MEASURED = { value: 1, sem: 1 };
const BY_SOURCE = { md: MEASURED, held_out: MEASURED, lss: MEASURED };
const TEST = { max_deviation: 1, within_error: true };
const JSD = { mean: 1, max: 1, floor: 1, compared_with: "" };
const BONDS = { rms_difference: { lss_md: 1, md_held_out: 1 }, deviation: { md: 1, held_out: 1, lss: 1 } };
const SHARES = { bonds_in_md_range: 1, frames_all_bonds_valid: 1, clashes_per_frame: 1, wrong_chirality: 1 };
/** The published form of "lss-report/1". */
const CONTRACT = {
  schema: "",
  verdict: { level: "", message: "" },
  model: { name: "", sha256: "", software: "" },
  time_unit: "",
  lag: 1,
  latent_dim: 1,
  timescales: [{ process: 1, resolved: true, md: ESTIMATE, held_out: ESTIMATE, lss: ESTIMATE, exact: null }],
  free_energy: [{ coordinate: 1, rmse_kT: { lss_md: 1, lss_held_out: 1, md_held_out: 1, lss_exact: null } }],
  propagator: { held_out_nll: 1, nll_unit: "" },
  spectral_audit: { timescales: [1], detailed_balance_error: 1, eigenfunction_slope: [{ measured: 1, lambda: 1 }] },
  structure: {
    bonds_in_md_range: 1,
    frames_all_bonds_valid: 1,
    clashes_per_frame: { md: 1, lss: 1 },
    wrong_chirality: 1,
    md_geometry: { md: SHARES, held_out: SHARES },
    torsion_jsd: JSD,
    distance_jsd: JSD,
    bond_length_nm: BONDS,
    bond_angle_degree: BONDS,
    rg_nm: { md: MOMENTS, held_out: MOMENTS, lss: MOMENTS },
    rmsd_to_native_nm: {
      md: 1,
      lss: 1,
      held_out: 1,
      folded_average: { lss_md: 1, md_held_out: 1 },
      all_frames: { md: MOMENTS, held_out: MOMENTS, lss: MOMENTS },
    },
  },
  tica: [{ coordinate: 1, rmse_kT: 1, rmse_held_out_kT: 1, floor_kT: 1 }],
  chapman_kolmogorov: { ...TEST, markov: { md: TEST, held_out: TEST, lss: TEST, msm: TEST } },
  transitions: { md: 1, lss: 1, lss_per_md_time: 1, md_sem: 1, lss_per_md_time_sem: 1 },
  passages: [{ from: "", to: "", md: MEASURED, held_out: null, lss: MEASURED, msm: MEASURED }],
  committor_rmse: { lss_md: 1, lss_held_out: 1, md_held_out: 1 },
  basins: [{ state: 1, population: BY_SOURCE, average_rmsd_nm: { lss_md: 1, md_held_out: 1 } }],
  msm: {
    states: 1,
    connected_states: 1,
    connected_share: 1,
    timescales: [ESTIMATE],
    free_energy_rmse_kT: [{ coordinate: 1, md: 1, held_out: 1 }],
  },
  ensemble: { members: 1, timescale_std: [1, null], free_energy_kT: [1], population_std: [1] },
  warnings: [{ code: "", concerns: "", message: "" }],
};

describe("serialiseReport", () => {
  it("has the keys of the contract, in its order", () => {
    const { report } = moleculeSample();
    expect(keysOf(JSON.parse(serialiseReport(report)))).toEqual(keysOf(CONTRACT));
  });

  it("has them whatever the order and the extras of what it is given", () => {
    const { report } = moleculeSample();
    const shuffled = Object.fromEntries([...Object.entries(report), ["extra", 1]].reverse()) as unknown as Report;
    expect(serialiseReport(shuffled)).toBe(serialiseReport(report));
  });

  it.each([
    ["a full report", moleculeSample().report],
    ["one of a potential", fourWellSample().report],
    ["a sparse one", sparseReport()],
  ])("gives back %s", (_, report) => expect(JSON.parse(serialiseReport(report))).toEqual(report));

  it("writes null for what is not finite or not there", () => {
    const report: Report = {
      ...sparseReport(),
      lag: Number.NaN,
      propagator: { held_out_nll: Number.NEGATIVE_INFINITY, nll_unit: "nats, raw latent" },
    };
    const { structure: _, ...withoutStructure } = report;
    const json = JSON.parse(serialiseReport(withoutStructure as Report));
    expect(json.lag).toBeNull();
    expect(json.propagator.held_out_nll).toBeNull();
    expect(json.structure).toBeNull();
  });

  it("indents by two spaces and ends with a newline", () => {
    const text = serialiseReport(sparseReport());
    expect(text.split("\n")[1]).toBe('  "schema": "lss-report/1",');
    expect(text.endsWith("}\n")).toBe(true);
  });
});
