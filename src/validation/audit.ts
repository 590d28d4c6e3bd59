// The spectrum of a propagator, from its density and not from its samples.

import { type Matrix32, UnsupportedError } from "../base/index.js";
import type { Propagator } from "../propagator/index.js";
import type { Engine } from "../tensor/index.js";
import type { ProcessFunctions } from "./observables.js";

export interface SpectralAudit {
  /** In lag times, descending; null where unresolved. */
  readonly timescales: readonly (number | null)[];
  /** Null for more than one coordinate: it takes the stationary law, which only a grid gives without sampling. */
  readonly detailedBalanceError: number | null;
  /** How each eigenfunction shrinks in one step, against its eigenvalue. */
  readonly slopes: readonly { readonly measured: number; readonly lambda: number }[];
}

/**
 * @param eigenvalues (P) at the lag of the processes, null when they are not known
 * @param sample psi (S, D) of MD frames
 * @param processes the eigenfunctions, where they are not the coordinates themselves
 */
export async function auditPropagator(
  _propagator: Propagator,
  _eigenvalues: Float64Array | null,
  _sample: Matrix32,
  _engine: Engine,
  _processes: ProcessFunctions | null = null,
): Promise<SpectralAudit> {
  throw new UnsupportedError("auditPropagator: being written");
}
