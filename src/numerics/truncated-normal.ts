// The normal distribution cut to [0, 1] and normalised there; its centre lies inside.

import { normalCdf, normalPdf, normalQuantile } from "./normal.js";

export interface TruncatedMoments {
  /** What the cut leaves of the whole distribution. */
  readonly mass: number;
  /** E x. */
  readonly mean: number;
  /** E x^2. */
  readonly square: number;
}

/**
 * @param centre in [0, 1], the mean of the whole distribution
 * @param deviation above 0, that of the whole distribution
 */
export function truncatedMoments(centre: number, deviation: number): TruncatedMoments {
  const [a, b] = [-centre / deviation, (1 - centre) / deviation];
  const mass = normalCdf(b) - normalCdf(a);
  const [atA, atB] = [normalPdf(a), normalPdf(b)];
  const shift = (atA - atB) / mass;
  const mean = centre + deviation * shift;
  const variance = deviation * deviation * (1 + (a * atA - b * atB) / mass - shift * shift);
  return { mass, mean, square: variance + mean * mean };
}

/** The value below which lies the share u. */
export function truncatedQuantile(centre: number, deviation: number, u: number): number {
  const below = normalCdf(-centre / deviation);
  const mass = normalCdf((1 - centre) / deviation) - below;
  const value = centre + deviation * normalQuantile(below + u * mass);
  return Math.min(1, Math.max(0, value));
}
