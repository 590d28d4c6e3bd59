// Histograms as free energies, and how far two of them are apart.

import { ShapeError } from "../base/index.js";

/**
 * F = -ln p in kT, shifted so that its minimum is 0; +Infinity in empty bins.
 * @param counts (B), counts or any other weights
 */
export function freeEnergy(counts: Float64Array): Float64Array {
  let largest = 0;
  for (const count of counts) largest = Math.max(largest, count);
  return counts.map((count) => (count > 0 ? Math.log(largest / count) : Number.POSITIVE_INFINITY));
}

/**
 * min_c sqrt(mean (F1 - F2 - c)^2) in kT, over the bins that hold at least `minCount` in both: rarer bins measure
 * counting noise and not the model.
 * @param countsA (B)
 * @param countsB (B), same bins
 * @returns null when fewer than two bins qualify
 */
export function freeEnergyRmse(countsA: Float64Array, countsB: Float64Array, minCount = 30): number | null {
  expectSameBins("freeEnergyRmse", countsA, countsB);
  const differences: number[] = [];
  for (let b = 0; b < countsA.length; b++) {
    const fewer = Math.min(countsA[b]!, countsB[b]!);
    if (fewer > 0 && fewer >= minCount) differences.push(Math.log(countsB[b]! / countsA[b]!));
  }
  if (differences.length < 2) return null;
  const offset = differences.reduce((sum, d) => sum + d, 0) / differences.length; // the c that minimises
  const squares = differences.reduce((sum, d) => sum + (d - offset) ** 2, 0);
  return Math.sqrt(squares / differences.length);
}

/**
 * The Jensen-Shannon divergence of two histograms in nats: 0 when they agree, ln 2 when they do not overlap.
 * @param countsA (B)
 * @param countsB (B), same bins
 * @returns NaN when one of them is empty
 */
export function jensenShannon(countsA: Float64Array, countsB: Float64Array): number {
  expectSameBins("jensenShannon", countsA, countsB);
  const totalA = countsA.reduce((sum, c) => sum + c, 0);
  const totalB = countsB.reduce((sum, c) => sum + c, 0);
  let divergence = 0;
  for (let b = 0; b < countsA.length; b++) {
    const p = countsA[b]! / totalA;
    const q = countsB[b]! / totalB;
    const middle = (p + q) / 2;
    if (p !== 0) divergence += (p / 2) * Math.log(p / middle);
    if (q !== 0) divergence += (q / 2) * Math.log(q / middle);
  }
  return totalA > 0 && totalB > 0 ? Math.max(0, divergence) : Number.NaN;
}

function expectSameBins(where: string, a: Float64Array, b: Float64Array): void {
  if (a.length !== b.length) throw new ShapeError(`${where}: ${a.length} bins against ${b.length}`);
}
