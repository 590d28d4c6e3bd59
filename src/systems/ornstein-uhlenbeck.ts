// Springs in a heat bath: the system whose every answer has a closed form.

import { type SeparableSystem, separableSystem } from "./system.js";

/**
 * dx_d = -rate_d x_d dt + sqrt(2) dW at kT = 1: coordinate d relaxes with the time 1 / rate_d around 0 with the
 * variance 1 / rate_d.
 * @param rates (D), each above 0; the default relaxes in 1, 1/2 and 1/3
 */
export function ornsteinUhlenbeck(rates: readonly number[] = [1, 2, 3]): SeparableSystem {
  const axes = rates.map((rate) => ({
    potential: (x: number) => (rate * x * x) / 2,
    slope: (x: number) => rate * x,
  }));
  return separableSystem("ornstein-uhlenbeck", axes, { start: rates.map(() => 0), kT: 1, timeStep: 1e-2 });
}

export interface OrnsteinUhlenbeckReference {
  /** (D), relaxation times of the coordinates, in the system's unit of time. */
  readonly timescales: readonly number[];
  /** (D), stationary variances; the coordinates are independent. */
  readonly variances: readonly number[];
}

/**
 * Closed forms of the Euler-Maruyama map x <- (1 - rate dt) x + sqrt(2 dt) eta, and of the continuous process, its limit.
 * @param rates (D), as given to the system
 * @param timeStep dt of the map; 0 for the continuous process
 */
export function ornsteinUhlenbeckReference(rates: readonly number[], timeStep = 0): OrnsteinUhlenbeckReference {
  return {
    timescales: rates.map((rate) => (timeStep === 0 ? 1 / rate : -timeStep / Math.log1p(-rate * timeStep))),
    variances: rates.map((rate) => 2 / (rate * (2 - rate * timeStep))),
  };
}
