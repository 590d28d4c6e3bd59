// Atoms that overlap, pushed apart. A atoms.

import { neighbourLists, pairsFarApart } from "./geometry-graph.js";
import type { GeometryRanges } from "./geometry-ranges.js";

/** The pairs that can clash, and those of them that are near in the frame at hand. */
export interface Contacts {
  /** (2 n) where each atom's numbers start in a frame. */
  readonly offsets: Int32Array;
  readonly cutoffNm: number;
  /** Where the near pairs stand in `offsets`, the first `nNear` of them. */
  readonly near: Int32Array;
  nNear: number;
}

/** Pairs that are apart by this much more than the cut-off do not meet while a frame is being projected. */
const MARGIN_NM = 0.15;
/** Overlapping atoms are set this share further apart than the cut-off: at the very edge, bonds push them back. */
const INSET = 0.01;

export function flattenContacts({ nAtoms, bonds, clashes }: GeometryRanges): Contacts {
  const neighbours = neighbourLists(
    nAtoms,
    bonds.map(({ atoms }) => atoms),
  );
  const pairs = pairsFarApart(neighbours, clashes.atoms);
  return {
    offsets: Int32Array.from(pairs.flatMap(([i, j]) => [3 * i, 3 * j])),
    cutoffNm: clashes.cutoffNm,
    near: new Int32Array(pairs.length),
    nNear: 0,
  };
}

/** Notes the pairs that are near in a frame. */
export function listContacts(x: Float64Array, contacts: Contacts): void {
  const { offsets, cutoffNm, near } = contacts;
  const squaredReach = (cutoffNm + MARGIN_NM) ** 2;
  let count = 0;
  for (let p = 0; p < offsets.length; p += 2) {
    const i = offsets[p]!;
    const j = offsets[p + 1]!;
    const dx = x[j]! - x[i]!;
    const dy = x[j + 1]! - x[i + 1]!;
    const dz = x[j + 2]! - x[i + 2]!;
    if (dx * dx + dy * dy + dz * dz < squaredReach) near[count++] = p;
  }
  contacts.nNear = count;
}

/** Moves overlapping pairs apart, each atom by half. @returns whether there were none */
export function partContacts(x: Float64Array, { offsets, cutoffNm, near, nNear }: Contacts): boolean {
  const squaredCutoff = cutoffNm * cutoffNm;
  let areApart = true;
  for (let k = 0; k < nNear; k++) {
    const i = offsets[near[k]!]!;
    const j = offsets[near[k]! + 1]!;
    const dx = x[j]! - x[i]!;
    const dy = x[j + 1]! - x[i + 1]!;
    const dz = x[j + 2]! - x[i + 2]!;
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared >= squaredCutoff || squared === 0) continue;
    areApart = false;
    const length = Math.sqrt(squared);
    const half = (0.5 * ((1 + INSET) * cutoffNm - length)) / length;
    x[i]! -= half * dx;
    x[i + 1]! -= half * dy;
    x[i + 2]! -= half * dz;
    x[j]! += half * dx;
    x[j + 1]! += half * dy;
    x[j + 2]! += half * dz;
  }
  return areApart;
}
