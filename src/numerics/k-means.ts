// Clusters of points by the means of their members. T points, D coordinates, K centres.

import { expectShape, type Matrix, type Matrix64, type Rng, ShapeError, zeros64 } from "../base/index.js";

const MAX_ITERATIONS = 100;

/**
 * K centres by Lloyd's iteration (IEEE Trans. Inf. Theory 1982, 28, 129) from a start that is spread over the points
 * (k-means++, Arthur, Vassilvitskii, SODA 2007).
 * @param points (T, D), T at least K
 * @returns (K, D)
 */
export function kMeans(points: Matrix, nCentres: number, rng: Rng): Matrix64 {
  if (!(nCentres >= 1 && points.rows >= nCentres)) {
    throw new ShapeError(`kMeans: want ${nCentres} centres of ${points.rows} points`);
  }
  const centres = spreadStart(points, nCentres, rng);
  let previous: Int32Array | null = null;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const assigned = assignToCentres(points, centres);
    if (assigned.every((centre, t) => centre === previous?.[t])) break;
    previous = assigned;
    moveToMeans(points, assigned, centres);
  }
  return centres;
}

/** The nearest centre of each point, (T). */
export function assignToCentres(points: Matrix, centres: Matrix64): Int32Array {
  expectShape("assignToCentres", points, { T: null, D: centres.cols });
  const { data, rows, cols } = points;
  const assigned = new Int32Array(rows);
  for (let t = 0; t < rows; t++) {
    let best = 0;
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < centres.rows; k++) {
      let squared = 0;
      for (let d = 0; d < cols; d++) squared += (data[t * cols + d]! - centres.data[k * cols + d]!) ** 2;
      if (squared < nearest) {
        nearest = squared;
        best = k;
      }
    }
    assigned[t] = best;
  }
  return assigned;
}

/** Each next centre is a point drawn with its squared distance from the nearest one so far as weight. */
function spreadStart({ data, rows, cols }: Matrix, nCentres: number, rng: Rng): Matrix64 {
  const centres = zeros64(nCentres, cols);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let chosen = rng.integer(rows);
  for (let k = 0; k < nCentres; k++) {
    for (let d = 0; d < cols; d++) centres.data[k * cols + d] = data[chosen * cols + d]!;
    let total = 0;
    for (let t = 0; t < rows; t++) {
      let squared = 0;
      for (let d = 0; d < cols; d++) squared += (data[t * cols + d]! - centres.data[k * cols + d]!) ** 2;
      nearest[t] = Math.min(nearest[t]!, squared);
      total += nearest[t]!;
    }
    chosen = drawByWeight(nearest, total, rng);
  }
  return centres;
}

/** An index, drawn with the weights given; where all are 0, any. */
function drawByWeight(weights: Float64Array, total: number, rng: Rng): number {
  let rest = rng.uniform() * total;
  for (let t = 0; t < weights.length; t++) {
    rest -= weights[t]!;
    if (rest < 0) return t;
  }
  return rng.integer(weights.length);
}

/** A centre without points stays where it is. */
function moveToMeans({ data, rows, cols }: Matrix, assigned: Int32Array, centres: Matrix64): void {
  const sums = new Float64Array(centres.data.length);
  const counts = new Int32Array(centres.rows);
  for (let t = 0; t < rows; t++) {
    const centre = assigned[t]!;
    counts[centre]!++;
    for (let d = 0; d < cols; d++) sums[centre * cols + d]! += data[t * cols + d]!;
  }
  for (let at = 0; at < sums.length; at++) {
    const count = counts[Math.floor(at / cols)]!;
    if (count > 0) centres.data[at] = sums[at]! / count;
  }
}
