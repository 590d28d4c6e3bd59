// Flows between components whose coordinates relax as slowly as the data say over many lag times.
// C components, D latent coordinates, L lag times.
//
// The likelihood of pairs knows one lag time only. What it leaves open is settled by the relaxation times: of all
// symmetric flows with the same stationary shares and with the wanted times the ones of least relative entropy are
//   S_kl u_k u_l exp(sum_d theta_d e_kd e_ld),
// e_kd the mean of coordinate d in component k: theta_d > 0 slows coordinate d down.

import { columnOf, type Matrix64, zeros64 } from "../base/index.js";
import { luSolve, relaxationTime, scaleSymmetric, truncatedMoments } from "../numerics/index.js";
import type { Components } from "./components.js";

const MAX_ITERATIONS = 12;
/** Times that differ by less, ln, are left as the pairs have them. */
const AGREEMENT = 0.02;
/** How well, ln, the others are met. */
const TOLERANCE = 1e-3;
/** theta of the finite differences, and the most that it may change in one iteration; coordinates have unit variance. */
const DIFFERENCE = 1e-3;
const MAX_STEP = 0.2;
const DECAYED = Math.exp(-2);
const MAX_LAGS = 4096;

/**
 * @param flows (C, C) S, its row sums the law of the components
 * @param overlap (C, C) < r_k r_l >
 * @param times (D) relaxation times in lag times, null where unknown
 * @returns flows; those given where the times cannot be reached
 */
export function matchRelaxation(
  flows: Matrix64,
  components: Components,
  overlap: Matrix64,
  times: readonly (number | null)[],
): Matrix64 {
  const coordinates = standardCoordinates(components);
  const errorOf = (candidate: Matrix64, { d, logTime }: WantedTime): number => {
    const acf = coordinateAutocorrelation(candidate, components.law, overlap, coordinates, d);
    return Math.log(relaxationTime(acf) ?? Number.NaN) - logTime;
  };
  const wanted = times
    .flatMap((time, d) => (time === null ? [] : [{ d, logTime: Math.log(time) }]))
    .filter((want) => !(Math.abs(errorOf(flows, want)) <= AGREEMENT));
  const errorsOf = (candidate: Matrix64) => Float64Array.from(wanted, (want) => errorOf(candidate, want));
  const tilted = (theta: Float64Array) => tilt(flows, components.law, coordinates, wanted, theta);
  const theta = new Float64Array(wanted.length);
  let best = { flows, error: largest(errorsOf(flows)) };
  let current = flows;
  for (let iteration = 0; iteration < MAX_ITERATIONS && best.error > TOLERANCE; iteration++) {
    const errors = errorsOf(current);
    const slopes = zeros64(wanted.length, wanted.length);
    for (let j = 0; j < wanted.length; j++) {
      const shifted = errorsOf(tilted(theta.map((value, i) => (i === j ? value + DIFFERENCE : value))));
      shifted.forEach((error, i) => {
        slopes.data[i * wanted.length + j] = (error - errors[i]!) / DIFFERENCE;
      });
    }
    if (!slopes.data.every(Number.isFinite)) break;
    const step = luSolve(slopes, { data: errors, rows: errors.length, cols: 1 }).data;
    step.forEach((value, i) => {
      theta[i]! -= Math.min(MAX_STEP, Math.max(-MAX_STEP, value));
    });
    current = tilted(theta);
    const error = largest(errorsOf(current));
    if (error < best.error) best = { flows: current, error };
  }
  return best.flows;
}

interface WantedTime {
  /** The coordinate. */
  readonly d: number;
  readonly logTime: number;
}

/** NaN counts as infinite. */
function largest(errors: Float64Array): number {
  return errors.reduce(
    (most, error) => Math.max(most, Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.abs(error)),
    0,
  );
}

/** (C, D) means of the coordinates in each component, less the mean of all, in units of the coordinate's deviation. */
function standardCoordinates({ law, centres, deviations }: Components): Matrix64 {
  const { rows, cols } = centres;
  const moments = Array.from(centres.data, (centre, k) => truncatedMoments(centre, deviations.data[k]!));
  const out = zeros64(rows, cols);
  for (let d = 0; d < cols; d++) {
    let [mean, square] = [0, 0];
    for (let c = 0; c < rows; c++) {
      mean += law[c]! * moments[c * cols + d]!.mean;
      square += law[c]! * moments[c * cols + d]!.square;
    }
    const deviation = Math.sqrt(square - mean * mean);
    for (let c = 0; c < rows; c++) out.data[c * cols + d] = (moments[c * cols + d]!.mean - mean) / deviation;
  }
  return out;
}

function tilt(
  { data, rows: n }: Matrix64,
  law: Float64Array,
  coordinates: Matrix64,
  wanted: readonly WantedTime[],
  theta: Float64Array,
): Matrix64 {
  const out = zeros64(n, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      let exponent = 0;
      wanted.forEach(({ d }, i) => {
        exponent +=
          theta[i]! * coordinates.data[k * coordinates.cols + d]! * coordinates.data[l * coordinates.cols + d]!;
      });
      out.data[k * n + l] = data[k * n + l]! * Math.exp(exponent);
    }
  }
  return scaleSymmetric(out, law);
}

/**
 * C(s) of a coordinate until it has decayed: C(1) = e' S e, and for each further step the state is drawn in its component
 * and shared out anew, C(s) = e' S (P O P S)^(s - 1) e with P = diag(1 / pi) and the overlap O.
 * @returns (L + 1)
 */
function coordinateAutocorrelation(
  flows: Matrix64,
  law: Float64Array,
  overlap: Matrix64,
  coordinates: Matrix64,
  d: number,
): Float64Array {
  const e = columnOf(coordinates, d);
  const acf = [1];
  let flowing = timesVector(flows, e);
  for (let lag = 1; lag <= MAX_LAGS; lag++) {
    acf.push(e.reduce((sum, value, k) => sum + value * flowing[k]!, 0));
    if (!(acf[lag]! >= DECAYED)) break;
    const expected = timesVector(
      overlap,
      flowing.map((value, k) => value / law[k]!),
    );
    flowing = timesVector(
      flows,
      expected.map((value, k) => value / law[k]!),
    );
  }
  return Float64Array.from(acf);
}

function timesVector({ data, rows, cols }: Matrix64, vector: Float64Array): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[i]! += data[i * cols + j]! * vector[j]!;
  return out;
}
