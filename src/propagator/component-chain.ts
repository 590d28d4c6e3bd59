// The chain of components that a path of a reversible mixture goes through: drawn from component k, the state belongs to
// others by r(x), and T leads on. Its eigenvalues are those of the transition density, in any number of dimensions.
// C components, S points of each, D latent coordinates.

import { type Matrix64, Rng, zeros64 } from "../base/index.js";
import { multiply, normaliseRows, truncatedQuantile } from "../numerics/index.js";
import { responsibility } from "./components.js";
import type { ReversibleMixture } from "./reversible-mixture.js";

/** Points of each component, one in each of as many equal shares of a coordinate (a Latin hypercube). */
const POINTS = 64;

/** (C, C) the component after the next one, given this one; the points are always the same. */
export function componentChain({ components, transition }: ReversibleMixture): Matrix64 {
  const { centres, deviations } = components;
  const [n, latentDim] = [centres.rows, centres.cols];
  const rng = Rng.fromSeed(0);
  const share = responsibility(components);
  const shares = new Float64Array(n);
  const points = new Float64Array(POINTS * latentDim);
  const strata = Int32Array.from({ length: POINTS }, (_, s) => s);
  const belonging = zeros64(n, n);
  for (let c = 0; c < n; c++) {
    for (let d = 0; d < latentDim; d++) {
      const at = c * latentDim + d;
      rng.shuffle(strata).forEach((stratum, s) => {
        const u = (stratum + rng.uniform()) / POINTS;
        points[s * latentDim + d] = truncatedQuantile(centres.data[at]!, deviations.data[at]!, u);
      });
    }
    for (let s = 0; s < POINTS; s++) {
      share(points, s * latentDim, shares);
      for (let k = 0; k < n; k++) belonging.data[c * n + k]! += shares[k]!;
    }
  }
  return multiply(normaliseRows(belonging), transition);
}
