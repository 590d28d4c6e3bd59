// Which slow modes to keep, by what held-out data confirm and by the gap of the spectrum.

import { impliedTimescale } from "../numerics/index.js";

/**
 * A mode that relaxes more than twice as fast on held-out data was fitted to a few events of the training data: as a
 * coordinate it would carry a time scale that nothing supports (Sidky 2020, section 2.1, on rarely sampled events).
 */
const CONFIRMED_RATIO = 0.5;

export interface ModeChoice {
  /** Numbers of the modes, those that held-out data confirm first, each part slowest first. */
  readonly order: readonly number[];
  /** m: how many of them to keep. At least 1. */
  readonly latentDim: number;
}

/** In units of the lag, 0 when unresolved. */
function time(lambda: number | undefined): number {
  return impliedTimescale(lambda ?? 0, 1) ?? 0;
}

/** Whether held-out data confirm a mode, by its eigenvalue there and in training. */
export function isConfirmed(training: number, heldOut: number): boolean {
  return time(heldOut) >= CONFIRMED_RATIO * time(training);
}

/**
 * Among the modes that held-out data confirm and that relax slower than the lag time on both, keeps those above the
 * largest gap t_m / t_{m+1}. Where nothing is confirmed, all modes are candidates.
 * @param training eigenvalues, descending
 * @param heldOut the same modes' autocorrelation at the lag on held-out data
 */
export function chooseModes(training: Float64Array, heldOut: Float64Array): ModeChoice {
  const all = [...training.keys()];
  const confirmed = all.filter((i) => isConfirmed(training[i]!, heldOut[i]!));
  const order = [...confirmed, ...all.filter((i) => !confirmed.includes(i))];
  const eligible = confirmed.length > 0 ? confirmed : all;
  const firstFast = eligible.findIndex((i) => time(training[i]) <= 1 || time(heldOut[i]) <= 1);
  // The last one has no follower to measure its gap against, so it is kept only if nothing else can be.
  const candidates = firstFast === -1 ? eligible.length - 1 : firstFast;
  let latentDim = 1;
  let largestGap = 0;
  for (let m = 1; m <= candidates; m++) {
    // A follower faster than a third of the lag is not measurable: its exact time scale must not decide.
    const follower = eligible[m];
    const gap =
      time(training[eligible[m - 1]!]) / Math.max(follower === undefined ? 0 : time(training[follower]), 1 / 3);
    if (gap > largestGap) {
      largestGap = gap;
      latentDim = m;
    }
  }
  return { order, latentDim };
}
