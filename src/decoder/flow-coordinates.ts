// What a flow works on: internal coordinates, or Cartesian ones where a Z-matrix serves badly. T frames, A atoms, K coordinates.
//
// In a long chain a small turn at one end moves the other end far: errors of the network grow along the lever. How much is
// measured on MD, and a molecule with too long levers is decoded in Cartesian coordinates, which the projection then brings to
// MD's bonds and angles.

import { type Matrix32, matrixOf, type Rng, takeRows } from "../base/index.js";
import { rmsd, superposeBlock } from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import {
  countTorsionColumns,
  defineInternalCoordinates,
  type InternalCoordinates,
  roundTorsions,
  toCartesian,
  toInternal,
} from "./internal-coordinates.js";
import { colour, fitWhitening, type Whitening, whiten } from "./whitening.js";

/** Frames superposed on a reference structure. Plain data, stored in the model file. */
export interface CartesianCoordinates {
  readonly kind: "cartesian";
  readonly whitening: Whitening;
}

export type FlowCoordinates = InternalCoordinates | CartesianCoordinates;

/** Lever arms longer than this leave internal coordinates no advantage. */
const LONGEST_LEVER = 6;

/**
 * @param frames (T, 3 A) nm of MD
 * @param reference (3 A) nm
 * @param rng for the measurement of lever arms
 */
export function chooseCoordinates(
  topology: Topology,
  frames: Matrix32,
  reference: Float32Array,
  rng: Rng,
): FlowCoordinates {
  const internal = defineInternalCoordinates(topology, frames);
  if (measureLever(internal, frames, reference, rng) <= LONGEST_LEVER) return internal;
  return { kind: "cartesian", whitening: fitWhitening(superposed(frames, reference), 0) };
}

/** Of each coordinate's deviation in MD: the error that is given to it. */
const LEVER_ERROR = 0.05;
const LEVER_FRAMES = 200;

/**
 * How much more of an error reaches the atoms through internal coordinates than through Cartesian ones: all coordinates are
 * moved by the same share of their deviations, and the way that the atoms then move, after superposition, is compared with
 * the same share of their own deviations.
 */
export function measureLever(
  internal: InternalCoordinates,
  frames: Matrix32,
  reference: Float32Array,
  rng: Rng,
): number {
  const sample = takeRows(frames, spreadEvenly(frames.rows, LEVER_FRAMES));
  const nAtoms = sample.cols / 3;
  const white = toInternal(internal, sample);
  for (let k = 0; k < white.data.length; k++) white.data[k]! += LEVER_ERROR * rng.normal();
  const moved = toCartesian(internal, white);
  let squares = 0;
  for (let row = 0; row < sample.data.length; row += sample.cols) {
    const frame = sample.data.subarray(row, row + sample.cols);
    squares += rmsd(moved.data.subarray(row, row + sample.cols), 1, nAtoms, frame)[0]! ** 2;
  }
  const deviations = rmsd(sample.data, sample.rows, nAtoms, reference);
  const own = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  return Math.sqrt(squares / own) / LEVER_ERROR;
}

function superposed({ data, rows, cols }: Matrix32, reference: Float32Array): Matrix32 {
  const copy = data.slice();
  superposeBlock(copy, rows, cols / 3, reference);
  return matrixOf(copy, rows, cols);
}

/** (T, 3 A) nm to (T, K) of mean 0 and deviation 1. */
export function toFlow(coordinates: FlowCoordinates, frames: Matrix32, reference: Float32Array): Matrix32 {
  return coordinates.kind === "internal"
    ? toInternal(coordinates, frames)
    : whiten(coordinates.whitening, superposed(frames, reference));
}

/** The inverse of `toFlow`, but for where the molecule is and how it is turned. */
export function fromFlow(coordinates: FlowCoordinates, values: Matrix32): Matrix32 {
  return coordinates.kind === "internal" ? toCartesian(coordinates, values) : colour(coordinates.whitening, values);
}

/** How many coordinates are made at a time, in order: torsions, if there are any, and the others. */
export function stageSizes(coordinates: FlowCoordinates): number[] {
  const nCoordinates = coordinates.whitening.mean.length;
  const nTorsionColumns = coordinates.kind === "internal" ? countTorsionColumns(coordinates.placements) : 0;
  return [nTorsionColumns, nCoordinates - nTorsionColumns].filter((size) => size > 0);
}

/** Makes the first stage's coordinates, which a network gave, ones that there can be, in place. */
export function settle(coordinates: FlowCoordinates, made: Matrix32): void {
  if (coordinates.kind === "internal") roundTorsions(coordinates, made);
}
