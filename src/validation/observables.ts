// What is measured, and on what grid: defined once from the training MD, then applied to every source alike.
// T frames, D latent coordinates, A decoded atoms.

import { columnOf, type Matrix32 } from "../base/index.js";
import type { GeometryRanges } from "../decoder/index.js";
import type { Segments, Table } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";
import { type Basins, findBasins } from "./basins.js";
import { type Bins, binsOver } from "./bins.js";
import { defineMolecularObservables, type MolecularObservables } from "./molecular-observables.js";
import type { ProcessFunctions } from "./process-functions.js";

/** Plain data, kept with the model. */
export interface Observables {
  /** The lag time in frames of MD, and the time between those. */
  readonly lagFrames: number;
  readonly spacing: number;
  readonly timeUnit: "ps" | "steps";
  /** (D) 50 equal bins of MD's range. */
  readonly latent: readonly Bins[];
  /** States and cores along psi_1. */
  readonly basins: Basins;
  /** Null where process i is seen in psi_i itself. */
  readonly processes: ProcessFunctions | null;
  /** Of transition densities, for a single coordinate; else null. */
  readonly steps: Bins | null;
  /** Null for a system without atoms. */
  readonly molecule: MolecularObservables | null;
}

export interface ObservablesInput {
  /** psi (T, D) of the training MD. */
  readonly latent: Matrix32;
  readonly segments: Segments;
  readonly lagFrames: number;
  readonly spacing: number;
  readonly timeUnit: "ps" | "steps";
  /** (T, 3 A) nm of the decoded atoms, and what they are. */
  readonly coordinates: Table | null;
  readonly topology: Topology | null;
  readonly geometry: GeometryRanges | null;
  readonly processes?: ProcessFunctions | null;
}

/** As in Sidky 2020, Fig. 3. */
const LATENT_BINS = 50;
const STEP_BINS = 60;

export function defineObservables(input: ObservablesInput): Observables {
  const { latent, segments, lagFrames, spacing, timeUnit, coordinates, topology, geometry } = input;
  const bins = Array.from({ length: latent.cols }, (_, d) => binsOver(columnOf(latent, d), LATENT_BINS));
  const isMolecule = coordinates !== null && topology !== null;
  return {
    lagFrames,
    spacing,
    timeUnit,
    latent: bins,
    basins: findBasins(columnOf(latent, 0), bins[0]!),
    processes: input.processes ?? null,
    steps: latent.cols === 1 ? { ...bins[0]!, count: STEP_BINS } : null,
    molecule: isMolecule ? defineMolecularObservables(coordinates, topology, geometry, segments, lagFrames) : null,
  };
}
