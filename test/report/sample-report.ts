// What the made-up reports of the tests are made of (closed forms and a seeded generator), and the report with as little
// in it as the types allow.

import { type Matrix64, type Rng, zeros64 } from "../../src/base/index.js";
import type {
  BySource,
  Curve,
  Distribution,
  Estimate,
  FigureData,
  Report,
  TrainingCurve,
} from "../../src/validation/index.js";

export interface Sample {
  readonly report: Report;
  readonly figures: FigureData;
}

export const NONE: BySource<never> = { md: null, held_out: null, lss: null, msm: null, exact: null };

export const NO_FIGURES: FigureData = {
  freeEnergyProfiles: [],
  stationaryDensity: null,
  freeEnergySurfaces: [],
  radiusOfGyration: null,
  torsions: [],
  distances: [],
  impliedTimescales: null,
  autocorrelations: [],
  chapmanKolmogorov: null,
  committor: null,
  contactMaps: null,
  nativeDistances: null,
  basins: [],
  data: [],
  transitionMatrices: null,
  samplePaths: null,
  latentPaths: null,
  training: { encoder: null, propagator: null, decoder: null },
};

export function grid(first: number, last: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

export const estimate = (value: number, sem: number): Estimate => ({ value, std: sem * Math.sqrt(5), sem });

/** The exact curve with smooth noise of deviation `error`; bins above `highest` are empty. */
export function noisy(exact: Float64Array, error: number, rng: Rng, highest = Number.POSITIVE_INFINITY): Curve {
  let drift = 0;
  const value = exact.map((v) => {
    drift = 0.8 * drift + 0.6 * rng.normal();
    return v > highest ? Number.NaN : v + error * drift;
  });
  const sem = value.map((v) => (Number.isNaN(v) ? Number.NaN : error * (0.6 + 0.2 * Math.abs(v))));
  return { value, sem };
}

export function gaussian(x: number, mean: number, deviation: number): number {
  return Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
}

export function distribution(
  label: string,
  unit: Distribution["unit"],
  centres: Float64Array,
  density: (x: number, shift: number) => number,
  rng: Rng,
): Distribution {
  const curve = (shift: number, error: number): Curve => ({
    value: centres.map((x) => Math.max(0, density(x, shift) * (1 + error * rng.normal()))),
    sem: null,
  });
  return {
    label,
    unit,
    centres,
    densities: { md: curve(0, 0.03), held_out: curve(0.1, 0.05), lss: curve(0.3, 0.01), msm: null, exact: null },
  };
}

export function decayingLosses(
  quantity: string,
  names: readonly [string, string],
  start: number,
  end: number,
  rng: Rng,
): TrainingCurve {
  const epochs = grid(1, 60, 60);
  const loss = (gap: number, noise: number): Float64Array =>
    epochs.map(
      (e) => end + (start - end) * Math.exp(-e / 9) + gap * (e / 60) ** 2 + noise * (start - end) * rng.normal(),
    );
  return {
    quantity,
    epochs,
    losses: [
      { name: names[0], role: "training", values: loss(0, 0.004) },
      { name: names[1], role: "validation", values: loss(0.06 * (start - end), 0.015) },
    ],
    bestEpoch: 34,
  };
}

/** Jumps between levels with exponential waiting and Gaussian rattle. */
export function jumpPath(length: number, levels: readonly number[], stay: number, rng: Rng): Float64Array {
  let level = 0;
  let rattle = 0;
  return Float64Array.from({ length }, () => {
    if (rng.uniform() > stay) level = rng.integer(levels.length);
    rattle = 0.6 * rattle + 0.05 * rng.normal();
    return levels[level]! + rattle;
  });
}

export function columns(...paths: readonly Float64Array[]): Matrix64 {
  const out = zeros64(paths[0]!.length, paths.length);
  for (let t = 0; t < out.rows; t++) for (let j = 0; j < out.cols; j++) out.data[t * out.cols + j] = paths[j]![t]!;
  return out;
}

/** Nothing but what a report cannot do without. */
export function sparseReport(): Report {
  return {
    schema: "lss-report/1",
    model: { name: "sparse <model> & co", sha256: "0".repeat(64), software: "latent-space-simulator 0.1.0" },
    time_unit: "ps",
    lag: 500,
    latent_dim: 1,
    timescales: [{ process: 1, resolved: false, md: null, held_out: null, lss: null, exact: null }],
    free_energy: [{ coordinate: 1, rmse_kT: { lss_md: null, lss_held_out: null, md_held_out: null, lss_exact: null } }],
    propagator: { held_out_nll: null, nll_unit: "nats, raw latent" },
    spectral_audit: null,
    structure: null,
    tica: null,
    chapman_kolmogorov: null,
    transitions: null,
    passages: [],
    committor_rmse: null,
    basins: [],
    msm: null,
    ensemble: null,
    verdict: { level: "unproven", message: "No fault was found, but nothing was tested." },
    warnings: [],
  };
}
