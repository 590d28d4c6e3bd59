// Flows between components whose coordinates relax as the data do, over one lag time and over many.
// C components, D latent coordinates, L lag times.
//
// Components that overlap blur the flows a little, and pairs know one lag time only. Of all symmetric flows with the same
// stationary shares and the wanted correlations or relaxation times, the ones of least relative entropy are
//   S_kl u_k u_l exp(sum_d theta_d e_kd e_ld),
// e_kd the mean of coordinate d in component k: theta_d > 0 slows coordinate d down.

import { columnOf, type Matrix64, zeros64 } from "../base/index.js";
import { luSolve, relaxationTime, scaleSymmetric, truncatedMoments } from "../numerics/index.js";
import type { Components } from "./components.js";

const MAX_ITERATIONS = 12;
/** Relaxation times, ln, need not agree better: many lag times know them less well than one knows its correlation. */
const AGREEMENT = 0.02;
/** How well, ln, what is wanted is met. */
const TOLERANCE = 1e-3;
/** theta of the finite differences, and the most that it may change in one iteration; coordinates have unit variance. */
const DIFFERENCE = 1e-3;
const MAX_STEP = 0.2;
const DECAYED = Math.exp(-2);
const MAX_LAGS = 4096;

export interface WantedRelaxation {
  /** (D) what one lag time leaves of each coordinate. */
  readonly correlations: Float64Array;
  /** (D) relaxation times in lag times, null where unknown. */
  readonly times: readonly (number | null)[];
}

/**
 * Gives the coordinates their correlations over one lag time, and then moves those relaxation times that disagree as little as
 * makes them agree.
 * @param flows (C, C) S, its row sums the law of the components
 * @param overlap (C, C) < r_k r_l >
 * @returns flows; as near to what is wanted as was found
 */
export function matchRelaxation(
  flows: Matrix64,
  components: Components,
  overlap: Matrix64,
  { correlations, times }: WantedRelaxation,
): Matrix64 {
  const { law } = components;
  const coordinates = standardCoordinates(components);
  const autocorrelationOf = (candidate: Matrix64, d: number): Float64Array =>
    coordinateAutocorrelation(candidate, law, overlap, coordinates, d);
  const logCorrelation = (candidate: Matrix64, d: number): number => Math.log(autocorrelationOf(candidate, d)[1]!);
  const logTime = (candidate: Matrix64, d: number): number =>
    Math.log(relaxationTime(autocorrelationOf(candidate, d)) ?? Number.NaN);

  const known = Array.from(correlations, (value, d) => ({ d, value: Math.log(value) }));
  const correlated = known.filter(({ value }) => Number.isFinite(value));
  const start = tiltTo(flows, law, coordinates, correlated, logCorrelation);
  const moved = times.flatMap((time, d) => {
    if (time === null) return [];
    const wanted = Math.log(time);
    const excess = logTime(start, d) - wanted;
    return Math.abs(excess) <= AGREEMENT ? [] : [{ d, value: wanted + AGREEMENT * (excess < 0 ? -1 : 1) }];
  });
  return tiltTo(start, law, coordinates, moved, logTime);
}

interface Target {
  /** The coordinate. */
  readonly d: number;
  readonly value: number;
}

/** Newton's method on theta, with finite differences, for measures that rise with it. */
function tiltTo(
  flows: Matrix64,
  law: Float64Array,
  coordinates: Matrix64,
  targets: readonly Target[],
  measure: (candidate: Matrix64, d: number) => number,
): Matrix64 {
  const errorsOf = (candidate: Matrix64) => Float64Array.from(targets, ({ d, value }) => measure(candidate, d) - value);
  const tilted = (theta: Float64Array) => tilt(flows, law, coordinates, targets, theta);
  const theta = new Float64Array(targets.length);
  let errors = errorsOf(flows);
  let best = { flows, error: largest(errors) };
  for (let iteration = 0; iteration < MAX_ITERATIONS && best.error > TOLERANCE; iteration++) {
    const slopes = zeros64(theta.length, theta.length);
    for (let j = 0; j < theta.length; j++) {
      const shifted = errorsOf(tilted(theta.map((value, i) => (i === j ? value + DIFFERENCE : value))));
      shifted.forEach((error, i) => {
        slopes.data[i * theta.length + j] = (error - errors[i]!) / DIFFERENCE;
      });
    }
    if (!slopes.data.every(Number.isFinite)) break;
    const step = luSolve(slopes, { data: errors, rows: errors.length, cols: 1 }).data;
    step.forEach((value, i) => {
      theta[i]! -= Math.min(MAX_STEP, Math.max(-MAX_STEP, value));
    });
    const candidate = tilted(theta);
    errors = errorsOf(candidate);
    if (largest(errors) < best.error) best = { flows: candidate, error: largest(errors) };
  }
  return best.flows;
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
  targets: readonly Target[],
  theta: Float64Array,
): Matrix64 {
  const out = zeros64(n, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      let exponent = 0;
      targets.forEach(({ d }, i) => {
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
