// Where a one-dimensional potential has its wells and barriers.

import type { Axis } from "./system.js";

export interface Landmarks {
  /** Minima, ascending. */
  readonly wells: readonly number[];
  /** Maxima between them, ascending. */
  readonly barriers: readonly number[];
}

const SCAN_POINTS = 4000;
const BISECTIONS = 60;

/** The minima and maxima of V in (lo, hi), by sign changes of V' and bisection. */
export function findLandmarks(axis: Axis, lo: number, hi: number): Landmarks {
  const wells: number[] = [];
  const barriers: number[] = [];
  const spacing = (hi - lo) / SCAN_POINTS;
  let left = lo;
  for (let i = 0; i < SCAN_POINTS; i++) {
    const right = lo + (i + 1) * spacing;
    const [before, after] = [axis.slope(left), axis.slope(right)];
    if (before < 0 && after >= 0) wells.push(bisect(axis.slope, left, right));
    if (before >= 0 && after < 0) barriers.push(bisect(axis.slope, left, right));
    left = right;
  }
  return { wells, barriers: barriers.filter((x) => x > wells[0]! && x < wells.at(-1)!) };
}

/** The root of f between a and b, where its sign differs. */
function bisect(f: (x: number) => number, a: number, b: number): number {
  let [left, right] = [a, b];
  const rising = f(left) < 0;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (left + right) / 2;
    if (f(middle) < 0 === rising) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}
