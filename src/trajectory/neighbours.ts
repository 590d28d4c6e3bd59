// Which atoms are near to some, over the faces of a periodic box too. All are sorted into cells; where two cells are much
// nearer or farther than the radius, the answer is known for all of their atoms at once.
// A atoms, S cells around a cell.

import type { Geometry } from "./bonds.js";

/** A parallelepiped cut into cells of the same shape. */
interface Grid {
  /** (3, 3) of all cells together, row by row, nm */
  readonly edges: ArrayLike<number>;
  /** (3, 3) what gives a place along each edge, from 0 to 1 */
  readonly reciprocal: Float64Array;
  /** (3) nm */
  readonly origin: Float64Array;
  /** (3) cells along each edge */
  readonly shape: Int32Array;
  readonly isPeriodic: boolean;
}

/** The atoms of each cell that has some, as linked lists that end in -1. */
interface CellList {
  readonly first: Map<number, number>;
  readonly next: Int32Array;
}

/** The cells that a radius around a cell reaches, the nearest first. */
interface Surroundings {
  /** (S, 3) */
  readonly steps: Int32Array;
  /** The first so many lie inside of the radius, wherever in the two cells the atoms are. */
  readonly nInside: number;
}

/**
 * @param centres (A) 1 for the atoms around which to look
 * @param radiusNm above 0
 * @returns (A) 1 for each atom not farther than that from one of `centres`, and for these themselves
 */
export function atomsWithin(geometry: Geometry, centres: Uint8Array, radiusNm: number): Uint8Array {
  const near = centres.slice();
  if (!near.includes(1)) return near;
  const box = geometry.box !== null && volumeOf(geometry.box) !== 0 ? geometry.box : null;
  if (box !== null && 2 * radiusNm >= perimeterOf(box)) return near.fill(1);
  const positions = Float64Array.from(geometry.positions.subarray(0, 3 * near.length));
  const grid = makeGrid(positions, box, radiusNm);
  const cells = sortIntoCells(grid, positions);
  const surroundings = cellsAround(grid, radiusNm);
  const allAtoms = listCells(cells, near.fill(1));
  const centreAtoms = listCells(cells, centres);
  near.set(centres);
  markNear(grid, positions, surroundings, allAtoms, centreAtoms, radiusNm, near);
  return near;
}

/** No atom is farther from the next image of another than half of this. */
function perimeterOf(box: ArrayLike<number>): number {
  return [0, 3, 6].reduce((sum, row) => sum + Math.hypot(box[row]!, box[row + 1]!, box[row + 2]!), 0);
}

function volumeOf(edges: ArrayLike<number>): number {
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = Array.from(edges) as number[];
  return ax! * (by! * cz! - bz! * cy!) - ay! * (bx! * cz! - bz! * cx!) + az! * (bx! * cy! - by! * cx!);
}

/** Of a cell: at least this part of the radius, so that few cells are around it, and six or so atoms of condensed matter. */
const MIN_WIDTH = 1 / 3;
const MIN_WIDTH_NM = 0.4;
/** Along an edge; numbers of cells stay exact. */
const MAX_CELLS = 1 << 17;

/** @param positions (A, 3) nm */
function makeGrid(positions: Float64Array, box: Float32Array | null, radiusNm: number): Grid {
  const { origin, edges } = box === null ? boundsOf(positions) : { origin: new Float64Array(3), edges: box };
  const volume = volumeOf(edges);
  const reciprocal = new Float64Array(9);
  for (let d = 0; d < 3; d++) {
    const [p, q] = [3 * ((d + 1) % 3), 3 * ((d + 2) % 3)];
    for (let e = 0; e < 3; e++) {
      const [f, g] = [(e + 1) % 3, (e + 2) % 3];
      reciprocal[3 * d + e] = (edges[p + f]! * edges[q + g]! - edges[p + g]! * edges[q + f]!) / volume;
    }
  }
  const width = Math.max(MIN_WIDTH * radiusNm, MIN_WIDTH_NM);
  const shape = Int32Array.from(heightsOf(reciprocal), (height) =>
    Math.max(1, Math.min(MAX_CELLS, Math.floor(height / width))),
  );
  return { edges, reciprocal, origin, shape, isPeriodic: box !== null };
}

/** The cuboid around all atoms. */
function boundsOf(positions: Float64Array): { origin: Float64Array; edges: Float64Array } {
  const origin = new Float64Array(3);
  const edges = new Float64Array(9);
  for (let d = 0; d < 3; d++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let k = d; k < positions.length; k += 3) {
      low = Math.min(low, positions[k]!);
      high = Math.max(high, positions[k]!);
    }
    origin[d] = low;
    edges[4 * d] = high - low || 1;
  }
  return { origin, edges };
}

/** How far apart the opposite faces are, nm. */
function heightsOf(reciprocal: Float64Array): number[] {
  return [0, 3, 6].map((row) => 1 / Math.hypot(reciprocal[row]!, reciprocal[row + 1]!, reciprocal[row + 2]!));
}

/**
 * Moves all atoms into a periodic box.
 * @param positions (A, 3) nm, changed
 * @returns (A) the number of each atom's cell
 */
function sortIntoCells({ edges, reciprocal, origin, shape, isPeriodic }: Grid, positions: Float64Array): Float64Array {
  const cells = new Float64Array(positions.length / 3);
  const place = new Float64Array(3);
  for (let i = 0; i < cells.length; i++) {
    for (let d = 0; d < 3; d++) {
      place[d] = 0;
      for (let e = 0; e < 3; e++) place[d]! += reciprocal[3 * d + e]! * (positions[3 * i + e]! - origin[e]!);
    }
    for (let d = 0; d < 3; d++) {
      const image = isPeriodic ? Math.floor(place[d]!) : 0;
      for (let e = 0; e < 3; e++) positions[3 * i + e]! -= image * edges[3 * d + e]!;
      const along = Math.max(0, Math.min(shape[d]! - 1, Math.floor((place[d]! - image) * shape[d]!)));
      cells[i] = cells[i]! * shape[d]! + along;
    }
  }
  return cells;
}

/** Lists the atoms that are 1 in `isListed`. */
function listCells(cells: Float64Array, isListed: Uint8Array): CellList {
  const first = new Map<number, number>();
  const next = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    if (isListed[i] === 0) continue;
    next[i] = first.get(cells[i]!) ?? -1;
    first.set(cells[i]!, i);
  }
  return { first, next };
}

/** Of the radius: what rounding may do to a place. */
const ROUNDING = 1e-6;

function cellsAround({ edges, reciprocal, shape, isPeriodic }: Grid, radiusNm: number): Surroundings {
  const reach = radiusNm * (1 + ROUNDING);
  const [na, nb, nc] = heightsOf(reciprocal).map((height, d) => {
    const layers = Math.floor((reach * shape[d]!) / height) + 1; // those between two cells are no thicker than the radius
    return isPeriodic ? layers : Math.min(layers, shape[d]! - 1);
  }) as [number, number, number];
  const lengthOf = (a: number, b: number, c: number): number => {
    const along = (d: number): number =>
      (a * edges[d]!) / shape[0]! + (b * edges[3 + d]!) / shape[1]! + (c * edges[6 + d]!) / shape[2]!;
    return Math.hypot(along(0), along(1), along(2));
  };
  const diagonals = [lengthOf(1, 1, 1), lengthOf(-1, 1, 1), lengthOf(1, -1, 1), lengthOf(1, 1, -1)];
  const diagonal = Math.max(...diagonals);
  const found: { step: [number, number, number]; distance: number }[] = [];
  for (let a = -na; a <= na; a++) {
    for (let b = -nb; b <= nb; b++) {
      for (let c = -nc; c <= nc; c++) {
        const distance = lengthOf(a, b, c);
        if (distance - diagonal <= reach) found.push({ step: [a, b, c], distance });
      }
    }
  }
  found.sort((p, q) => p.distance - q.distance);
  const inside = found.filter(({ distance }) => distance + diagonal <= radiusNm * (1 - ROUNDING));
  return { steps: Int32Array.from(found.flatMap(({ step }) => step)), nInside: inside.length };
}

/** Where centres are that may be near to the atoms of one cell. */
interface Candidates {
  /** (S) of each cell that has centres, the first of them */
  readonly first: Int32Array;
  /** (S, 3) nm, what moves these centres to their image */
  readonly shifts: Float64Array;
}

/** Sets `near` to 1 for the atoms near to centres. */
function markNear(
  grid: Grid,
  positions: Float64Array,
  surroundings: Surroundings,
  allAtoms: CellList,
  centres: CellList,
  radiusNm: number,
  near: Uint8Array,
): void {
  const { steps } = surroundings;
  const candidates = { first: new Int32Array(steps.length / 3), shifts: new Float64Array(steps.length) };
  for (const [cell, firstAtom] of allAtoms.first) {
    const nCells = findCandidates(grid, surroundings, cell, centres, candidates);
    for (let i = firstAtom; i >= 0; i = allAtoms.next[i]!) {
      if (nCells === ALL_NEAR) near[i] = 1;
      for (let k = 0; k < nCells && near[i] === 0; k++) {
        if (isNearOne(positions, i, candidates, k, centres.next, radiusNm)) near[i] = 1;
      }
    }
  }
}

const ALL_NEAR = -1;

/** Writes where to look for centres; returns in how many cells, or `ALL_NEAR` when one is near wherever in its cell it is. */
function findCandidates(
  { edges, shape, isPeriodic }: Grid,
  { steps, nInside }: Surroundings,
  cell: number,
  centres: CellList,
  { first, shifts }: Candidates,
): number {
  const place = [Math.floor(cell / shape[2]! / shape[1]!), Math.floor(cell / shape[2]!) % shape[1]!, cell % shape[2]!];
  const image = new Int32Array(3);
  let nCells = 0;
  for (let s = 0; s < first.length; s++) {
    let other = 0;
    for (let d = 0; d < 3; d++) {
      const k = place[d]! + steps[3 * s + d]!;
      image[d] = Math.floor(k / shape[d]!);
      other = other * shape[d]! + k - image[d]! * shape[d]!;
    }
    if (!isPeriodic && (image[0] !== 0 || image[1] !== 0 || image[2] !== 0)) continue;
    const centre = centres.first.get(other);
    if (centre === undefined) continue;
    if (s < nInside) return ALL_NEAR;
    first[nCells] = centre;
    for (let e = 0; e < 3; e++) {
      shifts[3 * nCells + e] = image[0]! * edges[e]! + image[1]! * edges[3 + e]! + image[2]! * edges[6 + e]!;
    }
    nCells++;
  }
  return nCells;
}

/** Whether an atom is near to one of the centres of a candidate cell. @param next of the list of centres */
function isNearOne(
  positions: Float64Array,
  atom: number,
  { first, shifts }: Candidates,
  cell: number,
  next: Int32Array,
  radiusNm: number,
): boolean {
  const x = positions[3 * atom]! - shifts[3 * cell]!;
  const y = positions[3 * atom + 1]! - shifts[3 * cell + 1]!;
  const z = positions[3 * atom + 2]! - shifts[3 * cell + 2]!;
  for (let j = first[cell]!; j >= 0; j = next[j]!) {
    const dx = x - positions[3 * j]!;
    const dy = y - positions[3 * j + 1]!;
    const dz = z - positions[3 * j + 2]!;
    if (dx * dx + dy * dy + dz * dz <= radiusNm * radiusNm) return true;
  }
  return false;
}
