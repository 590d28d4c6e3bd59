// Compares what MD, held-out MD and LSS say: the report, and what its figures show.

import type { Topology } from "../trajectory/index.js";
import type { SpectralAudit } from "./audit.js";
import { type BasinStructures, compareBasins, drawnBasins, representBasins } from "./basin-structures.js";
import { drawnChapmanKolmogorov, testChapmanKolmogorov } from "./chapman-kolmogorov.js";
import { compareMembers } from "./ensemble-comparison.js";
import type { Evidence, MemberPrediction } from "./evidence-data.js";
import type { ExactReference } from "./exact-reference.js";
import type { FigureData, SourceSize } from "./figure-data.js";
import { compareTimescales, drawnAutocorrelations, drawnImpliedTimescales, drawnPaths, lagTimeOf } from "./kinetics.js";
import type { MarkovModel } from "./markov-model.js";
import { compareWithNative, drawnNativeDistances, type NativeDistances, type NativeStructure } from "./native.js";
import type { Observables } from "./observables.js";
import { compareCommittors, comparePassages, compareTransitions, drawnCommittor } from "./passage-comparison.js";
import type { Report } from "./results.js";
import { askEach, type Sources } from "./sources.js";
import { compareStructures, drawnContacts, drawnDistances, drawnGyration, drawnTorsions } from "./structures.js";
import {
  compareFreeEnergies,
  compareMarkovModel,
  compareTica,
  drawnProfiles,
  drawnStationaryDensity,
  drawnSurfaces,
  drawnTransitionMatrices,
} from "./thermodynamics.js";
import { judge } from "./verdict.js";
import { findWarnings } from "./warnings.js";

export interface ComparisonInput {
  readonly model: Report["model"];
  readonly observables: Observables;
  /** Of the training data. */
  readonly md: Evidence;
  /** A Markov state model of the same, or null. */
  readonly msm: MarkovModel | null;
  readonly heldOut: Evidence | null;
  readonly lss: Evidence;
  readonly ensemble: readonly MemberPrediction[];
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
  /** Scores (higher is better) on the same held-out data of encoders that differ by their seed. */
  readonly encoderSeedScores: ArrayLike<number>;
  readonly training: FigureData["training"];
}

export interface Comparison {
  readonly report: Report;
  readonly figures: FigureData;
  /** What the states along psi_1 look like; empty for a system without atoms. */
  readonly basins: readonly BasinStructures[];
}

/** @throws DataError when the native structure is another molecule's */
export function compareEvidence(input: ComparisonInput): Comparison {
  const { observables, topology, validatedOnTrainingData, encoderSeedScores } = input;
  const sources: Sources = { md: input.md, msm: input.msm, held_out: input.heldOut, lss: input.lss };
  const native = input.native && topology && compareWithNative(observables, sources, topology, input.native);
  const measured = writeReport(input, sources, native);
  const warnings = findWarnings({ observables, sources, report: measured, validatedOnTrainingData, encoderSeedScores });
  const basins = topology === null ? [] : representBasins(observables, sources, topology);
  const report = { ...measured, warnings, verdict: judge(warnings, measured) };
  return { report, basins, figures: collectFigures(input, sources, native, basins) };
}

function writeReport(
  input: ComparisonInput,
  sources: Sources,
  native: NativeDistances | null,
): Omit<Report, "warnings" | "verdict"> {
  const { observables, exact } = input;
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
    structure: compareStructures(observables, sources, native?.result ?? null),
    tica: compareTica(sources),
    chapman_kolmogorov: testChapmanKolmogorov(sources),
    transitions: compareTransitions(sources),
    passages: comparePassages(observables, sources),
    committor_rmse: compareCommittors(sources),
    basins: compareBasins(observables, sources, input.topology),
    msm: compareMarkovModel(observables, sources),
    ensemble: compareMembers(observables, input.ensemble),
  };
}

function auditResult(audit: SpectralAudit, lag: number): NonNullable<Report["spectral_audit"]> {
  return {
    timescales: audit.timescales.map((time) => time && time * lag),
    detailed_balance_error: audit.detailedBalanceError,
    eigenfunction_slope: audit.slopes,
  };
}

function collectFigures(
  { observables, exact, topology, training }: ComparisonInput,
  sources: Sources,
  native: NativeDistances | null,
  basins: readonly BasinStructures[],
): FigureData {
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
    committor: drawnCommittor(observables, sources),
    contactMaps: drawnContacts(observables, sources, topology),
    nativeDistances: drawnNativeDistances(native),
    basins: drawnBasins(observables, sources, basins, topology),
    data: sizesOf(observables, sources),
    transitionMatrices: drawnTransitionMatrices(observables, sources, exact),
    samplePaths: isSystem ? paths : null,
    latentPaths: isSystem ? null : paths,
    training,
  };
}

function sizesOf(observables: Observables, sources: Sources): SourceSize[] {
  const sizes = askEach(sources, ({ frames, framesPerLag }) => ({
    frames,
    length: (frames / framesPerLag) * lagTimeOf(observables),
  }));
  return (["md", "held_out", "lss"] as const).flatMap((source) => {
    const size = sizes[source];
    return size === null ? [] : [{ source, ...size }];
  });
}
