// The four-well potential of Prinz et al., J. Chem. Phys. 2011, 134, 174105, fig. 1 (Sidky 2020, sec. 3.1).
//
// Sidky 2020 prints V = 2U and "D = kBT = 1000"; the code that made such data (MSMBuilder's brownian1d, deeptime's
// prinz_potential) is x <- x - dt V'(x) + dt sqrt(2 D) eta with V = 4U, D = 1e3, dt = 1e-3: Brownian motion at kT = 1.

import { type Axis, separableSystem } from "./system.js";

/** U(x) = x^8 + 0.8 exp(-80 x^2) + 0.2 exp(-80 (x - 0.5)^2) + 0.5 exp(-40 (x + 0.5)^2). */
function shape(x: number): number {
  const right = x - 0.5;
  const left = x + 0.5;
  return x ** 8 + 0.8 * Math.exp(-80 * x * x) + 0.2 * Math.exp(-80 * right * right) + 0.5 * Math.exp(-40 * left * left);
}

/** U'(x). */
function shapeSlope(x: number): number {
  const right = x - 0.5;
  const left = x + 0.5;
  const cube = x * x * x;
  return (
    8 * cube * cube * x -
    128 * x * Math.exp(-80 * x * x) -
    32 * right * Math.exp(-80 * right * right) -
    40 * left * Math.exp(-40 * left * left)
  );
}

/** V = 4U, in kT. */
export const fourWellAxis: Axis = { potential: (x) => 4 * shape(x), slope: (x) => 4 * shapeSlope(x) };

/** Brownian motion in the four-well potential; the noise of a step is sqrt(2e-3) = 0.04472. */
export const fourWell = separableSystem("four-well", [fourWellAxis], { start: [-0.74], kT: 1, timeStep: 1e-3 });
