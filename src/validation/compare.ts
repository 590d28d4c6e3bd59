// Compares what MD, held-out MD and LSS say: the report, and what its figures show.

import type { Topology } from "../trajectory/index.js";
import type { SpectralAudit } from "./audit.js";
import type { Evidence } from "./evidence-data.js";
import type { ExactReference } from "./exact-reference.js";
import type { FigureData } from "./figure-data.js";
import {
  compareTimescales,
  compareTransitions,
  drawnAutocorrelations,
  drawnChapmanKolmogorov,
  drawnImpliedTimescales,
  drawnPaths,
  lagTimeOf,
  testChapmanKolmogorov,
} from "./kinetics.js";
import { compareWithNative, type NativeStructure } from "./native.js";
import type { Observables } from "./observables.js";
import type { Report } from "./results.js";
import type { Sources } from "./sources.js";
import { compareStructures, drawnDistances, drawnGyration, drawnTorsions } from "./structures.js";
import {
  compareFreeEnergies,
  compareTica,
  drawnProfiles,
  drawnStationaryDensity,
  drawnSurfaces,
  drawnTransitionMatrices,
} from "./thermodynamics.js";
import { findWarnings } from "./warnings.js";

export interface ComparisonInput {
  readonly model: Report["model"];
  readonly observables: Observables;
  /** Of the training data. */
  readonly md: Evidence;
  readonly heldOut: Evidence | null;
  readonly lss: Evidence;
  readonly audit: SpectralAudit | null;
  /** -mean ln p of the propagator over held-out pairs, nats in raw latent coordinates. */
  readonly heldOutNll: number | null;
  /** Of a system with known answers. */
  readonly exact: ExactReference | null;
  /** Of the decoded atoms; null for a system without atoms. */
  readonly topology: Topology | null;
  readonly native: NativeStructure | null;
  /** Whether all MD at hand, or some that is called held out, was trained on. */
  readonly validatedOnTrainingData: boolean;
  readonly training: FigureData["training"];
}

export interface Comparison {
  readonly report: Report;
  readonly figures: FigureData;
}

/** @throws DataError when the native structure is another molecule's */
export function compareEvidence(input: ComparisonInput): Comparison {
  const { observables, validatedOnTrainingData } = input;
  const sources: Sources = { md: input.md, held_out: input.heldOut, lss: input.lss };
  const report = writeReport(input, sources);
  const warnings = findWarnings({ observables, sources, report, validatedOnTrainingData });
  return { report: { ...report, warnings }, figures: collectFigures(input, sources) };
}

function writeReport(input: ComparisonInput, sources: Sources): Omit<Report, "warnings"> {
  const { observables, exact, native, topology } = input;
  const rmsd = native && topology && compareWithNative(observables, sources, topology, native);
  return {
    schema: "lss-report/1",
    model: input.model,
    time_unit: observables.timeUnit,
    lag: lagTimeOf(observables),
    latent_dim: observables.latent.length,
    timescales: compareTimescales(observables, sources, exact),
    free_energy: compareFreeEnergies(observables, sources, exact),
    propagator: { held_out_nll: input.heldOutNll, nll_unit: "nats, raw latent" },
    spectral_audit: input.audit && auditResult(input.audit, lagTimeOf(observables)),
    structure: compareStructures(observables, sources, rmsd),
    tica: compareTica(sources),
    chapman_kolmogorov: testChapmanKolmogorov(sources),
    transitions: compareTransitions(sources),
  };
}

function auditResult(audit: SpectralAudit, lag: number): NonNullable<Report["spectral_audit"]> {
  return {
    timescales: audit.timescales.map((time) => time && time * lag),
    detailed_balance_error: audit.detailedBalanceError,
    eigenfunction_slope: audit.slopes,
  };
}

function collectFigures({ observables, exact, training }: ComparisonInput, sources: Sources): FigureData {
  const paths = drawnPaths(observables, sources);
  const isSystem = observables.molecule === null;
  return {
    freeEnergyProfiles: drawnProfiles(observables, sources, exact),
    stationaryDensity: drawnStationaryDensity(observables, sources, exact),
    freeEnergySurfaces: drawnSurfaces(observables, sources),
    radiusOfGyration: drawnGyration(observables, sources),
    torsions: drawnTorsions(observables, sources),
    distances: drawnDistances(observables, sources),
    impliedTimescales: drawnImpliedTimescales(observables, sources),
    autocorrelations: drawnAutocorrelations(observables, sources, exact),
    chapmanKolmogorov: drawnChapmanKolmogorov(observables, sources),
    transitionMatrices: drawnTransitionMatrices(observables, sources, exact),
    samplePaths: isSystem ? paths : null,
    latentPaths: isSystem ? null : paths,
    training,
  };
}
