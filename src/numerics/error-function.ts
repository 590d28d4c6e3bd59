// The error function by W. J. Cody's rational approximations (Math. Comp. 1969, 23, 631; CALERF of netlib/specfun,
// public domain), relative error below 1e-13.

import { evaluatePolynomial } from "./polynomial.js";

const NEAR_P = [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694];
const NEAR_Q = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const MIDDLE_P = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_Q = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const FAR_P = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const FAR_Q = [
  1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];

const NEAR_LIMIT = 0.46875;
const FAR_LIMIT = 4;

/** erf x = 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  if (Math.abs(x) > NEAR_LIMIT) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  const square = x * x;
  return (x * evaluatePolynomial(NEAR_P, square)) / evaluatePolynomial(NEAR_Q, square);
}

/** 1 - erf x, without cancellation for large x. */
export function erfc(x: number): number {
  if (x < -NEAR_LIMIT) return 2 - erfc(-x);
  if (x <= NEAR_LIMIT) return 1 - erf(x);
  if (x <= FAR_LIMIT) return (Math.exp(-x * x) * evaluatePolynomial(MIDDLE_P, x)) / evaluatePolynomial(MIDDLE_Q, x);
  const inverse = 1 / (x * x);
  const correction = (inverse * evaluatePolynomial(FAR_P, inverse)) / evaluatePolynomial(FAR_Q, inverse);
  return (Math.exp(-x * x) * (1 / Math.sqrt(Math.PI) - correction)) / x;
}
