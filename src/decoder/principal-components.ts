// The directions in which a molecule moves most (principal components). T frames, C coordinates, M components.

import { expectShape, type Matrix32, type Matrix64, zeros32, zeros64 } from "../base/index.js";
import { columnMoments, multiply, spreadEvenly, symmetricEigen, transpose } from "../numerics/index.js";

/** Plain data, stored in the model file. */
export interface PrincipalComponents {
  /** (C) */
  readonly mean: Float64Array;
  /** (M, C), orthogonal rows, each as long as MD's deviation along it: raw = mean + components axes. */
  readonly axes: Matrix64;
}

/** Components are found in so many frames, evenly spread. Their deviations are of all. */
const FRAMES = 600;
const MAX_COMPONENTS = 200;
/** The variance that is kept; the rest are the smallest motions, of bonds and angles. */
const VARIANCE = 0.999;

/** @param raw (T, C), T at least 2 */
export function fitComponents(raw: Matrix32): PrincipalComponents {
  const { mean } = columnMoments(raw);
  const axes = leadingDirections(raw, mean);
  const { std } = columnMoments(toComponents({ mean, axes }, raw));
  for (let at = 0; at < axes.data.length; at++) axes.data[at]! *= std[Math.floor(at / axes.cols)]!;
  return { mean, axes };
}

/** (M, C), orthonormal. Frames are fewer than coordinates in large molecules, so their products are decomposed (Sirovich 1987). */
function leadingDirections(raw: Matrix32, mean: Float64Array): Matrix64 {
  const rows = spreadEvenly(raw.rows, FRAMES);
  const centred = zeros64(rows.length, raw.cols);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < raw.cols; j++, at++) centred.data[at] = raw.data[rows[i]! * raw.cols + j]! - mean[j]!;
  }
  const { values, vectors } = symmetricEigen(multiply(centred, transpose(centred)));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const limit = Math.min(MAX_COMPONENTS, rows.length - 1);
  let count = 0;
  for (let kept = 0; count < limit && kept < VARIANCE * total; count++) kept += values[count]!;
  const weights = zeros64(count, rows.length);
  for (let m = 0; m < count; m++) {
    const scale = 1 / Math.sqrt(values[m]!);
    for (let i = 0; i < rows.length; i++)
      weights.data[m * rows.length + i] = scale * vectors.data[i * vectors.cols + m]!;
  }
  return multiply(weights, centred);
}

/** (T, C) to (T, M), of mean 0 and deviation 1. */
export function toComponents({ mean, axes }: PrincipalComponents, raw: Matrix32): Matrix32 {
  expectShape("toComponents", raw, { T: null, C: mean.length });
  const out = zeros32(raw.rows, axes.rows);
  const deviation = new Float64Array(raw.cols);
  const squares = Float64Array.from({ length: axes.rows }, (_, m) =>
    product(axes, m, axes.data.subarray(m * axes.cols)),
  );
  for (let t = 0, at = 0; t < raw.rows; t++) {
    for (let j = 0; j < raw.cols; j++) deviation[j] = raw.data[t * raw.cols + j]! - mean[j]!;
    for (let m = 0; m < axes.rows; m++, at++) out.data[at] = product(axes, m, deviation) / squares[m]!;
  }
  return out;
}

/** Of row m and the first C numbers of `other`. */
function product({ data, cols }: Matrix64, m: number, other: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = m * cols; j < cols; j++, at++) sum += data[at]! * other[j]!;
  return sum;
}

/** (T, M) to (T, C): what `toComponents` keeps. */
export function fromComponents({ mean, axes }: PrincipalComponents, components: Matrix32): Matrix32 {
  expectShape("fromComponents", components, { T: null, M: axes.rows });
  const out = zeros32(components.rows, mean.length);
  const raw = new Float64Array(mean.length);
  for (let t = 0; t < out.rows; t++) {
    raw.set(mean);
    for (let m = 0, at = 0; m < axes.rows; m++) {
      const value = components.data[t * axes.rows + m]!;
      for (let j = 0; j < raw.length; j++, at++) raw[j]! += value * axes.data[at]!;
    }
    out.data.set(raw, t * raw.length);
  }
  return out;
}
