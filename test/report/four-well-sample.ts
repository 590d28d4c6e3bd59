// A made-up but plausible report of the four-well potential: no decoder, exact results.

import { type Matrix64, Rng, zeros64 } from "../../src/base/index.js";
import type { Curve, Report } from "../../src/validation/index.js";
import {
  columns,
  decayingLosses,
  estimate,
  grid,
  jumpPath,
  NO_FIGURES,
  NONE,
  noisy,
  type Sample,
  sparseReport,
} from "./sample-report.js";

const WELL_STEPS = [844.4, 125.5, 64.3] as const;

function fourWell(x: number): number {
  return (
    4 *
    (x ** 8 + 0.8 * Math.exp(-80 * x * x) + 0.2 * Math.exp(-80 * (x - 0.5) ** 2) + 0.5 * Math.exp(-40 * (x + 0.5) ** 2))
  );
}

/** The four-well potential: no decoder, exact results. */
export function fourWellSample(): Sample {
  const rng = Rng.fromSeed(0);
  const centres = grid(-1.18, 1.18, 60);
  const edges = grid(-1.2, 1.2, 61);
  const weights = centres.map((x) => Math.exp(-fourWell(x)));
  const total = weights.reduce((sum, w) => sum + w, 0) * (edges[1]! - edges[0]!);
  const density = weights.map((w) => w / total);
  const energy = density.map((p) => -Math.log(p));
  const withError = (values: Float64Array, relative: number): Curve => ({
    value: values.map((v) => v * (1 + relative * rng.normal())),
    sem: values.map((v) => Math.abs(relative * v)),
  });
  const exactMatrix = wellTransitions(centres, density);
  const path = (stay: number): Matrix64 => columns(jumpPath(2000, [-0.74, -0.22, 0.27, 0.67], stay, rng));
  return {
    report: fourWellReport(),
    figures: {
      ...NO_FIGURES,
      freeEnergyProfiles: [
        {
          coordinate: 1,
          centres,
          curves: {
            ...NONE,
            md: noisy(energy, 0.06, rng, 7),
            lss: noisy(energy, 0.05, rng, 7),
            exact: { value: energy.map((v) => (v > 9 ? Number.NaN : v)), sem: null },
          },
        },
      ],
      stationaryDensity: {
        label: "x",
        unit: null,
        centres,
        densities: {
          ...NONE,
          md: withError(density, 0.05),
          lss: withError(density, 0.02),
          exact: { value: density, sem: null },
        },
      },
      transitionMatrices: {
        edges,
        probabilities: {
          ...NONE,
          md: sampledRows(exactMatrix, 3e3, rng),
          lss: sampledRows(exactMatrix, 3e4, rng),
          exact: exactMatrix,
        },
      },
      samplePaths: { labels: ["*x*"], timeStep: 100, paths: { ...NONE, md: path(0.995), lss: path(0.995) } },
      training: {
        ...NO_FIGURES.training,
        propagator: decayingLosses("negative log-likelihood / nats", ["training", "validation"], 1.2, -0.04, rng),
      },
    },
  };
}

function fourWellReport(): Report {
  return {
    ...sparseReport(),
    model: { name: "four-well", sha256: "00ab".repeat(16), software: "latent-space-simulator 0.1.0" },
    time_unit: "steps",
    lag: 100,
    timescales: WELL_STEPS.map((steps, i) => ({
      process: i + 1,
      resolved: true,
      md: estimate(steps * 0.985, 37 / (i + 1) ** 2),
      held_out: null,
      lss: estimate(steps * (i === 0 ? 0.78 : 1.02), 12 / (i + 1) ** 2),
      exact: steps,
    })),
    free_energy: [
      { coordinate: 1, rmse_kT: { lss_md: 0.081, lss_held_out: null, md_held_out: null, lss_exact: 0.062 } },
    ],
    propagator: { held_out_nll: -0.0411, nll_unit: "nats, raw latent" },
    spectral_audit: {
      timescales: [851.2, 124.9, 63.8],
      detailed_balance_error: 0.0021,
      eigenfunction_slope: [{ measured: 0.8879, lambda: 0.88832 }],
    },
  };
}

/** A mixture of rattling in the well and of jumps to the stationary law. */
function wellTransitions(centres: Float64Array, density: Float64Array): Matrix64 {
  const n = centres.length;
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const near = Math.exp(-0.5 * ((centres[j]! - centres[i]!) / 0.22) ** 2);
      out.data[i * n + j] = density[j]! * (near + 0.03);
      sum += out.data[i * n + j]!;
    }
    for (let j = 0; j < n; j++) out.data[i * n + j]! /= sum;
  }
  return out;
}

/** Rows as counted from a path: Poisson-like noise, and no rows at the rims. */
function sampledRows(exact: Matrix64, nPerRow: number, rng: Rng): Matrix64 {
  const out = zeros64(exact.rows, exact.cols);
  for (let i = 0; i < exact.rows; i++) {
    for (let j = 0; j < exact.cols; j++) {
      const mean = exact.data[i * exact.cols + j]! * nPerRow;
      const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
      out.data[i * exact.cols + j] = i < 6 || i > exact.rows - 7 ? Number.NaN : count / nPerRow;
    }
  }
  return out;
}
