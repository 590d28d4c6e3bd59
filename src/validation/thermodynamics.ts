// Free energies and stationary laws, source against source.

import { type Matrix64, zeros64 } from "../base/index.js";
import { freeEnergyRmse } from "../numerics/index.js";
import { centresOf, edgesOf, widthOf } from "./bins.js";
import { alignTo, densityCurve, freeEnergyCurve, fromZero, MIN_COUNT, MIN_DRAWN, totalCounts } from "./curves.js";
import type { BlockCounts, Evidence } from "./evidence-data.js";
import { type ExactReference, exactProbabilities, exactTransition } from "./exact-reference.js";
import type { Curve, Distribution, FreeEnergyProfile, FreeEnergySurface, TransitionMatrices } from "./figure-data.js";
import { lagTimeOf, scaled } from "./kinetics.js";
import type { Observables } from "./observables.js";
import type { FreeEnergyRow, MsmResult, Report } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** RMSE along each latent coordinate. */
export function compareFreeEnergies(
  { latent }: Observables,
  { md, held_out: heldOut, lss }: Sources,
  exact: ExactReference | null,
): FreeEnergyRow[] {
  return latent.map((bins, d) => {
    const countsOf = (evidence: Evidence): Float64Array => totalCounts(evidence.latent[d]!);
    const against = (a: Evidence, b: Evidence | null): number | null =>
      b === null ? null : freeEnergyRmse(countsOf(a), countsOf(b), MIN_COUNT);
    const expected = exact === null ? null : exactProbabilities(exact, bins).map((p) => p * lss.frames);
    return {
      coordinate: d + 1,
      rmse_kT: {
        lss_md: against(lss, md),
        lss_held_out: against(lss, heldOut),
        md_held_out: against(md, heldOut),
        lss_exact: expected === null ? null : freeEnergyRmse(countsOf(lss), expected, MIN_COUNT),
      },
    };
  });
}

/** RMSE along MD's TICA coordinates. */
export function compareTica({ md, held_out: heldOut, lss }: Sources): Report["tica"] {
  if (!lss.molecule?.tica || !md.molecule?.tica) return null;
  const against = (k: number, a: Evidence, b: Evidence | null): number | null => {
    const [ours, theirs] = [a, b].map((evidence) => evidence?.molecule?.tica?.coordinates[k]);
    return ours && theirs ? freeEnergyRmse(totalCounts(ours), totalCounts(theirs), MIN_COUNT) : null;
  };
  return lss.molecule.tica.coordinates.map((_, k) => ({
    coordinate: k + 1,
    rmse_kT: against(k, lss, md),
    rmse_held_out_kT: against(k, lss, heldOut),
    floor_kT: against(k, md, heldOut),
  }));
}

/** The Markov state model of MD: its time scales, and how far its stationary law is from MD's and held-out MD's. */
export function compareMarkovModel(
  observables: Observables,
  { md, held_out: heldOut, msm }: Sources,
): MsmResult | null {
  if (msm === null) return null;
  const lag = lagTimeOf(observables);
  const against = (d: number, evidence: Evidence | null): number | null => {
    if (evidence === null) return null;
    const expected = msm.profiles[d]!.map((p) => p * md.frames);
    return freeEnergyRmse(expected, totalCounts(evidence.latent[d]!), MIN_COUNT);
  };
  return {
    states: msm.nClusters,
    connected_states: msm.nConnected,
    connected_share: msm.shareConnected,
    timescales: msm.times.map((time) => time && scaled(time, lag)),
    free_energy_rmse_kT: observables.latent.map((_, d) => ({
      coordinate: d + 1,
      md: against(d, md),
      held_out: against(d, heldOut),
    })),
  };
}

export function drawnProfiles(
  { latent }: Observables,
  sources: Sources,
  exact: ExactReference | null,
): FreeEnergyProfile[] {
  return latent.map((bins, d) => {
    const md = fromZero(freeEnergyCurve(sources.md.latent[d]!, bins));
    const aligned = (curve: Curve): Curve => alignTo(md, curve);
    const known = exact === null ? null : exactProbabilities(exact, bins);
    const exactCurve = known && aligned({ value: known.map((p) => -Math.log(p)), sem: null });
    return {
      coordinate: d + 1,
      centres: centresOf(bins),
      curves: askEach(sources, ({ latent: counts }) => aligned(freeEnergyCurve(counts[d]!, bins)), {
        msm: sources.msm && aligned(profileOf(sources.msm.profiles[d]!, sources.md.frames)),
        exact: exactCurve,
      }),
    };
  });
}

/** -ln p where the training data have frames enough for it. */
function profileOf(probabilities: Float64Array, frames: number): Curve {
  return { value: probabilities.map((p) => (p * frames >= MIN_DRAWN ? -Math.log(p) : Number.NaN)), sem: null };
}

/** The law of a system with a single coordinate. */
export function drawnStationaryDensity(
  { latent, molecule }: Observables,
  sources: Sources,
  exact: ExactReference | null,
): Distribution | null {
  if (latent.length !== 1 || molecule !== null) return null;
  const bins = latent[0]!;
  const width = widthOf(bins);
  const densityOf = (counts: BlockCounts): Curve => densityCurve(counts, width);
  return {
    label: "x",
    unit: null,
    centres: centresOf(bins),
    densities: askEach(sources, (evidence) => densityOf(evidence.latent[0]!), {
      exact: exact && { value: exactProbabilities(exact, bins).map((p) => p / width), sem: null },
    }),
  };
}

export function drawnTransitionMatrices(
  { steps, molecule }: Observables,
  sources: Sources,
  exact: ExactReference | null,
): TransitionMatrices | null {
  if (steps === null || molecule !== null) return null;
  return {
    edges: edgesOf(steps),
    probabilities: askEach(sources, ({ steps: moves }) => moves && visitedRows(moves), {
      exact: exact && exactTransition(exact, steps),
    }),
  };
}

/** Shares of each row's moves; NaN where a bin was left too rarely to know them. */
function visitedRows(moves: Matrix64): Matrix64 {
  const { rows, cols } = moves;
  const out = zeros64(rows, cols);
  for (let i = 0; i < rows; i++) {
    const row = moves.data.subarray(i * cols, (i + 1) * cols);
    const total = row.reduce((sum, count) => sum + count, 0);
    for (let j = 0; j < cols; j++) out.data[i * cols + j] = total >= MIN_COUNT ? row[j]! / total : Number.NaN;
  }
  return out;
}

export function drawnSurfaces({ molecule }: Observables, sources: Sources): FreeEnergySurface[] {
  const model = molecule?.tica;
  if (!model) return [];
  return model.surfaces.map(([x, y], s) => ({
    x: x + 1,
    y: y + 1,
    xEdges: edgesOf(model.surfaceBins[x]!),
    yEdges: edgesOf(model.surfaceBins[y]!),
    surfaces: askEach(sources, (evidence) => {
      const counts = evidence.molecule?.tica?.surfaces[s];
      if (counts === undefined) return null;
      const most = counts.data.reduce((a, b) => Math.max(a, b), 0);
      return { ...counts, data: counts.data.map((count) => (count > 0 ? Math.log(most / count) : Number.NaN)) };
    }),
  }));
}
