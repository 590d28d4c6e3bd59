// Drawing from a reversible mixture. D latent coordinates, C components.

import { type Rng, rowOf, zeros64 } from "../base/index.js";
import { truncatedQuantile } from "../numerics/index.js";
import { responsibility } from "./components.js";
import type { ReversibleMixture } from "./reversible-mixture.js";

/** A function that moves a state (D) of the unit box by one step, in place. It holds scratch memory: one for each thread. */
export function createReversibleStep({
  components,
  transition,
}: ReversibleMixture): (state: Float64Array, rng: Rng) => void {
  const { centres, deviations } = components;
  const n = transition.rows;
  const share = responsibility(components);
  const shares = new Float64Array(n);
  const cumulative = zeros64(n, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0, sum = 0; l < n; l++) cumulative.data[k * n + l] = sum += transition.data[k * n + l]!;
  }
  return (state, rng) => {
    share(state, 0, shares);
    for (let k = 1; k < n; k++) shares[k]! += shares[k - 1]!;
    const from = firstAbove(shares, rng.uniform());
    const to = firstAbove(rowOf(cumulative, from), rng.uniform());
    for (let d = 0; d < state.length; d++) {
      const at = to * state.length + d;
      state[d] = truncatedQuantile(centres.data[at]!, deviations.data[at]!, rng.uniform());
    }
  };
}

/** The first index whose cumulative share is above u, by bisection; the last where rounding leaves none. */
function firstAbove(cumulative: Float64Array, u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
