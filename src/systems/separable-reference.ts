// Exact time scales of separable systems: each coordinate has its own spectrum of rates, and the rates of the whole
// are all the sums that take one from each.

import { zeros64 } from "../base/index.js";
import { symmetricEigen } from "../numerics/index.js";
import type { Axis, SeparableSystem } from "./system.js";

export interface SeparableReferenceOptions {
  readonly lo: number;
  readonly hi: number;
  /** Grid points a coordinate; the error falls with the square of their spacing. */
  readonly nGrid: number;
}

const DEFAULT_OPTIONS: SeparableReferenceOptions = { lo: -2.2, hi: 2.2, nGrid: 300 };

/**
 * The slowest relaxation times of the Fokker-Planck equation, descending, in the system's unit of time.
 * @param nTimescales how many
 */
export function separableTimescales(
  system: SeparableSystem,
  nTimescales: number,
  options: Partial<SeparableReferenceOptions> = {},
): number[] {
  const resolved = { ...DEFAULT_OPTIONS, ...options };
  let rates = [0];
  for (const axis of system.axes) {
    const own = axisRates(axis, system.kT, resolved).slice(0, nTimescales + 1);
    const sums = rates.flatMap((rate) => own.map((other) => rate + other));
    rates = sums.sort((a, b) => a - b).slice(0, nTimescales + 1);
  }
  return rates.slice(1).map((rate) => 1 / rate);
}

/**
 * Relaxation rates of one coordinate, ascending, 0 first: the square-root approximation of the generator (Lie, Fackeldey,
 * Weber, SIAM J. Matrix Anal. Appl. 2013, 34, 738), a jump i -> j between neighbours at the rate
 * (kT / h^2) exp(-(V_j - V_i) / 2kT), made symmetric by the square root of its stationary law.
 */
function axisRates(axis: Axis, kT: number, { lo, hi, nGrid }: SeparableReferenceOptions): number[] {
  const spacing = (hi - lo) / (nGrid - 1);
  const jumpRate = kT / spacing ** 2;
  const potential = Float64Array.from({ length: nGrid }, (_, i) => axis.potential(lo + i * spacing));
  const generator = zeros64(nGrid, nGrid);
  for (let i = 1; i < nGrid; i++) {
    const ratio = Math.exp((potential[i]! - potential[i - 1]!) / (2 * kT));
    generator.data[(i - 1) * nGrid + i] = jumpRate;
    generator.data[i * nGrid + i - 1] = jumpRate;
    generator.data[(i - 1) * nGrid + i - 1]! -= jumpRate / ratio;
    generator.data[i * nGrid + i]! -= jumpRate * ratio;
  }
  const rates = Array.from(symmetricEigen(generator).values, (value) => -value);
  rates[0] = 0; // known exactly, found to rounding
  return rates;
}
