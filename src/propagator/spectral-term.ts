// What a likelihood does not see: the conditional mean of an eigenfunction must be lambda times itself.
// B rows, D latent coordinates.

import type { UnitBox } from "../numerics/index.js";
import { add, constant, mean, mul, square, sub, sum, type Tensor } from "../tensor/index.js";

/** Weight of the squared overlap of the residual with psi itself: an error there changes the time scale directly. */
const OVERLAP_WEIGHT = 10;

/**
 * mean_rows sum_i r_i^2 / D + 10 sum_i <r_i psi_i>^2 with r_i = E[psi_i' | psi] - lambda_i psi_i, in units of psi. From
 * Sidky 2020, eq. 3: E[psi_i(t + lag) | psi] = lambda_i psi_i holds exactly for eigenfunctions.
 * @param predicted (B, D) E[y | x] in the unit box
 * @param x (B, D) in the unit box
 */
export function spectralPenalty(predicted: Tensor, x: Tensor, box: UnitBox, eigenvalues: Float64Array): Tensor {
  const row = (values: Float64Array): Tensor => constant(Float32Array.from(values), [1, values.length]);
  const raw = (scaled: Tensor): Tensor => add(mul(scaled, row(box.width)), row(box.lower));
  const psi = raw(x);
  const residual = sub(raw(predicted), mul(psi, row(eigenvalues)));
  const overlap = mean(mul(residual, psi), [0]);
  return add(mean(square(residual), undefined, false), mul(sum(square(overlap), undefined, false), OVERLAP_WEIGHT));
}
