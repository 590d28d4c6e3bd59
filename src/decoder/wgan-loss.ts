// The two losses of a conditional Wasserstein GAN with gradient penalty as tensor programs (Gulrajani et al. 2017;
// Sidky 2020, eq. 6). B rows, X coordinates of a frame, D latent coordinates, Z noise dimensions.

import {
  add,
  concat,
  dense,
  gradient,
  mean,
  mul,
  neg,
  split,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from "../tensor/index.js";

export type Parameters = Readonly<Record<string, Tensor>>;

const PENALTY_WEIGHT = 10;
/** Keeps the root's slope finite where the critic is flat. */
const NORM_EPSILON = 1e-12;

/** G(z, psi): (B, Z) noise and (B, D) conditions to (B, X) frames. */
export function generate(generator: Parameters, noise: Tensor, psi: Tensor): Tensor {
  return dense(generator, "swish", concat([noise, psi], 1));
}

function criticise(critic: Parameters, frames: Tensor, psi: Tensor): Tensor {
  return dense(critic, "swish", concat([frames, psi], 1));
}

/**
 * E C(G(z, psi), psi) - E C(x, psi) + 10 E (|grad_x C| - 1)^2, the penalty at points between x and G.
 * @param real (B, X) @param psi (B, D) @param noise (B, Z)
 * @param mix (B, 1) uniform in [0, 1]: where between a generated (0) and a real frame (1) the penalty is taken
 */
export function criticLoss(
  critic: Parameters,
  generator: Parameters,
  real: Tensor,
  psi: Tensor,
  noise: Tensor,
  mix: Tensor,
): Tensor {
  const nRows = real.shape[0]!;
  const fake = stopGradient(generate(generator, noise, psi));
  const scores = criticise(critic, concat([real, fake], 0), concat([psi, psi], 0));
  const [realScores, fakeScores] = split(scores, 0, [nRows, nRows]) as [Tensor, Tensor];
  const between = add(fake, mul(mix, sub(real, fake)));
  const [slope] = gradient(sum(criticise(critic, between, psi), undefined, false), [between]);
  const norm = sqrt(add(sum(square(slope!), [1]), NORM_EPSILON));
  const penalty = mean(square(sub(norm, 1)), undefined, false);
  const distance = sub(mean(fakeScores, undefined, false), mean(realScores, undefined, false));
  return add(distance, mul(penalty, PENALTY_WEIGHT));
}

/** -E C(G(z, psi), psi). */
export function generatorLoss(critic: Parameters, generator: Parameters, psi: Tensor, noise: Tensor): Tensor {
  return neg(mean(criticise(critic, generate(generator, noise, psi), psi), undefined, false));
}
