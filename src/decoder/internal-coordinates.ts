// A molecule as bond lengths, angles and dihedrals (a Z-matrix): coordinates in which every frame is chemically sound.
// T frames, A atoms, K internal coordinates.
//
// The tree runs over the bonds, breadth first. Each atom is placed by its distance to its parent, an angle and a
// dihedral over atoms placed before it. Atoms that hang on the same three keep the difference to the first one's
// dihedral, so that branches stay narrow. A dihedral that hardly moves is a number around its circular mean, any other
// its cosine and sine. Everything is standardised. Rings close by themselves, to within their spread in MD.

import { type Matrix32, ShapeError, zeros32 } from "../base/index.js";
import { dihedral } from "../features/index.js";
import { columnMoments } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { modelBonds, neighbourLists } from "./geometry-graph.js";

/** How one atom is placed; -1 where an earlier atom is not needed (the first three) or there is none. */
export interface Placement {
  readonly atom: number;
  /** The distance is to this one, */
  readonly parent: number;
  /** the angle atom - parent - grandparent, */
  readonly grandparent: number;
  /** the dihedral atom - parent - grandparent - great. */
  readonly great: number;
  /** The atom on the same three whose dihedral this one's is measured from, or -1. */
  readonly sibling: number;
  /** Null for a wide dihedral, kept as cosine and sine; else the circular mean that a narrow one is measured from. */
  readonly centre: number | null;
}

/** Plain data, stored in the model file. */
export interface InternalCoordinates {
  readonly nAtoms: number;
  readonly placements: readonly Placement[];
  /** (K) of the raw coordinates: nm, radian, cosines and sines. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

type Tree = Omit<Placement, "centre">;

/** A dihedral with a circular resultant above this is narrow. */
const NARROW_RESULTANT = 0.93;
const MIN_SCALE = 1e-4;

/**
 * Chooses the tree and measures the coordinates' spread.
 * @param frames (T, 3 A) nm of MD
 */
export function defineInternalCoordinates(topology: Topology, frames: Matrix32): InternalCoordinates {
  const nAtoms = topology.atoms.length;
  if (frames.cols !== 3 * nAtoms)
    throw new ShapeError(`internal coordinates: ${frames.cols / 3} atoms, want ${nAtoms}`);
  const placements = placeAtoms(topology).map((tree) => ({ ...tree, centre: dihedralCentre(tree, frames) }));
  const { mean, std } = columnMoments(toRaw(placements, frames));
  return { nAtoms, placements, mean, scale: std.map((value) => Math.max(value, MIN_SCALE)) };
}

/** (T, 3 A) nm to (T, K), standardised. */
export function toInternal(system: InternalCoordinates, frames: Matrix32): Matrix32 {
  const { placements, mean, scale } = system;
  const out = toRaw(placements, frames);
  for (let k = 0; k < out.data.length; k++) out.data[k] = (out.data[k]! - mean[k % out.cols]!) / scale[k % out.cols]!;
  return out;
}

/** The tree, breadth first from the first backbone nitrogen (else the first atom). */
function placeAtoms(topology: Topology): Tree[] {
  const nAtoms = topology.atoms.length;
  const neighbours = neighbourLists(nAtoms, modelBonds(topology));
  const root = Math.max(
    0,
    topology.atoms.findIndex(({ name }) => name === "N"),
  );
  const order: number[] = [];
  const parents = new Int32Array(nAtoms).fill(-1);
  const seen = new Uint8Array(nAtoms);
  // A molecule that no bond reaches hangs on the atom placed last: its distance is then a coordinate like any other.
  for (let start: number = root; start !== -1; start = seen.indexOf(0)) {
    parents[start] = order.at(-1) ?? -1;
    seen[start] = 1;
    order.push(start);
    for (let k = order.length - 1; k < order.length; k++) {
      for (const next of neighbours[order[k]!]!) {
        if (seen[next]) continue;
        seen[next] = 1;
        parents[next] = order[k]!;
        order.push(next);
      }
    }
  }
  const isLinkedTo = (a: number) => (b: number) => parents[a] === b || parents[b] === a;
  const firstOn = new Map<string, number>();
  return order.map((atom, k) => {
    const parent = parents[atom]!;
    /** An atom placed before and not `taken`: the first that is wanted most, else any; -1 when there is none. */
    const choose = (taken: readonly number[], ...wanted: ((other: number) => boolean)[]): number => {
      const free = order.slice(0, k).filter((other) => !taken.includes(other));
      return wanted.map((isWanted) => free.find(isWanted)).find((found) => found !== undefined) ?? free[0] ?? -1;
    };
    const above = parent === -1 ? -1 : parents[parent]!;
    const grandparent = above !== -1 || parent === -1 ? above : choose([parent], isLinkedTo(parent));
    const great = grandparent === -1 ? -1 : choose([parent, grandparent], isLinkedTo(grandparent), isLinkedTo(parent));
    const key = `${parent} ${grandparent} ${great}`;
    const sibling = great === -1 ? -1 : (firstOn.get(key) ?? -1);
    if (great !== -1 && sibling === -1) firstOn.set(key, atom);
    return { atom, parent, grandparent, great, sibling };
  });
}

/** (T) the dihedral of a placement, less that of its sibling, which stands on the same three atoms. */
function relativeDihedral({ atom, parent, grandparent, great, sibling }: Tree, frames: Matrix32): Float32Array {
  const of = (first: number): Float32Array =>
    dihedral(frames.data, frames.rows, frames.cols / 3, [first, parent, grandparent, great]);
  const own = of(atom);
  return sibling === -1 ? own : own.map(subtract(of(sibling)));
}

const subtract = (other: Float32Array) => (value: number, t: number) => value - other[t]!;

/** The circular mean of a narrow dihedral, null of a wide one or where there is none. */
function dihedralCentre(placement: Tree, frames: Matrix32): number | null {
  if (placement.great === -1) return null;
  const angles = relativeDihedral(placement, frames);
  const cosine = angles.reduce((sum, angle) => sum + Math.cos(angle), 0);
  const sine = angles.reduce((sum, angle) => sum + Math.sin(angle), 0);
  return Math.hypot(cosine, sine) / angles.length >= NARROW_RESULTANT ? Math.atan2(sine, cosine) : null;
}

/** (T, K) lengths, angles and dihedrals, atom by atom in the order of placing. */
function toRaw(placements: readonly Placement[], frames: Matrix32): Matrix32 {
  const out = zeros32(frames.rows, countCoordinates(placements));
  let column = 0;
  const fill = (value: (t: number) => number): void => {
    for (let t = 0; t < out.rows; t++) out.data[t * out.cols + column] = value(t);
    column++;
  };
  for (const placement of placements) {
    const { atom, parent, grandparent, great, centre } = placement;
    if (parent !== -1) fill((t) => distanceAt(frames, t, atom, parent));
    if (grandparent !== -1) fill((t) => angleAt(frames, t, atom, parent, grandparent));
    if (great === -1) continue;
    const angles = relativeDihedral(placement, frames);
    if (centre !== null) fill((t) => wrap(angles[t]! - centre));
    else {
      fill((t) => Math.cos(angles[t]!));
      fill((t) => Math.sin(angles[t]!));
    }
  }
  return out;
}

/** K. */
export function countCoordinates(placements: readonly Placement[]): number {
  return placements.reduce((sum, { parent, grandparent, great, centre }) => {
    const nDihedral = great === -1 ? 0 : centre === null ? 2 : 1;
    return sum + Number(parent !== -1) + Number(grandparent !== -1) + nDihedral;
  }, 0);
}

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
 * (T, K) standardised to (T, 3 A) nm: atoms placed one by one (the natural extension reference frame of Parsons et al.
 * 2005). The first atom lies at the origin, the second on the x axis, the third in the xy plane.
 */
export function toCartesian({ nAtoms, placements, mean, scale }: InternalCoordinates, internal: Matrix32): Matrix32 {
  const frames = zeros32(internal.rows, 3 * nAtoms);
  const dihedrals = new Float64Array(nAtoms);
  const axes = new Float64Array(9);
  for (let t = 0; t < internal.rows; t++) {
    const row = t * internal.cols;
    let k = 0;
    const next = (): number => {
      const value = mean[k]! + scale[k]! * internal.data[row + k]!;
      k++;
      return value;
    };
    for (const { atom, parent, grandparent, great, sibling, centre } of placements) {
      if (parent === -1) continue;
      const length = Math.max(MIN_LENGTH_NM, next());
      const angle = grandparent === -1 ? Math.PI : Math.max(MIN_ANGLE, Math.min(Math.PI - MIN_ANGLE, next()));
      let torsion = 0;
      if (great !== -1) {
        torsion = centre === null ? angleOf(next(), next()) : centre + next();
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

function angleOf(cosine: number, sine: number): number {
  return Math.atan2(sine, cosine);
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
