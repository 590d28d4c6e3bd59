// Decoded frames moved to the nearest geometry that MD allows: bonds, 1-3 distances and overlapping atoms by Gauss-Seidel sweeps
// (SHAKE, Ryckaert 1977, with ranges in place of lengths), stereocentres by reflection. T frames, A atoms.

import { ShapeError } from "../base/index.js";
import { chiralVolume, type Stereocentre } from "./geometry-chirality.js";
import { type Contacts, flattenContacts, listContacts, partContacts } from "./geometry-contacts.js";
import { neighbourLists } from "./geometry-graph.js";
import type { GeometryRanges } from "./geometry-ranges.js";

export interface ProjectionOptions {
  /** The most sweeps that a frame gets. */
  readonly sweeps: number;
}

export const DEFAULT_PROJECTION_OPTIONS: ProjectionOptions = { sweeps: 60 };

/** A distance so close to its range holds. */
const TOLERANCE_NM = 1e-5;
/** A distance out of its range is set this share of the range's width inside: at the very edge, neighbours push it out again. */
const INSET = 0.1;
/** Atoms that lie on one another are first moved so far apart, along x. */
const COINCIDENT_NM = 1e-6;

/** A centre whose `chiralVolume` is smaller than this, of 0.77 in a tetrahedron, has no hand to speak of. */
const FLAT_VOLUME = 0.1;
/** The least distance of a turned centre from the plane of its neighbours; it is 0.05 nm in a tetrahedron. */
const LIFT_NM = 0.02;

/** All distances to keep, flat. */
interface Distances {
  /** (2 n) where each atom's numbers start in a frame. */
  readonly offsets: Int32Array;
  /** (4 n) the square of the low end and of the high end; the distances to set when beyond the low and the high end. */
  readonly limits: Float64Array;
}

/**
 * Moves the atoms of every frame, in place, until bonds and 1-3 distances lie in MD's 0.5 % to 99.5 % range, no atoms overlap and
 * all stereocentres have MD's hand, or the sweeps are used up. Then the bonds come first, once more as many sweeps without regard
 * to overlaps, and the hands last.
 * @param positions (T, A, 3) nm
 * @returns how many frames still break a range after the last sweep
 * @throws ShapeError
 */
export function projectGeometry(
  ranges: GeometryRanges,
  positions: Float32Array,
  nFrames: number,
  options: ProjectionOptions = DEFAULT_PROJECTION_OPTIONS,
): number {
  const size = 3 * ranges.nAtoms;
  if (positions.length !== nFrames * size) {
    throw new ShapeError(
      `projectGeometry: want (T = ${nFrames}, A = ${ranges.nAtoms}, 3), got ${positions.length} numbers`,
    );
  }
  const distances = flattenDistances(ranges);
  const contacts = flattenContacts(ranges);
  const movers = atomsToMove(ranges);
  const frame = new Float64Array(size);
  const settle = (apart: Contacts | null): boolean => {
    for (let sweep = 0; sweep < options.sweeps; sweep++) {
      const areApart = apart === null || partContacts(frame, apart);
      const handsHeld = turnHands(frame, ranges.stereocentres, movers);
      if (sweepDistances(frame, distances) && handsHeld && areApart) return true;
    }
    return false;
  };
  let nUnsettled = 0;
  for (let start = 0; start < positions.length; start += size) {
    for (let k = 0; k < size; k++) frame[k] = positions[start + k]!;
    listContacts(frame, contacts);
    const settled = settle(contacts) || (contacts.nNear > 0 && settle(null));
    if (!settled) {
      turnHands(frame, ranges.stereocentres, movers); // rather a strained angle than a wrong hand
      nUnsettled++;
    }
    positions.set(frame, start);
  }
  return nUnsettled;
}

function flattenDistances(ranges: GeometryRanges): Distances {
  const all = [...ranges.bonds, ...ranges.angles];
  return {
    offsets: Int32Array.from(all.flatMap(({ atoms: [i, j] }) => [3 * i, 3 * j])),
    limits: Float64Array.from(
      all.flatMap(({ low, high }) => {
        const inset = INSET * (high - low);
        return [low * low, high * high, low + inset, high - inset];
      }),
    ),
  };
}

/** One pass over all distances. @returns whether all of them held beforehand, within the tolerance */
function sweepDistances(x: Float64Array, { offsets, limits }: Distances): boolean {
  let held = true;
  for (let p = 0, k = 0; p < offsets.length; p += 2, k += 4) {
    const i = offsets[p]!;
    const j = offsets[p + 1]!;
    let dx = x[j]! - x[i]!;
    const dy = x[j + 1]! - x[i + 1]!;
    const dz = x[j + 2]! - x[i + 2]!;
    let squared = dx * dx + dy * dy + dz * dz;
    const lowSquared = limits[k]!;
    const highSquared = limits[k + 1]!;
    if (squared >= lowSquared && squared <= highSquared) continue;
    if (squared === 0) {
      dx = COINCIDENT_NM;
      squared = dx * dx;
    }
    const length = Math.sqrt(squared);
    const isShort = squared < lowSquared;
    const excess = isShort ? Math.sqrt(lowSquared) - length : length - Math.sqrt(highSquared);
    if (excess > TOLERANCE_NM) held = false;
    const half = (0.5 * (limits[isShort ? k + 2 : k + 3]! - length)) / length;
    x[i]! -= half * dx;
    x[i + 1]! -= half * dy;
    x[i + 2]! -= half * dz;
    x[j]! += half * dx;
    x[j + 1]! += half * dy;
    x[j + 2]! += half * dz;
  }
  return held;
}

/**
 * A centre of the wrong hand goes through the plane of its three neighbours, and what else hangs on it goes along: no bond of
 * the centre changes, nor any angle between them; the sweeps see to the rest. A centre in the plane is lifted out of it.
 * @returns whether all hands were right beforehand
 */
function turnHands(x: Float64Array, stereocentres: readonly Stereocentre[], movers: readonly Int32Array[]): boolean {
  let held = true;
  for (let s = 0; s < stereocentres.length; s++) {
    const { atom, neighbours, sign } = stereocentres[s]!;
    if (chiralVolume(x, 0, atom, neighbours) * sign >= FLAT_VOLUME) continue;
    held = false;
    // By the triple product, a positive volume has its centre below the plane, as (b - a) x (c - a) points up.
    moveToSide(x, movers[s]!, -sign, 3 * neighbours[0], 3 * neighbours[1], 3 * neighbours[2]);
  }
  return held;
}

/** Each centre, and its neighbours beyond the three. */
function atomsToMove({ nAtoms, bonds, stereocentres }: GeometryRanges): Int32Array[] {
  const neighbours = neighbourLists(
    nAtoms,
    bonds.map(({ atoms }) => atoms),
  );
  return stereocentres.map(({ atom, neighbours: three }) =>
    Int32Array.of(atom, ...neighbours[atom]!.filter((neighbour) => !three.includes(neighbour))),
  );
}

/**
 * Puts atoms on one side (1 up, -1 down) of the plane of the points that start at a, b and c: as far from it as they are, but
 * no nearer than `LIFT_NM`.
 */
function moveToSide(x: Float64Array, atoms: Int32Array, side: number, a: number, b: number, c: number): void {
  const ux = x[b]! - x[a]!;
  const uy = x[b + 1]! - x[a + 1]!;
  const uz = x[b + 2]! - x[a + 2]!;
  const vx = x[c]! - x[a]!;
  const vy = x[c + 1]! - x[a + 1]!;
  const vz = x[c + 2]! - x[a + 2]!;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const norm = Math.sqrt(nx * nx + ny * ny + nz * nz);
  if (norm === 0) return; // three points in line span no plane
  for (let k = 0; k < atoms.length; k++) {
    const p = 3 * atoms[k]!;
    const height = ((x[p]! - x[a]!) * nx + (x[p + 1]! - x[a + 1]!) * ny + (x[p + 2]! - x[a + 2]!) * nz) / norm;
    const shift = (side * Math.max(Math.abs(height), LIFT_NM) - height) / norm;
    x[p]! += shift * nx;
    x[p + 1]! += shift * ny;
    x[p + 2]! += shift * nz;
  }
}
