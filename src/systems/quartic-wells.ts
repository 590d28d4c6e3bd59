// Two-dimensional systems of quartic wells (deeptime's double_well_2d, quadruple_well and quadruple_well_asymmetric;
// the potentials are those of its documentation). Noise sigma dW there is kT = sigma^2 / 2 here.

import { type Axis, separableSystem } from "./system.js";

/** (x^2 - 1)^2. */
const doubleWell: Axis = { potential: (x) => (x * x - 1) ** 2, slope: (x) => 4 * x * (x * x - 1) };

/** x^2. */
const spring: Axis = { potential: (x) => x * x, slope: (x) => 2 * x };

/** x^4 - tilt x^3 - 2 x^2 + 3 tilt x: wells near -1 and 1, of different depths. */
function tiltedDoubleWell(tilt: number): Axis {
  return {
    potential: (x) => x * (x * (x * (x - tilt) - 2) + 3 * tilt),
    slope: (x) => x * (x * (4 * x - 3 * tilt) - 4) + 3 * tilt,
  };
}

const corner = { start: [-1, -1], timeStep: 1e-3 };

/** V = (x^2 - 1)^2 + y^2, sigma^2 = 1/2. */
export const doubleWell2d = separableSystem("double-well-2d", [doubleWell, spring], {
  ...corner,
  start: [-1, 0],
  kT: 0.25,
});

/** V = (x^2 - 1)^2 + (y^2 - 1)^2, sigma^2 = 1/2. */
export const quadrupleWell = separableSystem("quadruple-well", [doubleWell, doubleWell], { ...corner, kT: 0.25 });

/** V = x^4 - x^3/16 - 2 x^2 + 3x/16 + y^4 - y^3/8 - 2 y^2 + 3y/8, sigma = 0.6. */
export const asymmetricQuadrupleWell = separableSystem(
  "asymmetric-quadruple-well",
  [tiltedDoubleWell(1 / 16), tiltedDoubleWell(1 / 8)],
  { ...corner, kT: 0.18 },
);
