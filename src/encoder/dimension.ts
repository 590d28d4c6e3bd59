// How many slow modes to keep, by the gap of the spectrum and by what held-out data confirm.

import { impliedTimescale } from "../numerics/index.js";

/**
 * The latent dimension m: among the modes that relax slower than the lag time, on training and on held-out data both,
 * the one followed by the largest ratio t_m / t_{m+1} of time scales. At least 1.
 * @param training eigenvalues, descending
 * @param heldOut the same modes' autocorrelation at the lag on held-out data
 */
export function chooseDimension(training: Float64Array, heldOut: Float64Array): number {
  const time = (lambda: number): number => impliedTimescale(lambda, 1) ?? 0; // in units of the lag
  const nResolved = training.findIndex((lambda, i) => time(lambda) <= 1 || time(heldOut[i]!) <= 1);
  // The last output has no follower to measure its gap against, so it is kept only if nothing else can be.
  const candidates = nResolved === -1 ? training.length - 1 : nResolved;
  let best = 1;
  let largestGap = 0;
  for (let m = 1; m <= candidates; m++) {
    // A follower faster than a third of the lag is not measurable: its exact time scale must not decide.
    const gap = time(training[m - 1]!) / Math.max(time(training[m] ?? 0), 1 / 3);
    if (gap > largestGap) {
      largestGap = gap;
      best = m;
    }
  }
  return best;
}
