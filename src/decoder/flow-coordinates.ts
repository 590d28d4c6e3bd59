// What a flow works on: internal coordinates, or Cartesian ones where a Z-matrix serves badly. T frames, A atoms, K coordinates.
//
// In a long chain a small turn at one end moves the other end far: errors of the network grow along the lever. In a large ring
// (by a disulphide bridge, say) many turns must agree, or it does not close. Both are measured on MD, and a molecule that is too
// long or too tightly closed is decoded in Cartesian coordinates, which the projection then brings to MD's bonds and angles.

import { type Matrix32, matrixOf, type Rng, takeRows } from "../base/index.js";
import { rmsd, squaredDistance, superposeBlock } from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { modelBonds } from "./geometry-graph.js";
import {
  countTorsionColumns,
  defineInternalCoordinates,
  type InternalCoordinates,
  roundTorsions,
  toCartesian,
  toInternal,
} from "./internal-coordinates.js";
import { fitComponents, fromComponents, type PrincipalComponents, toComponents } from "./principal-components.js";

/** Frames superposed on a reference structure. Plain data, stored in the model file. */
export interface CartesianCoordinates {
  readonly kind: "cartesian";
  readonly components: PrincipalComponents;
}

export type FlowCoordinates = InternalCoordinates | CartesianCoordinates;

/** Lever arms longer than this leave internal coordinates no advantage. */
const LONGEST_LEVER = 6;
/** Rings opened by more are beyond what the projection closes without a trace. */
const WIDEST_OPENING_NM = 0.03;
/** With more atoms there are long levers, and the whitening of internal coordinates takes too long. */
const MAX_INTERNAL_ATOMS = 500;

/**
 * @param frames (T, 3 A) nm of MD
 * @param reference (3 A) nm
 * @param rng for the measurement of strain
 */
export function chooseCoordinates(
  topology: Topology,
  frames: Matrix32,
  reference: Float32Array,
  rng: Rng,
): FlowCoordinates {
  if (topology.atoms.length <= MAX_INTERNAL_ATOMS) {
    const internal = defineInternalCoordinates(topology, frames);
    const { lever, openingNm } = measureStrain(topology, internal, frames, reference, rng);
    if (lever <= LONGEST_LEVER && openingNm <= WIDEST_OPENING_NM) return internal;
  }
  return { kind: "cartesian", components: fitComponents(superposed(frames, reference)) };
}

/** What becomes of small errors in internal coordinates. */
export interface Strain {
  /** How much further they move the atoms than errors of the same share of Cartesian deviations. */
  readonly lever: number;
  /** By how much they change, root mean square, the bonds that close rings; 0 when there are none. */
  readonly openingNm: number;
}

/** Of each coordinate's deviation in MD: the error that is given to it. */
const ERROR = 0.05;
const STRAINED_FRAMES = 200;

/** Moves all internal coordinates of some frames at random, and sees where the atoms go. */
export function measureStrain(
  topology: Topology,
  internal: InternalCoordinates,
  frames: Matrix32,
  reference: Float32Array,
  rng: Rng,
): Strain {
  const sample = takeRows(frames, spreadEvenly(frames.rows, STRAINED_FRAMES));
  const nAtoms = sample.cols / 3;
  const white = toInternal(internal, sample);
  for (let k = 0; k < white.data.length; k++) white.data[k]! += ERROR * rng.normal();
  const moved = toCartesian(internal, white);
  const deviations = Float64Array.from({ length: sample.rows }, (_, t) => {
    const of = ({ data, cols }: Matrix32): Float32Array => data.subarray(t * cols, (t + 1) * cols);
    return rmsd(of(moved), 1, nAtoms, of(sample))[0]!;
  });
  const own = rmsd(sample.data, sample.rows, nAtoms, reference);
  const changes = ringClosures(topology, internal).flatMap(([i, j]) =>
    Array.from({ length: sample.rows }, (_, t) => {
      const length = ({ data, cols }: Matrix32): number =>
        Math.sqrt(squaredDistance(data, t * cols + 3 * i, t * cols + 3 * j));
      return length(moved) - length(sample);
    }),
  );
  return { lever: rootMeanSquare(deviations) / rootMeanSquare(own) / ERROR, openingNm: rootMeanSquare(changes) };
}

/** The bonds that are no coordinates. */
function ringClosures(topology: Topology, { placements }: InternalCoordinates): (readonly [number, number])[] {
  const parents = new Int32Array(placements.length);
  for (const { atom, parent } of placements) parents[atom] = parent;
  return modelBonds(topology).filter(([i, j]) => parents[i] !== j && parents[j] !== i);
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += values[k]! ** 2;
  return values.length === 0 ? 0 : Math.sqrt(squares / values.length);
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
    : toComponents(coordinates.components, superposed(frames, reference));
}

/** The inverse of `toFlow`, but for where the molecule is and how it is turned, and for what principal components leave out. */
export function fromFlow(coordinates: FlowCoordinates, values: Matrix32): Matrix32 {
  return coordinates.kind === "internal"
    ? toCartesian(coordinates, values)
    : fromComponents(coordinates.components, values);
}

/** How many coordinates are made at a time, in order: torsions, if there are any, and the others. */
export function stageSizes(coordinates: FlowCoordinates): number[] {
  if (coordinates.kind === "cartesian") return [coordinates.components.axes.rows];
  const nTorsionColumns = countTorsionColumns(coordinates.placements);
  return [nTorsionColumns, coordinates.whitening.mean.length - nTorsionColumns].filter((size) => size > 0);
}

/** Makes the first stage's coordinates, which a network gave, ones that there can be, in place. */
export function settle(coordinates: FlowCoordinates, made: Matrix32): void {
  if (coordinates.kind === "internal") roundTorsions(coordinates, made);
}
