// The features of frames. T frames, A atoms, F features, E numbers of the user's own.

import { type Matrix32, ShapeError, zeros32 } from "../base/index.js";
import type { FrameBlock } from "../trajectory/index.js";
import { squaredDistance } from "./distances.js";
import {
  type AngleGroup,
  countColumns,
  type DistanceGroup,
  type ExternalGroup,
  type TorsionGroup,
} from "./feature-group.js";
import { countFeatures, externalColumns, type FeatureMap } from "./feature-map.js";
import { writeCentreDistances, writeClosest } from "./site-values.js";
import { torsionVector } from "./torsions.js";

/**
 * @param external (T, E) of the same frames; needed by a map that has such features
 * @returns (T, F) cosines and sines of torsions, cosines of angles, distances in nm, contacts from 0 to 1; NaN where three
 *   atoms of a torsion are in line or two of an angle in one place
 * @throws ShapeError when the block has another number of atoms than the map, or `external` another shape
 */
export function computeFeatures(map: FeatureMap, block: FrameBlock, external: Matrix32 | null = null): Matrix32 {
  if (block.nAtoms !== map.nAtoms) {
    throw new ShapeError(`computeFeatures: want frames of A = ${map.nAtoms} atoms, got ${block.nAtoms}`);
  }
  const nExternal = externalColumns(map);
  if (nExternal !== null && (external?.rows !== block.nFrames || external.cols !== nExternal)) {
    const got = external === null ? "none" : `(${external.rows}, ${external.cols})`;
    throw new ShapeError(`computeFeatures: want external (T = ${block.nFrames}, E = ${nExternal}), got ${got}`);
  }
  const out = zeros32(block.nFrames, countFeatures(map));
  let first = 0;
  for (const group of map.groups) {
    if (group.form === "torsion") writeTorsions(group, block, out, first);
    else if (group.form === "angle") writeAngles(group, block, out, first);
    else if (group.form === "distance") writeDistances(group, block, out, first);
    else if (group.form === "closest") writeClosest(group, block, out, first);
    else if (group.form === "centre") writeCentreDistances(group, block, out, first);
    else copyExternal(group, external!, out, first);
    first += countColumns(group);
  }
  return out;
}

/** Where each atom's x, y, z start in a frame. */
function offsetsOf(features: readonly { readonly atoms: readonly number[] }[]): Int32Array {
  return Int32Array.from(features.flatMap(({ atoms }) => atoms.map((atom) => 3 * atom)));
}

function writeTorsions(
  { features }: TorsionGroup,
  { positions, nFrames, nAtoms }: FrameBlock,
  out: Matrix32,
  first: number,
): void {
  const offsets = offsetsOf(features);
  const isWhole = features.every(({ parts }) => parts === "both"); // as nearly always: spares two look-ups each
  const hasCos = Uint8Array.from(features, ({ parts }) => Number(parts !== "sin"));
  const hasSin = Uint8Array.from(features, ({ parts }) => Number(parts !== "cos"));
  const vector = new Float64Array(2);
  const { data, cols } = out;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * cols + first;
    for (let q = 0, at = 0; q < features.length; q++, at += 4) {
      torsionVector(
        positions,
        frame + offsets[at]!,
        frame + offsets[at + 1]!,
        frame + offsets[at + 2]!,
        frame + offsets[at + 3]!,
        vector,
      );
      const x = vector[0]!;
      const y = vector[1]!;
      const radius = Math.sqrt(x * x + y * y);
      if (isWhole || hasCos[q]) data[column++] = x / radius;
      if (isWhole || hasSin[q]) data[column++] = y / radius;
    }
  }
}

function writeAngles(
  { features }: AngleGroup,
  { positions, nFrames, nAtoms }: FrameBlock,
  out: Matrix32,
  first: number,
): void {
  const offsets = offsetsOf(features);
  const { data, cols } = out;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * cols + first;
    for (let at = 0; at < offsets.length; at += 3) {
      data[column++] = cosineAt(positions, frame + offsets[at]!, frame + offsets[at + 1]!, frame + offsets[at + 2]!);
    }
  }
}

/** The cosine of the angle a-b-c at b. */
function cosineAt(positions: Float32Array, a: number, b: number, c: number): number {
  const ux = positions[a]! - positions[b]!;
  const uy = positions[a + 1]! - positions[b + 1]!;
  const uz = positions[a + 2]! - positions[b + 2]!;
  const vx = positions[c]! - positions[b]!;
  const vy = positions[c + 1]! - positions[b + 1]!;
  const vz = positions[c + 2]! - positions[b + 2]!;
  const squares = (ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz);
  return (ux * vx + uy * vy + uz * vz) / Math.sqrt(squares);
}

function writeDistances(
  { features }: DistanceGroup,
  { positions, nFrames, nAtoms }: FrameBlock,
  out: Matrix32,
  first: number,
): void {
  const offsets = offsetsOf(features);
  const { data, cols } = out;
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * cols + first;
    for (let at = 0; at < offsets.length; at += 2) {
      data[column++] = Math.sqrt(squaredDistance(positions, frame + offsets[at]!, frame + offsets[at + 1]!));
    }
  }
}

function copyExternal({ features }: ExternalGroup, external: Matrix32, out: Matrix32, first: number): void {
  for (let t = 0; t < external.rows; t++) {
    for (let e = 0; e < features.length; e++) {
      out.data[t * out.cols + first + e] = external.data[t * external.cols + features[e]!.column]!;
    }
  }
}
