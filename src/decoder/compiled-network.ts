// What every generative network is in use. T frames, A atoms, D latent coordinates, Z noise dimensions.

import type { Matrix32 } from "../base/index.js";

/** A network that turns noise into frames. */
export interface CompiledNetwork {
  /** (Z) the correlation of the noise over a lag time. */
  readonly memory: Float64Array;
  /** (T, Z) noise and psi (T, D) in the unit box to (T, 3 A) nm. */
  generate(noise: Matrix32, psi: Matrix32): Promise<Matrix32>;
  release(): Promise<void>;
}
