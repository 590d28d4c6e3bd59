// A made-up but plausible report of a molecule: held-out data, a decoder, a native structure.

import { type Matrix64, Rng, zeros64 } from "../../src/base/index.js";
import type { Curve, FigureData, FreeEnergySurface, Report } from "../../src/validation/index.js";
import {
  columns,
  decayingLosses,
  distribution,
  estimate,
  gaussian,
  grid,
  jumpPath,
  NO_FIGURES,
  NONE,
  noisy,
  type Sample,
} from "./sample-report.js";

const MD_NS = [5.17, 4.9, 4.65, 3.02] as const;
const LSS_NS = [4.82, 4.92, 4.44, 3.1] as const;

/** A molecule with held-out data, a decoder and a native structure. */
export function moleculeSample(): Sample {
  return { report: moleculeReport(), figures: moleculeFigures(Rng.fromSeed(7)) };
}

function moleculeReport(): Report {
  return {
    schema: "lss-report/1",
    model: { name: "pentapeptide", sha256: "9f2b1c0d".repeat(8), software: "latent-space-simulator 0.1.0" },
    time_unit: "ps",
    lag: 500,
    latent_dim: 4,
    timescales: MD_NS.map((ns, i) => ({
      process: i + 1,
      resolved: true,
      md: estimate(1000 * ns, 610 - 140 * i),
      held_out: estimate(1040 * ns, 900 - 150 * i),
      lss: estimate(1000 * LSS_NS[i]!, 62 - 12 * i),
      exact: null,
    })),
    free_energy: MD_NS.map((_, i) => ({
      coordinate: i + 1,
      rmse_kT: {
        lss_md: 0.39 + 0.04 * i,
        lss_held_out: 0.44 + 0.03 * i,
        md_held_out: 0.21 + 0.02 * i,
        lss_exact: null,
      },
    })),
    propagator: { held_out_nll: 3.4182, nll_unit: "nats, raw latent" },
    spectral_audit: {
      timescales: [4910, 4850, 4480, null],
      detailed_balance_error: 0.0123,
      eigenfunction_slope: [0.9012, 0.9034, 0.8911, 0.8507].map((measured, i) => ({
        measured,
        lambda: Math.exp(-0.5 / MD_NS[i]!),
      })),
    },
    structure: {
      bonds_in_md_range: 0.99993,
      frames_all_bonds_valid: 0.9952,
      clashes_per_frame: { md: 0.0104, lss: 0.2713 },
      wrong_chirality: 0,
      md_geometry: {
        md: { bonds_in_md_range: 0.99, frames_all_bonds_valid: 0.95, clashes_per_frame: 0.0104, wrong_chirality: 0 },
        held_out: {
          bonds_in_md_range: 0.988,
          frames_all_bonds_valid: 0.94,
          clashes_per_frame: 0.02,
          wrong_chirality: 0,
        },
      },
      torsion_jsd: { mean: 0.0076, max: 0.0163, floor: 0.0015, compared_with: "held_out" },
      distance_jsd: { mean: 0.0082, max: 0.0211, floor: 0.0011, compared_with: "held_out" },
      bond_length_nm: {
        rms_difference: { lss_md: 0.0004, md_held_out: 0.0001 },
        deviation: { md: 0.0033, held_out: 0.0033, lss: 0.0031 },
      },
      bond_angle_degree: {
        rms_difference: { lss_md: 0.31, md_held_out: 0.05 },
        deviation: { md: 3.4, held_out: 3.4, lss: 3.1 },
      },
      rg_nm: {
        md: { mean: 0.4621, std: 0.0271, sem: 0.0018 },
        held_out: { mean: 0.4615, std: 0.0274, sem: 0.0026 },
        lss: { mean: 0.4649, std: 0.0292, sem: 0.0004 },
      },
      rmsd_to_native_nm: {
        md: 0.112,
        lss: 0.1274,
        held_out: 0.1133,
        folded_average: { lss_md: 0.021, md_held_out: 0.008 },
        all_frames: {
          md: { mean: 0.31, std: 0.12, sem: 0.02 },
          held_out: { mean: 0.3, std: 0.12, sem: 0.03 },
          lss: { mean: 0.32, std: 0.11, sem: 0.01 },
        },
      },
    },
    tica: [1, 2, 3].map((coordinate) => ({
      coordinate,
      rmse_kT: 0.31 + 0.1 * coordinate,
      rmse_held_out_kT: 0.35 + 0.1 * coordinate,
      floor_kT: 0.2,
    })),
    chapman_kolmogorov: {
      max_deviation: 0.0271,
      within_error: true,
      markov: {
        md: { max_deviation: 0.012, within_error: true },
        held_out: { max_deviation: 0.019, within_error: true },
        lss: { max_deviation: 0.003, within_error: true },
        msm: { max_deviation: 0.041, within_error: false },
      },
    },
    transitions: { md: 12, lss: 1070, lss_per_md_time: 10.7, md_sem: Math.sqrt(12), lss_per_md_time_sem: 0.33 },
    passages: [
      {
        from: "lower core",
        to: "upper core",
        md: { value: 41_000, sem: 17_000 },
        held_out: null,
        lss: { value: 45_200, sem: 1900 },
        msm: { value: 38_000, sem: 9000 },
      },
      {
        from: "upper core",
        to: "lower core",
        md: { value: 8200, sem: 3300 },
        held_out: { value: 9000, sem: 4000 },
        lss: { value: 7900, sem: 340 },
        msm: null,
      },
    ],
    committor_rmse: { lss_md: 0.04, lss_held_out: 0.05, md_held_out: 0.03 },
    basins: [1, 2].map((state) => ({
      state,
      population: {
        md: { value: 0.2 + 0.2 * state, sem: 0.07 },
        held_out: { value: 0.22 + 0.18 * state, sem: 0.09 },
        lss: { value: 0.21 + 0.19 * state, sem: 0.01 },
      },
      average_rmsd_nm: { lss_md: 0.031, md_held_out: 0.012 },
    })),
    msm: {
      states: 100,
      connected_states: 98,
      connected_share: 0.9991,
      timescales: MD_NS.map((ns, i) => (i === 3 ? null : estimate(900 * ns, 500 - 120 * i))),
      free_energy_rmse_kT: MD_NS.map((_, i) => ({ coordinate: i + 1, md: 0.1, held_out: 0.28 + 0.02 * i })),
    },
    ensemble: {
      members: 5,
      timescale_std: [240, 190, null, 80],
      free_energy_kT: [0.14, 0.12, 0.2, 0.3],
      population_std: [0.012, 0.012],
    },
    verdict: { level: "unproven", message: "No fault was found, but the data at hand do not prove it." },
    warnings: [
      {
        code: "FEW_TRANSITIONS",
        concerns: "data",
        message: "MD crosses between the cores only 12 times: the slowest time scale is known to about 30 % at best.",
      },
    ],
  };
}

function moleculeFigures(rng: Rng): FigureData {
  const centres = grid(-1.8, 2.6, 50);
  const doubleWell = (shift: number): Float64Array =>
    centres.map((x) => 3.1 * ((x - 0.4) ** 2 / 2.4 - 1) ** 2 + shift * (x - 0.4) + 0.6);
  const lags = grid(0, 20000, 81);
  const testLags = Float64Array.of(50, 100, 200, 300, 500, 700, 1000, 1500, 2000);
  const latent = (stay: number): Matrix64 =>
    columns(...[0, 1, 2, 3].map((k) => jumpPath(2000, [-1, 0.6 + 0.2 * k, 1.4], stay, rng)));
  return {
    ...NO_FIGURES,
    freeEnergyProfiles: [1, 2, 3, 4].map((coordinate) => {
      const exact = doubleWell(0.5 - 0.2 * coordinate);
      return {
        coordinate,
        centres,
        curves: {
          md: noisy(exact, 0.18, rng, 6.5),
          held_out: noisy(exact, 0.3, rng, 6),
          lss: noisy(exact, 0.035, rng, 8),
          msm: noisy(exact, 0.2, rng, 6),
          exact: null,
        },
      };
    }),
    freeEnergySurfaces: [surface(1, 2, rng), surface(1, 3, rng), surface(2, 3, rng)],
    radiusOfGyration: distribution(
      "*R*_{g}",
      "nm",
      grid(0.36, 0.58, 60),
      (x, shift) => 0.6 * gaussian(x, 0.445, 0.017) + 0.4 * gaussian(x, 0.485 + 0.01 * shift, 0.022),
      rng,
    ),
    torsions: ["phi Trp1", "psi Trp1", "phi Leu2", "psi Leu2", "chi1 Leu2", "chi2 Leu2", "phi Ala3", "psi Ala3"].map(
      (label, k) =>
        distribution(label, "degree", grid(-178, 178, 90), rotamers(-65 - 5 * k, 120 + 7 * k, 0.35 + 0.05 * k), rng),
    ),
    distances: ["CA 1 – CA 4", "CA 1 – CA 5", "CA 2 – CA 5"].map((label, k) =>
      distribution(
        label,
        "nm",
        grid(0.3, 1.5, 60),
        (x) => 0.5 * gaussian(x, 0.6, 0.06) + 0.5 * gaussian(x, 1 + 0.1 * k, 0.1),
        rng,
      ),
    ),
    impliedTimescales: {
      lags: testLags,
      processes: MD_NS.map((ns, i) => {
        const approach = testLags.map((lag) => 1000 * ns * (1 - 0.5 * Math.exp(-lag / (150 + 60 * i))));
        return {
          process: i + 1,
          curves: {
            ...NONE,
            md: { value: approach, sem: approach.map((t) => 0.08 * t) },
            lss: { value: approach.map((t) => 0.97 * t), sem: approach.map((t) => 0.015 * t) },
          },
        };
      }),
    },
    autocorrelations: MD_NS.map((ns, i) => {
      const decay = (time: number, noise: number): Curve => ({
        value: lags.map((s) => Math.exp(-s / time) + noise * rng.normal() * Math.min(1, s / 3000)),
        sem: null,
      });
      return {
        process: i + 1,
        lags,
        curves: {
          ...NONE,
          md: decay(1000 * ns, 0.03),
          held_out: decay(1100 * ns, 0.05),
          lss: decay(1000 * LSS_NS[i]!, 0.004),
        },
        fits: { ...NONE, md: 1000 * ns, held_out: 1100 * ns, lss: 1000 * LSS_NS[i]! },
      };
    }),
    chapmanKolmogorov: {
      times: grid(500, 5000, 10),
      states: ["state 1", "state 2", "state 3"].map((label, k) => {
        const predicted = grid(500, 5000, 10).map((t) => 0.3 + 0.1 * k + (0.7 - 0.1 * k) * Math.exp(-t / 4000));
        const near = (): Curve => ({
          value: predicted.map((p) => p + 0.01 * rng.normal()),
          sem: predicted.map(() => 0.012),
        });
        const curves = { ...NONE, md: near(), held_out: near(), lss: near(), msm: { value: predicted, sem: null } };
        return { label, predicted, curves };
      }),
    },
    committor: {
      centres,
      cores: [
        [-1.6, -0.8],
        [1.6, 2.4],
      ],
      curves: {
        ...NONE,
        md: noisy(committorCurve(centres, 0), 0.02, rng),
        lss: noisy(committorCurve(centres, 0.1), 0.005, rng),
      },
    },
    contactMaps: {
      labels: Array.from({ length: 12 }, (_, k) => `Ala${k + 1}`),
      contacts: { ...NONE, md: contactMap(0), lss: contactMap(0.1) },
    },
    nativeDistances: distribution(
      "RMSD to the native structure",
      "nm",
      grid(0, 0.9, 40),
      (x) => 0.6 * gaussian(x, 0.15, 0.04) + 0.4 * gaussian(x, 0.55, 0.1),
      rng,
    ),
    basins: [1, 2, 3].map((state) => ({
      state,
      population: { md: { value: 0.1 * state, sem: 0.02 }, held_out: null, lss: { value: 0.11 * state, sem: 0.01 } },
      traces: { ...NONE, md: helix(12, 0), lss: helix(12, 0.06 * state) },
      lines: Array.from({ length: 11 }, (_, k) => [k, k + 1] as const),
    })),
    data: [
      { source: "md", frames: 50_000, length: 5e6 },
      { source: "held_out", frames: 20_000, length: 2e6 },
      { source: "lss", frames: 100_000, length: 5e7 },
    ],
    latentPaths: {
      labels: ["psi_1", "psi_2", "psi_3", "psi_4"],
      timeStep: 500,
      paths: { ...NONE, md: latent(0.98), lss: latent(0.975) },
    },
    training: {
      encoder: decayingLosses("VAMP-2 loss", ["training", "validation"], -1.2, -4.1, rng),
      propagator: decayingLosses("negative log-likelihood / nats", ["training", "validation"], 5.2, 3.4, rng),
      decoder: decayingLosses("flow-matching loss", ["training", "validation"], 1.1, 0.62, rng),
    },
  };
}

const committorCurve = (x: Float64Array, shift: number): Float64Array =>
  x.map((value) => 1 / (1 + Math.exp(-4 * (value - 0.4 - shift))));

function contactMap(shift: number): Matrix64 {
  const out = zeros64(12, 12);
  for (let at = 0; at < 144; at++) {
    const separation = Math.abs(Math.floor(at / 12) - (at % 12));
    out.data[at] = Math.min(1, Math.exp(-((separation - 3) ** 2) / 8) + (separation > 5 ? shift : 0));
  }
  return out;
}

/** C-alphas of a helix, bent by `bend` nm at its end. */
function helix(length: number, bend: number): Float32Array {
  return Float32Array.from({ length: 3 * length }, (_, at) => {
    const k = Math.floor(at / 3);
    const [x, y, z] = [0.23 * Math.cos(1.75 * k), 0.23 * Math.sin(1.75 * k) + (bend * k * k) / length, 0.15 * k];
    return [x, y, z][at % 3]!;
  });
}

/** Two Gaussians on the circle of degrees. */
function rotamers(first: number, second: number, weight: number): (x: number, shift: number) => number {
  const wrapped = (x: number, mean: number): number =>
    [-360, 0, 360].reduce((sum, turn) => sum + gaussian(x, mean + turn, 18), 0);
  return (x, shift) => (weight - 0.1 * shift) * wrapped(x, first) + (1 - weight + 0.1 * shift) * wrapped(x, second);
}

function surface(x: number, y: number, rng: Rng): FreeEnergySurface {
  const nX = 48;
  const nY = 44;
  const xEdges = grid(-2.2, 2.4, nX + 1);
  const yEdges = grid(-2.6, 2.2, nY + 1);
  const draw = (thirdBasin: number, nFrames: number): Matrix64 => {
    const out = zeros64(nY, nX);
    let most = 0;
    for (let j = 0; j < nY; j++) {
      for (let i = 0; i < nX; i++) {
        const u = xEdges[i]!;
        const v = yEdges[j]!;
        const valley = Math.exp(-0.5 * ((v - 0.45 * u * u + 0.6 * y - 1) / 0.35) ** 2 - 0.5 * (u / 1.2) ** 2);
        const basins =
          3 * gaussian(u, -1.2, 0.25) * gaussian(v, 0.3 - 0.2 * x, 0.35) +
          1.2 * gaussian(u, 1.3, 0.3) * gaussian(v, 0.2, 0.4) +
          thirdBasin * gaussian(u, 0.2, 0.2) * gaussian(v, -1.6, 0.22);
        const mean = (basins + 0.12 * valley) * nFrames * 0.0025;
        const count = Math.round(Math.max(0, mean + Math.sqrt(mean) * rng.normal()));
        out.data[j * nX + i] = count;
        most = Math.max(most, count);
      }
    }
    for (let k = 0; k < out.data.length; k++)
      out.data[k] = out.data[k]! === 0 ? Number.NaN : -Math.log(out.data[k]! / most);
    return out;
  };
  return {
    x,
    y,
    xEdges,
    yEdges,
    surfaces: { ...NONE, md: draw(0.12, 2e4), held_out: draw(0.1, 8e3), lss: draw(0.02, 2e5) },
  };
}
