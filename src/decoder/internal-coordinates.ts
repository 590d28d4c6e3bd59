// A molecule as bond lengths, angles and dihedrals (a Z-matrix): coordinates in which every frame is chemically sound.
// T frames, A atoms, K internal coordinates.
//
// The torsions come first, each as its cosine and sine: the few dihedrals that turn. All other coordinates hardly move, and
// what is left of them after their regression on the torsions is whitened. Rings close by themselves, to within their
// spread in MD.

import { type Matrix32, ShapeError, zeros32 } from "../base/index.js";
import { dihedral } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";
import { placeAtoms, type TreePlacement } from "./placement-tree.js";
import { colour, fitWhitening, type Whitening, whiten } from "./whitening.js";

/** How one atom is placed. */
export interface Placement extends TreePlacement {
  /** Null for a wide dihedral, a torsion kept as cosine and sine; else the circular mean that a narrow one is measured from. */
  readonly centre: number | null;
}

/** Plain data, stored in the model file. */
export interface InternalCoordinates {
  readonly kind: "internal";
  readonly nAtoms: number;
  readonly placements: readonly Placement[];
  /** Of the raw coordinates: nm, radian, cosines and sines. */
  readonly whitening: Whitening;
}

/** A dihedral with a circular resultant above this is narrow: a deviation of 14 degrees. Wider ones leave their only state at times. */
const NARROW_RESULTANT = 0.97;

/**
 * Chooses the tree and measures the coordinates' spread.
 * @param frames (T, 3 A) nm of MD
 */
export function defineInternalCoordinates(topology: Topology, frames: Matrix32): InternalCoordinates {
  const nAtoms = topology.atoms.length;
  if (frames.cols !== 3 * nAtoms)
    throw new ShapeError(`internal coordinates: ${frames.cols / 3} atoms, want ${nAtoms}`);
  const placements = placeAtoms(topology, frames).map((tree) => ({ ...tree, centre: dihedralCentre(tree, frames) }));
  return {
    kind: "internal",
    nAtoms,
    placements,
    whitening: fitWhitening(toRaw(placements, frames), countTorsionColumns(placements)),
  };
}

/** (T, 3 A) nm to (T, K), whitened. */
export function toInternal({ placements, whitening }: InternalCoordinates, frames: Matrix32): Matrix32 {
  return whiten(whitening, toRaw(placements, frames));
}

/** (T) the dihedral of a placement, less that of its sibling, which stands on the same three atoms. */
function relativeDihedral(
  { atom, parent, grandparent, great, sibling }: TreePlacement,
  frames: Matrix32,
): Float32Array {
  const of = (first: number): Float32Array =>
    dihedral(frames.data, frames.rows, frames.cols / 3, [first, parent, grandparent, great]);
  const own = of(atom);
  return sibling === -1 ? own : own.map(subtract(of(sibling)));
}

const subtract = (other: Float32Array) => (value: number, t: number) => value - other[t]!;

/** The circular mean of a narrow dihedral, null of a wide one or where there is none. */
function dihedralCentre(placement: TreePlacement, frames: Matrix32): number | null {
  if (placement.great === -1) return null;
  const angles = relativeDihedral(placement, frames);
  const cosine = angles.reduce((sum, angle) => sum + Math.cos(angle), 0);
  const sine = angles.reduce((sum, angle) => sum + Math.sin(angle), 0);
  return Math.hypot(cosine, sine) / angles.length >= NARROW_RESULTANT ? Math.atan2(sine, cosine) : null;
}

/** (T, K): cosine and sine of the torsions, then lengths, angles and narrow dihedrals, in the order of placing. */
function toRaw(placements: readonly Placement[], frames: Matrix32): Matrix32 {
  const out = zeros32(frames.rows, countCoordinates(placements));
  const fill = (column: number, value: (t: number) => number): void => {
    for (let t = 0; t < out.rows; t++) out.data[t * out.cols + column] = value(t);
  };
  let torsion = 0;
  let other = countTorsionColumns(placements);
  for (const placement of placements) {
    const { atom, parent, grandparent, great, centre } = placement;
    if (parent !== -1) fill(other++, (t) => distanceAt(frames, t, atom, parent));
    if (grandparent !== -1) fill(other++, (t) => angleAt(frames, t, atom, parent, grandparent));
    if (great === -1) continue;
    const angles = relativeDihedral(placement, frames);
    if (centre !== null) fill(other++, (t) => wrap(angles[t]! - centre));
    else {
      fill(torsion++, (t) => Math.cos(angles[t]!));
      fill(torsion++, (t) => Math.sin(angles[t]!));
    }
  }
  return out;
}

/** Columns of cosines and sines, the first ones. */
export function countTorsionColumns(placements: readonly Placement[]): number {
  return 2 * placements.filter(({ great, centre }) => great !== -1 && centre === null).length;
}

/** K. */
export function countCoordinates(placements: readonly Placement[]): number {
  const nOthers = placements.reduce(
    (sum, { parent, grandparent, great, centre }) =>
      sum + Number(parent !== -1) + Number(grandparent !== -1) + Number(great !== -1 && centre !== null),
    0,
  );
  return countTorsionColumns(placements) + nOthers;
}

/** Brings the cosines and sines of whitened coordinates, which a network makes, to the unit circle, in place. */
export function roundTorsions({ placements, whitening }: InternalCoordinates, white: Matrix32): void {
  const nColumns = countTorsionColumns(placements);
  const { mean, factor } = whitening;
  for (let row = 0; row < white.data.length; row += white.cols) {
    for (let k = 0; k < nColumns; k += 2) {
      const scaleCosine = factor.data[k * factor.cols + k]!;
      const scaleSine = factor.data[(k + 1) * factor.cols + k + 1]!;
      const cosine = mean[k]! + scaleCosine * white.data[row + k]!;
      const sine = mean[k + 1]! + scaleSine * white.data[row + k + 1]!;
      const radius = Math.max(MIN_RADIUS, Math.hypot(cosine, sine));
      white.data[row + k] = (cosine / radius - mean[k]!) / scaleCosine;
      white.data[row + k + 1] = (sine / radius - mean[k + 1]!) / scaleSine;
    }
  }
}

const MIN_RADIUS = 1e-6;

function distanceAt({ data, cols }: Matrix32, t: number, a: number, b: number): number {
  const i = t * cols + 3 * a;
  const j = t * cols + 3 * b;
  return Math.hypot(data[i]! - data[j]!, data[i + 1]! - data[j + 1]!, data[i + 2]! - data[j + 2]!);
}

/** The angle a - b - c. */
function angleAt(frames: Matrix32, t: number, a: number, b: number, c: number): number {
  const ab = distanceAt(frames, t, a, b);
  const bc = distanceAt(frames, t, b, c);
  const ac = distanceAt(frames, t, a, c);
  return Math.acos(Math.max(-1, Math.min(1, (ab * ab + bc * bc - ac * ac) / (2 * ab * bc))));
}

/** Into [-pi, pi). */
function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
}

const MIN_LENGTH_NM = 0.01;
const MIN_ANGLE = 0.01;

/**
 * (T, K) whitened to (T, 3 A) nm: atoms placed one by one (the natural extension reference frame of Parsons et al.
 * 2005). The first atom lies at the origin, the second on the x axis, the third in the xy plane.
 */
export function toCartesian({ nAtoms, placements, whitening }: InternalCoordinates, internal: Matrix32): Matrix32 {
  const raw = colour(whitening, internal);
  const nTorsionColumns = countTorsionColumns(placements);
  const frames = zeros32(internal.rows, 3 * nAtoms);
  const dihedrals = new Float64Array(nAtoms);
  const axes = new Float64Array(9);
  for (let t = 0; t < internal.rows; t++) {
    let torsionAt = t * raw.cols;
    let otherAt = torsionAt + nTorsionColumns;
    const next = (): number => raw.data[otherAt++]!;
    for (const { atom, parent, grandparent, great, sibling, centre } of placements) {
      if (parent === -1) continue;
      const length = Math.max(MIN_LENGTH_NM, next());
      const angle = grandparent === -1 ? Math.PI : Math.max(MIN_ANGLE, Math.min(Math.PI - MIN_ANGLE, next()));
      let torsion = 0;
      if (great !== -1) {
        if (centre === null) {
          torsion = Math.atan2(raw.data[torsionAt + 1]!, raw.data[torsionAt]!);
          torsionAt += 2;
        } else torsion = centre + next();
        if (sibling !== -1) torsion += dihedrals[sibling]!;
        dihedrals[atom] = torsion;
      }
      localAxes(frames.data, t * frames.cols, parent, grandparent, great, axes);
      const along = -length * Math.cos(angle);
      const across = length * Math.sin(angle) * Math.cos(torsion);
      const out = length * Math.sin(angle) * Math.sin(torsion);
      const to = t * frames.cols + 3 * atom;
      const from = t * frames.cols + 3 * parent;
      for (let d = 0; d < 3; d++) {
        frames.data[to + d] = frames.data[from + d]! + along * axes[d]! + across * axes[3 + d]! + out * axes[6 + d]!;
      }
    }
  }
  return frames;
}

/**
 * Writes an orthonormal frame at the parent: from grandparent to parent, then in the plane of the three towards `great`,
 * then across. Where there are fewer atoms, axes of the laboratory stand in.
 */
function localAxes(
  positions: Float32Array,
  frame: number,
  parent: number,
  grandparent: number,
  great: number,
  axes: Float64Array,
): void {
  axes.fill(0);
  if (grandparent === -1) {
    axes[0] = 1;
    axes[4] = 1;
    axes[8] = 1;
    return;
  }
  const p = frame + 3 * parent;
  const g = frame + 3 * grandparent;
  let [ux, uy, uz] = [
    positions[p]! - positions[g]!,
    positions[p + 1]! - positions[g + 1]!,
    positions[p + 2]! - positions[g + 2]!,
  ];
  const un = 1 / Math.hypot(ux, uy, uz);
  ux *= un;
  uy *= un;
  uz *= un;
  // The third atom lies in the xy plane: there y stands in for the bond before.
  const q = frame + 3 * great;
  const [bx, by, bz] =
    great === -1
      ? [0, 1, 0]
      : [positions[g]! - positions[q]!, positions[g + 1]! - positions[q + 1]!, positions[g + 2]! - positions[q + 2]!];
  let nx = by * uz - bz * uy;
  let ny = bz * ux - bx * uz;
  let nz = bx * uy - by * ux;
  const nn = 1 / Math.max(1e-12, Math.hypot(nx, ny, nz));
  nx *= nn;
  ny *= nn;
  nz *= nn;
  axes[0] = ux;
  axes[1] = uy;
  axes[2] = uz;
  axes[3] = ny * uz - nz * uy;
  axes[4] = nz * ux - nx * uz;
  axes[5] = nx * uy - ny * ux;
  axes[6] = nx;
  axes[7] = ny;
  axes[8] = nz;
}
