// Nearest images in the lattice of a periodic box: exact for every cell, however skewed (octahedron, dodecahedron, ...).
//
// Rounding along the box vectors finds the nearest image in rectangular boxes only. Here the lattice first gets its shortest
// basis |a| <= |b| <= |c| (Minkowski reduction: Nguyen, Stehle, ACM Trans. Algorithms 2009, 5, 46). Let b* and c* be the parts
// of b and c normal to the vectors before them. Then |b*|^2 >= 3/4 |b|^2 and |c*|^2 >= 1/2 |c|^2, no point is farther from the
// lattice than half of (|a|^2 + |b*|^2 + |c*|^2)^(1/2), and so the nearest image is at most one layer of c, and in its layer
// at most one row of b, from where rounding leads; within a row rounding is exact. That leaves 9 candidates.

/** Where the parts of a lattice lie in its array. */
const [A, B, C] = [0, 3, 6] as const;
/** The normal part of each basis vector, over its squared length. */
const [A_NORMAL, B_NORMAL, C_NORMAL] = [9, 12, 15] as const;
const HALF_SHORTEST_SQUARED = 18;
/** A rounded vector whose squared length is at most this is a nearest image: always, in a rectangular box. */
const EXACT_SQUARED = 19;

/** A lattice takes so many numbers, in nm. */
export const LATTICE_LENGTH = 20;

/** Relative; less is rounding. */
const SHORTER = 1 - 1e-9;
/** Of the volume in that of a cube of the longest edge: less is no box. */
const MIN_VOLUME = 1e-9;

/**
 * Makes a box ready for `minimumImage`.
 * @param boxes (T, 9) nm, box vectors row by row
 * @param at where the box starts in `boxes`
 * @param out (LATTICE_LENGTH)
 * @returns false when the box has no volume: files give zeros for no box
 */
export function writeLattice(boxes: ArrayLike<number>, at: number, out: Float64Array): boolean {
  for (let k = 0; k < 9; k++) out[k] = boxes[at + k]!;
  const longest = Math.max(dot(out, A, A), dot(out, B, B), dot(out, C, C));
  if (!(Math.abs(volume(out)) > MIN_VOLUME * longest ** 1.5)) return false;
  const isRectangular = isOrthogonal(out);
  if (!isRectangular) reduceBasis(out);
  writeNormals(out);
  const halfShortestSquared = Math.min(dot(out, A, A), dot(out, B, B), dot(out, C, C)) / 4;
  out[HALF_SHORTEST_SQUARED] = halfShortestSquared;
  out[EXACT_SQUARED] = isRectangular ? Number.POSITIVE_INFINITY : halfShortestSquared;
  return true;
}

/** The square of half the shortest vector between images, nm^2: what is closer than that is closer than any other image. */
export function halfShortestSquared(lattice: Float64Array): number {
  return lattice[HALF_SHORTEST_SQUARED]!;
}

/**
 * Replaces a vector by its shortest image; one that is the shortest already stays as it is, bit for bit.
 * @param vector (4) x, y, z in nm; the fourth number becomes the squared length
 */
export function minimumImage(lattice: Float64Array, vector: Float64Array): void {
  let x = vector[0]!;
  let y = vector[1]!;
  let z = vector[2]!;
  vector[3] = x * x + y * y + z * z;
  if (vector[3] <= lattice[HALF_SHORTEST_SQUARED]!) return;
  for (let row = C; row >= A; row -= 3) {
    const normal = row + A_NORMAL;
    const n = Math.round(x * lattice[normal]! + y * lattice[normal + 1]! + z * lattice[normal + 2]!);
    if (n === 0) continue;
    x -= n * lattice[row]!;
    y -= n * lattice[row + 1]!;
    z -= n * lattice[row + 2]!;
  }
  vector[0] = x;
  vector[1] = y;
  vector[2] = z;
  vector[3] = x * x + y * y + z * z;
  if (vector[3] <= lattice[EXACT_SQUARED]!) return;
  for (let layer = -1; layer <= 1; layer++) {
    searchRows(lattice, x + layer * lattice[C]!, y + layer * lattice[C + 1]!, z + layer * lattice[C + 2]!, vector);
  }
}

/** Takes the shortest of the images of (x, y, z) by a and b into `best`, if it is shorter. */
function searchRows(lattice: Float64Array, x: number, y: number, z: number, best: Float64Array): void {
  const nearest = Math.round(x * lattice[B_NORMAL]! + y * lattice[B_NORMAL + 1]! + z * lattice[B_NORMAL + 2]!);
  for (let row = nearest - 1; row <= nearest + 1; row++) {
    let u = x - row * lattice[B]!;
    let v = y - row * lattice[B + 1]!;
    let w = z - row * lattice[B + 2]!;
    const n = Math.round(u * lattice[A_NORMAL]! + v * lattice[A_NORMAL + 1]! + w * lattice[A_NORMAL + 2]!);
    u -= n * lattice[A]!;
    v -= n * lattice[A + 1]!;
    w -= n * lattice[A + 2]!;
    const squared = u * u + v * v + w * w;
    if (squared >= best[3]! * SHORTER) continue;
    best[0] = u;
    best[1] = v;
    best[2] = w;
    best[3] = squared;
  }
}

/** Minkowski reduction: b by a, then c by the plane of both, until the lengths ascend. */
function reduceBasis(basis: Float64Array): void {
  const vector = new Float64Array(4);
  for (;;) {
    if (dot(basis, C, C) < dot(basis, B, B)) swapRows(basis, B, C);
    if (dot(basis, B, B) < dot(basis, A, A)) swapRows(basis, A, B);
    for (;;) {
      const n = Math.round(dot(basis, A, B) / dot(basis, A, A));
      for (let d = 0; d < 3; d++) basis[B + d]! -= n * basis[A + d]!;
      if (dot(basis, B, B) >= dot(basis, A, A) * SHORTER) break;
      swapRows(basis, A, B);
    }
    writeNormals(basis);
    for (let d = 0; d < 3; d++) vector[d] = basis[C + d]!;
    vector[3] = dot(basis, C, C);
    searchRows(basis, vector[0]!, vector[1]!, vector[2]!, vector);
    for (let d = 0; d < 3; d++) basis[C + d] = vector[d]!;
    if (vector[3] >= dot(basis, B, B) * SHORTER) return;
  }
}

/** Gram-Schmidt: the parts of a, b and c that are normal to the vectors before, each over its squared length. */
function writeNormals(lattice: Float64Array): void {
  for (let row = A_NORMAL; row <= C_NORMAL; row += 3) {
    for (let d = 0; d < 3; d++) lattice[row + d] = lattice[row - A_NORMAL + d]!;
    for (let before = A_NORMAL; before < row; before += 3) {
      const share = dot(lattice, row, before) / dot(lattice, before, before);
      for (let d = 0; d < 3; d++) lattice[row + d]! -= share * lattice[before + d]!;
    }
    const squared = dot(lattice, row, row);
    for (let d = 0; d < 3; d++) lattice[row + d]! /= squared;
  }
}

function dot(rows: Float64Array, p: number, q: number): number {
  return rows[p]! * rows[q]! + rows[p + 1]! * rows[q + 1]! + rows[p + 2]! * rows[q + 2]!;
}

function swapRows(rows: Float64Array, p: number, q: number): void {
  for (let d = 0; d < 3; d++) {
    const kept = rows[p + d]!;
    rows[p + d] = rows[q + d]!;
    rows[q + d] = kept;
  }
}

function isOrthogonal(basis: Float64Array): boolean {
  return dot(basis, A, B) === 0 && dot(basis, A, C) === 0 && dot(basis, B, C) === 0;
}

function volume([ax, ay, az, bx, by, bz, cx, cy, cz]: Float64Array): number {
  return ax! * (by! * cz! - bz! * cy!) - ay! * (bx! * cz! - bz! * cx!) + az! * (bx! * cy! - by! * cx!);
}
