// The time constant of an exponential decay.

const FIT_FLOOR = Math.exp(-2);
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Time constant t of exp(-s/t), least squares on an autocorrelation function (Sidky 2020, sec. 3.2).
 *
 * Fitted are the lags from 1 until C first falls below exp(-2): there the decay is above the noise of its tail, which
 * would otherwise dominate by the number of its lags. Where C stays above, all of its lags are used; where C(1) is
 * below already (faster than half a sample), it alone: t = -1 / ln C(1).
 * @param acf C(s), (maxLag + 1), C(0) = 1
 * @param lag time between samples, the unit of the result
 * @returns null when C(1) is not above 0, when the fitted time is longer than the lags that are given, or when C does not
 *   decay
 */
export function relaxationTime(acf: Float64Array, lag = 1): number | null {
  const fallen = acf.findIndex((value) => !(value >= FIT_FLOOR));
  if (fallen === 0 || acf.length < 2) return null;
  if (fallen === 1) return acf[1]! > 0 ? -lag / Math.log(acf[1]!) : null;
  const last = fallen === -1 ? acf.length - 1 : fallen;
  const misfit = (logTime: number): number => squaredMisfit(acf, last, Math.exp(logTime));
  // A coarse scan first: with noise the misfit may have a second, shallow minimum.
  const spacing = Math.LN2 / 2;
  const lowest = Math.log(0.1);
  const nScan = Math.ceil((Math.log(100 * last) - lowest) / spacing);
  let best = lowest;
  for (let i = 1; i <= nScan; i++) if (misfit(lowest + i * spacing) < misfit(best)) best = lowest + i * spacing;
  const time = Math.exp(minimise(misfit, best - spacing, best + spacing));
  return time < acf.length - 1 ? time * lag : null;
}

/** sum over s = 1 ... last of (C(s) - exp(-s/t))^2. */
function squaredMisfit(acf: Float64Array, last: number, time: number): number {
  const ratio = Math.exp(-1 / time);
  let model = 1;
  let sum = 0;
  for (let s = 1; s <= last; s++) {
    model *= ratio;
    sum += (acf[s]! - model) ** 2;
  }
  return sum;
}

/** Golden-section search in [lo, hi]. */
function minimise(f: (x: number) => number, lo: number, hi: number): number {
  let [a, b] = [lo, hi];
  let left = b - GOLDEN * (b - a);
  let right = a + GOLDEN * (b - a);
  let [atLeft, atRight] = [f(left), f(right)];
  while (b - a > 1e-8) {
    if (atLeft < atRight) {
      [b, right, atRight] = [right, left, atLeft];
      left = b - GOLDEN * (b - a);
      atLeft = f(left);
    } else {
      [a, left, atLeft] = [left, right, atRight];
      right = a + GOLDEN * (b - a);
      atRight = f(right);
    }
  }
  return (a + b) / 2;
}
