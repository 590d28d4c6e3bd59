// Compares what MD, held-out MD and LSS say, and writes the report.

import { type FloatArray, type Matrix64, UnsupportedError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import type { SpectralAudit } from "./audit.js";
import type { Evidence } from "./evidence-data.js";
import type { FigureData } from "./figure-data.js";
import type { Observables } from "./observables.js";
import type { Report } from "./results.js";

/** What is known of a one-dimensional system beforehand, to the resolution of a grid. */
export interface ExactReference {
  /** (N) ascending, equally spaced. */
  readonly grid: Float64Array;
  /** (N) stationary probability of each grid point. */
  readonly law: Float64Array;
  /** (N, N) transition probabilities at the lag time. */
  readonly lagged: Matrix64;
  /** (P) in the report's time unit. */
  readonly timescales: readonly (number | null)[];
}

export interface Structure {
  readonly topology: Topology;
  /** (A, 3) nm. */
  readonly positions: FloatArray;
}

export interface ComparisonInput {
  readonly model: Report["model"];
  readonly observables: Observables;
  readonly md: Evidence;
  readonly heldOut: Evidence | null;
  readonly lss: Evidence;
  readonly audit: SpectralAudit | null;
  /** -mean ln p of the propagator over held-out pairs, nats in raw latent coordinates. */
  readonly heldOutNll: number | null;
  readonly exact: ExactReference | null;
  /** Of the decoded atoms; null for a system without atoms. */
  readonly topology: Topology | null;
  readonly native: Structure | null;
  /** True when `heldOut` is null because nothing but the training data were at hand. */
  readonly validatedOnTrainingData: boolean;
  readonly training: FigureData["training"];
}

export interface Comparison {
  readonly report: Report;
  readonly figures: FigureData;
}

export function compareEvidence(_input: ComparisonInput): Comparison {
  throw new UnsupportedError("compareEvidence: being written");
}
