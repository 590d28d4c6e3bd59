// Where the components of a reversible mixture are: products of normal distributions cut to the unit box.
// N rows, D latent coordinates, C components.

import type { FloatArray, Matrix64 } from "../base/index.js";
import { truncatedMoments } from "../numerics/index.js";

export interface Components {
  /** (C) pi_c, the stationary share of each. */
  readonly law: Float64Array;
  /** (C, D) centres, in the unit box. */
  readonly centres: Matrix64;
  /** (C, D). */
  readonly deviations: Matrix64;
}

/** Narrower than this, in units of the box, none can be. */
export const MIN_DEVIATION = 1e-3;

/**
 * Writes ln g_c of the row that begins at `at` into `out`, (C).
 * @param x (N, D) row-major, in the unit box
 */
export type ComponentDensity = (x: FloatArray, at: number, out: Float64Array) => void;

export function componentDensity({ centres, deviations }: Components): ComponentDensity {
  const [nComponents, latentDim] = [centres.rows, centres.cols];
  const inverse = deviations.data.map((sigma) => 1 / sigma);
  const logHeight = new Float64Array(nComponents);
  for (let k = 0; k < inverse.length; k++) {
    const { mass } = truncatedMoments(centres.data[k]!, deviations.data[k]!);
    logHeight[Math.floor(k / latentDim)]! -= Math.log(deviations.data[k]! * mass * Math.sqrt(2 * Math.PI));
  }
  return (x, at, out) => {
    for (let c = 0, k = 0; c < nComponents; c++) {
      let squares = 0;
      for (let d = 0; d < latentDim; d++, k++) {
        const z = (x[at + d]! - centres.data[k]!) * inverse[k]!;
        squares += z * z;
      }
      out[c] = logHeight[c]! - 0.5 * squares;
    }
  };
}

/** Components this much less likely than the likeliest, ln, have no share in a point. */
const NEGLIGIBLE = -20;

/**
 * Writes r_c(x) = pi_c g_c(x) / q(x) of a row into `out`, (C), and gives ln q(x), q = sum_c pi_c g_c.
 */
export type Responsibility = (x: FloatArray, at: number, out: Float64Array) => number;

export function responsibility(components: Components): Responsibility {
  const logLaw = components.law.map(Math.log);
  const density = componentDensity(components);
  return (x, at, out) => {
    density(x, at, out);
    let peak = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < out.length; c++) {
      out[c]! += logLaw[c]!;
      if (out[c]! > peak) peak = out[c]!;
    }
    let total = 0;
    for (let c = 0; c < out.length; c++) {
      const below = out[c]! - peak;
      out[c] = below > NEGLIGIBLE ? Math.exp(below) : 0;
      total += out[c]!;
    }
    for (let c = 0; c < out.length; c++) out[c]! /= total;
    return peak + Math.log(total);
  };
}
