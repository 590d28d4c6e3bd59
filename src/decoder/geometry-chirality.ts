// The hand of stereocentres: the sign of the volume that a centre spans with three of its neighbours. T frames, A atoms.

import type { FloatArray } from "../base/index.js";
import { isHeavy, type Table } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";

type Triple = readonly [number, number, number];

export interface Stereocentre {
  readonly atom: number;
  /** Its first three heavy neighbours, ascending. */
  readonly neighbours: Triple;
  /** The sign of `chiralVolume` in MD. */
  readonly sign: 1 | -1;
}

/** The share of MD's frames in which a centre must have the same hand; a planar one flips all the time. */
const CONSTANT_SHARE = 0.999;
/** A tetrahedral centre has 0.77; in a few frames a planar one may be bent to one side by chance, but not so far. */
const MIN_MEAN_VOLUME = 0.3;
const BLOCK_ROWS = 4096;

/**
 * The heavy atoms with at least three heavy neighbours that keep one hand in MD. Besides the stereocentres of chemistry
 * (C-alpha; C-beta of Ile and Thr) these are the forks whose branches differ by name only (C-gamma of Leu), where a wrong hand
 * means swapped names.
 * @param neighbours of each atom, ascending
 * @param coordinates (T, 3 A) nm
 */
export function findStereocentres(
  topology: Topology,
  neighbours: readonly (readonly number[])[],
  coordinates: Table,
): Stereocentre[] {
  const candidates = neighbours.flatMap((list, atom): { atom: number; neighbours: Triple }[] => {
    const heavy = list.filter((neighbour) => isHeavy(topology, neighbour));
    if (!isHeavy(topology, atom) || heavy.length < 3) return [];
    return [{ atom, neighbours: [heavy[0]!, heavy[1]!, heavy[2]!] }];
  });
  const nPositive = new Int32Array(candidates.length);
  const total = new Float64Array(candidates.length);
  for (let start = 0; start < coordinates.rows; start += BLOCK_ROWS) {
    const { data, rows, cols } = coordinates.read(start, Math.min(BLOCK_ROWS, coordinates.rows - start));
    for (let t = 0; t < rows; t++) {
      for (let c = 0; c < candidates.length; c++) {
        const volume = chiralVolume(data, t * cols, candidates[c]!.atom, candidates[c]!.neighbours);
        if (volume > 0) nPositive[c]!++;
        total[c]! += volume;
      }
    }
  }
  return candidates.flatMap((candidate, c): Stereocentre[] => {
    const share = nPositive[c]! / coordinates.rows;
    const constant = Math.max(share, 1 - share) > CONSTANT_SHARE;
    if (!constant || Math.abs(total[c]!) < MIN_MEAN_VOLUME * coordinates.rows) return [];
    return [{ ...candidate, sign: share > 0.5 ? 1 : -1 }];
  });
}

/**
 * The triple product of the unit vectors from a centre to three neighbours: 0 when they lie in a plane with it, +-0.77 at a
 * tetrahedron's centre, of opposite sign for its mirror image.
 * @param frame where the frame's numbers start in `positions`
 */
export function chiralVolume(positions: FloatArray, frame: number, atom: number, [a, b, c]: Triple): number {
  const x = frame + 3 * atom;
  const ax = positions[frame + 3 * a]! - positions[x]!;
  const ay = positions[frame + 3 * a + 1]! - positions[x + 1]!;
  const az = positions[frame + 3 * a + 2]! - positions[x + 2]!;
  const bx = positions[frame + 3 * b]! - positions[x]!;
  const by = positions[frame + 3 * b + 1]! - positions[x + 1]!;
  const bz = positions[frame + 3 * b + 2]! - positions[x + 2]!;
  const cx = positions[frame + 3 * c]! - positions[x]!;
  const cy = positions[frame + 3 * c + 1]! - positions[x + 1]!;
  const cz = positions[frame + 3 * c + 2]! - positions[x + 2]!;
  const product = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  const squares = (ax * ax + ay * ay + az * az) * (bx * bx + by * by + bz * bz) * (cx * cx + cy * cy + cz * cz);
  return product / Math.sqrt(squares);
}
