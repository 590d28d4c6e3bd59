// Drawing from the transition density, step by step: the loop that replaces molecular dynamics. D latent coordinates.

import { type Rng, ShapeError } from "../base/index.js";
import { fromUnitBox } from "../numerics/index.js";
import { createMdnStep } from "./mdn-sampler.js";
import type { Propagator } from "./propagator.js";
import { createReversibleStep } from "./reversible-sampler.js";

export interface Sampler {
  /**
   * Draws a path of as many steps as `out` holds, (K, D) raw coordinates; the last row is the next start.
   * @param start (D) raw coordinates
   */
  samplePath(start: ArrayLike<number>, rng: Rng, out: Float32Array): void;
}

/** Prepares a propagator for sampling. The sampler holds scratch memory: one for each thread. */
export function createSampler({ box, density }: Propagator): Sampler {
  const step = density.method === "mdn" ? createMdnStep(density) : createReversibleStep(density);
  const latentDim = box.lower.length;
  const state = new Float64Array(latentDim);
  return {
    samplePath: (start, rng, out) => {
      if (start.length !== latentDim || out.length % latentDim !== 0) {
        throw new ShapeError(
          `samplePath: want a start of ${latentDim} and room for (K, ${latentDim}), got ${start.length} and ${out.length}`,
        );
      }
      for (let d = 0; d < latentDim; d++) {
        state[d] = Math.min(1, Math.max(0, (start[d]! - box.lower[d]!) / box.width[d]!));
      }
      for (let at = 0; at < out.length; at += latentDim) {
        step(state, rng);
        for (let d = 0; d < latentDim; d++) out[at + d] = state[d]!;
      }
      fromUnitBox(box, out);
    },
  };
}
