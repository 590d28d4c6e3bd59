// The standard normal distribution.

import { erfc } from "./error-function.js";
import { evaluatePolynomial } from "./polynomial.js";

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density at z. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/** Probability of a value below z; accurate in the lower tail too. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

const TAIL = 0.02425;
const CENTRE_P = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const CENTRE_Q = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
const TAIL_P = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_Q = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/**
 * The z with normalCdf(z) = p: P. J. Acklam's rational approximation (2003, relative error 1e-9) and one step of
 * Halley's method.
 * @param p in [0, 1]; 0 gives -Infinity, 1 Infinity, outside NaN
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (!(p > 0)) return Number.NaN;
  const z = approximateQuantile(p);
  if (z < -37) return z; // the density underflows
  const step = (normalCdf(z) - p) / normalPdf(z);
  return z - step / (1 + (z * step) / 2);
}

/** @param p in (0, 0.5] */
function approximateQuantile(p: number): number {
  if (p < TAIL) {
    const q = Math.sqrt(-2 * Math.log(p));
    return evaluatePolynomial(TAIL_P, q) / evaluatePolynomial(TAIL_Q, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * evaluatePolynomial(CENTRE_P, r)) / evaluatePolynomial(CENTRE_Q, r);
}
