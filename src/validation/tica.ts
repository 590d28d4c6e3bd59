// TICA on distances: the yardstick along which MD and LSS are compared, for the encoder has no part in it.
// T frames, N pairs of frames, F distances, K coordinates.

import { columnOf, type Matrix32, type Matrix64, zeros32, zeros64 } from "../base/index.js";
import { laggedPairs, type Segments, squaredDistance, type Table } from "../features/index.js";
import { createLaggedCovariance, generalizedEigen, spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { type Bins, binsOver } from "./bins.js";
import { distancePairs } from "./pair-distances.js";

/** From distances to coordinates. */
export interface TicaProjection {
  /** (2 F) the atoms of each distance. */
  readonly pairs: Int32Array;
  /** (F) nm. */
  readonly mean: Float64Array;
  /** (F, K). */
  readonly vectors: Matrix64;
}

/** With the grids of its coordinates: plain data, kept with the model. */
export interface TicaModel extends TicaProjection {
  /** Along each coordinate. */
  readonly bins: readonly Bins[];
  /** The same, for the surfaces over two of them. */
  readonly surfaceBins: readonly Bins[];
  /** The numbers of the two coordinates of each surface, from 0. */
  readonly surfaces: readonly (readonly [number, number])[];
}

const COORDINATES = 3;
const PROFILE_BINS = 50;
const SURFACE_BINS = 40;
/** Frame pairs that C0 and C1 are estimated from, evenly spread over all. */
const MAX_PAIRS = 50_000;
const BLOCK_ROWS = 4096;
/** Of the mean variance: distances of a small molecule are nearly dependent. */
const RIDGE = 1e-6;

/**
 * Fits TICA (Perez-Hernandez et al., J. Chem. Phys. 2013, 139, 015102) on the distances of `distancePairs`.
 * @param coordinates (T, 3 A) nm
 * @returns null when the atoms make no two distances, or nothing moves
 */
export function fitTica(
  coordinates: Table,
  topology: Topology,
  segments: Segments,
  lagFrames: number,
): TicaModel | null {
  const pairs = distancePairs(topology);
  const starts = laggedPairs(segments, lagFrames);
  const chosen = spreadEvenly(starts.length, MAX_PAIRS).map((k) => starts[k]!);
  if (pairs.length < 4 || chosen.length === 0) return null;
  const covariance = createLaggedCovariance(pairs.length / 2);
  for (let at = 0; at < chosen.length; at += BLOCK_ROWS) {
    const now = chosen.subarray(at, at + BLOCK_ROWS);
    const later = now.map((t) => t + lagFrames);
    covariance.add(distancesOf(gather(coordinates, now), pairs), distancesOf(gather(coordinates, later), pairs));
  }
  const { mean, c0, c1 } = covariance.finish();
  const vectors = leadingVectors(c0, c1);
  return vectors === null ? null : addBins({ pairs, mean, vectors }, coordinates, chosen);
}

/** (F, K) of C1 v = lambda C0 v, the slowest first; null where nothing moves. */
function leadingVectors(c0: Matrix64, c1: Matrix64): Matrix64 | null {
  const n = c0.rows;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += c0.data[i * n + i]!;
  if (!(trace > 0)) return null;
  const regular = { ...c0, data: c0.data.slice() };
  for (let i = 0; i < n; i++) regular.data[i * n + i]! += (RIDGE * trace) / n;
  const { vectors } = generalizedEigen(c1, regular);
  const leading = zeros64(n, Math.min(n, COORDINATES));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < leading.cols; k++) leading.data[i * leading.cols + k] = vectors.data[i * n + k]!;
  }
  return leading;
}

/** Grids over the range of the frames named. */
function addBins(projection: TicaProjection, coordinates: Table, frames: Int32Array): TicaModel {
  const projected = projectOnTica(projection, gather(coordinates, frames));
  const columns = Array.from({ length: projected.cols }, (_, k) => columnOf(projected, k));
  const numbers = [...columns.keys()];
  return {
    ...projection,
    bins: columns.map((values) => binsOver(values, PROFILE_BINS)),
    surfaceBins: columns.map((values) => binsOver(values, SURFACE_BINS)),
    surfaces: numbers.flatMap((x) => numbers.slice(x + 1).map((y) => [x, y] as const)),
  };
}

/**
 * @param frames (T, 3 A) nm
 * @returns (T, K)
 */
export function projectOnTica({ pairs, mean, vectors }: TicaProjection, frames: Matrix32): Matrix64 {
  const { rows, cols } = frames;
  const { data: weights, cols: nCoordinates } = vectors;
  const out = zeros64(rows, nCoordinates);
  for (let t = 0; t < rows; t++) {
    const frame = t * cols;
    const outRow = t * nCoordinates;
    for (let f = 0; f < mean.length; f++) {
      const squared = squaredDistance(frames.data, frame + 3 * pairs[2 * f]!, frame + 3 * pairs[2 * f + 1]!);
      const deviation = Math.sqrt(squared) - mean[f]!;
      for (let k = 0; k < nCoordinates; k++) out.data[outRow + k]! += deviation * weights[f * nCoordinates + k]!;
    }
  }
  return out;
}

function gather(coordinates: Table, frames: Int32Array): Matrix32 {
  const out = zeros32(frames.length, coordinates.cols);
  coordinates.gather(frames, out.data);
  return out;
}

/** (T, F) nm. */
function distancesOf({ data, rows, cols }: Matrix32, pairs: Int32Array): Matrix64 {
  const nDistances = pairs.length / 2;
  const out = zeros64(rows, nDistances);
  for (let t = 0, at = 0; t < rows; t++) {
    for (let f = 0; f < nDistances; f++, at++) {
      out.data[at] = Math.sqrt(squaredDistance(data, t * cols + 3 * pairs[2 * f]!, t * cols + 3 * pairs[2 * f + 1]!));
    }
  }
  return out;
}
