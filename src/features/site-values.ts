// Numbers of two sets of atoms, the sites: how close they come, soft contacts, how far their centres are apart.
// T frames, A atoms, S sites.

import type { Matrix32 } from "../base/index.js";
import type { FrameBlock } from "../trajectory/index.js";
import type { CentreGroup, ClosestGroup, ContactSwitch } from "./feature-group.js";

/** The atoms of all sites behind one another; those of site s are [starts[s], starts[s + 1]). */
interface FlatSites {
  /** (S + 1) */
  readonly starts: Int32Array;
  /** Where each atom's x, y, z start in a frame. */
  readonly offsets: Int32Array;
}

function flatten(sites: readonly (readonly number[])[]): FlatSites {
  const starts = new Int32Array(sites.length + 1);
  for (let s = 0; s < sites.length; s++) starts[s + 1] = starts[s]! + sites[s]!.length;
  return { starts, offsets: Int32Array.from(sites.flat(), (atom) => 3 * atom) };
}

/** Distances of the closest two atoms of two sites, nm, or contacts. @param first the group's first column */
export function writeClosest(
  { sites, features, contact }: ClosestGroup,
  { positions, nFrames, nAtoms }: FrameBlock,
  out: Matrix32,
  first: number,
): void {
  const flat = flatten(sites);
  const pairs = Int32Array.from(features.flatMap((feature) => feature.sites));
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    let column = t * out.cols + first;
    for (let p = 0; p < pairs.length; p += 2) {
      const squared = closestSquared(positions, frame, flat, pairs[p]!, pairs[p + 1]!);
      out.data[column++] = contact === null ? Math.sqrt(squared) : switched(contact, squared);
    }
  }
}

/** Of the closest atoms of sites a and b. */
function closestSquared(positions: Float32Array, frame: number, sites: FlatSites, a: number, b: number): number {
  const { starts, offsets } = sites;
  const bStart = starts[b]!;
  const bStop = starts[b + 1]!;
  let closest = Number.POSITIVE_INFINITY;
  for (let i = starts[a]!; i < starts[a + 1]!; i++) {
    const from = frame + offsets[i]!;
    const x = positions[from]!;
    const y = positions[from + 1]!;
    const z = positions[from + 2]!;
    for (let j = bStart; j < bStop; j++) {
      const to = frame + offsets[j]!;
      const dx = positions[to]! - x;
      const dy = positions[to + 1]! - y;
      const dz = positions[to + 2]! - z;
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared < closest) closest = squared;
    }
  }
  return closest;
}

/** 1 / (1 + (d / cutoff)^n) of a squared distance. */
function switched({ cutoffNm, exponent }: ContactSwitch, squared: number): number {
  const x = squared / (cutoffNm * cutoffNm);
  return 1 / (1 + (exponent === 6 ? x * x * x : x ** (exponent / 2)));
}

/** Distances of the weighted centres of two sites, nm. @param first the group's first column */
export function writeCentreDistances(
  { sites, features }: CentreGroup,
  { positions, nFrames, nAtoms }: FrameBlock,
  out: Matrix32,
  first: number,
): void {
  const flat = flatten(sites.map(({ atoms }) => atoms));
  const weights = Float64Array.from(sites.flatMap((site) => site.weights));
  const pairs = Int32Array.from(features.flatMap((feature) => feature.sites));
  const centres = new Float64Array(3 * sites.length);
  for (let t = 0; t < nFrames; t++) {
    writeCentres(positions, t * nAtoms * 3, flat, weights, centres);
    let column = t * out.cols + first;
    for (let p = 0; p < pairs.length; p += 2) {
      const a = 3 * pairs[p]!;
      const b = 3 * pairs[p + 1]!;
      const x = centres[b]! - centres[a]!;
      const y = centres[b + 1]! - centres[a + 1]!;
      const z = centres[b + 2]! - centres[a + 2]!;
      out.data[column++] = Math.sqrt(x * x + y * y + z * z);
    }
  }
}

/** @param centres (S, 3) nm, written */
function writeCentres(
  positions: Float32Array,
  frame: number,
  { starts, offsets }: FlatSites,
  weights: Float64Array,
  centres: Float64Array,
): void {
  centres.fill(0);
  for (let s = 0; 3 * s < centres.length; s++) {
    for (let i = starts[s]!; i < starts[s + 1]!; i++) {
      const from = frame + offsets[i]!;
      const weight = weights[i]!;
      centres[3 * s]! += weight * positions[from]!;
      centres[3 * s + 1]! += weight * positions[from + 1]!;
      centres[3 * s + 2]! += weight * positions[from + 2]!;
    }
  }
}
