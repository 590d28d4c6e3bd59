// The VAMP-2 score of a reversible process as a tensor program. B pairs, M outputs of the network.

import {
  add,
  constant,
  inverse,
  matmul,
  mean,
  mul,
  neg,
  split,
  stopGradient,
  sub,
  sum,
  type Tensor,
  transpose,
} from "../tensor/index.js";

/** Keeps C0 invertible in single precision, relative to its mean diagonal. */
const RIDGE = 1e-6;

/**
 * -R_2 = -tr[(C0^-1 C1)^2] over the batch, with C0 and C1 symmetrised and centred by the pooled mean
 * (Chen, Sidky, Ferguson 2019, eqs. 17-20; VAMP-2 is 1 + R_2).
 * @param outputs (2B, M): the network at x_t in the first B rows, at x_{t + lag} in the others
 */
export function srvLoss(outputs: Tensor): Tensor {
  const [nRows, m] = outputs.shape as [number, number];
  const centred = sub(outputs, mean(outputs, [0]));
  const [a, b] = split(centred, 0, [nRows / 2, nRows / 2]) as [Tensor, Tensor];
  const covariance = mul(matmul(centred, centred, { transposeA: true }), 1 / nRows);
  const lagged = mul(matmul(a, b, { transposeA: true }), 1 / nRows);
  const c0 = add(covariance, ridge(covariance, m));
  const c1 = add(lagged, transpose(lagged));
  const koopman = matmul(inverse(c0), c1);
  return neg(sum(mul(koopman, transpose(koopman)), undefined, false));
}

/** RIDGE x mean diagonal of C0, on the diagonal; a constant to the gradient. */
function ridge(covariance: Tensor, m: number): Tensor {
  const identity = constant(
    Array.from({ length: m * m }, (_, k) => Number(k % (m + 1) === 0)),
    [m, m],
  );
  const meanDiagonal = mul(sum(mul(covariance, identity), undefined, false), 1 / m);
  return mul(identity, stopGradient(mul(meanDiagonal, RIDGE)));
}
