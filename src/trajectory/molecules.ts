// Molecules as trees of bonds: in which order to place their atoms, each next to one that stands already.
// A atoms, M molecules, R bonds that close rings.

import { spreadEvenly } from "../numerics/index.js";

/** Plain data, stored in the model file. */
export interface NamedBond {
  readonly atoms: readonly [number, number];
  /** For messages. */
  readonly name: string;
}

/** The molecules of some atoms: each is what bonds join, and an atom without bonds is one by itself. */
export interface Molecules {
  /** Their atoms, molecule after molecule, every atom after its parent. */
  readonly atoms: Int32Array;
  /** The atom to which each of `atoms` is bonded; -1 for the first of a molecule. */
  readonly parents: Int32Array;
  /** (M + 1) where each molecule begins in `atoms`. */
  readonly starts: Int32Array;
  /** (R, 2) bonds that the trees leave out. */
  readonly ringBonds: Int32Array;
  /** Atoms that stand for their molecule where nearness counts, molecule after molecule. */
  readonly anchors: Int32Array;
  /** (M + 1) where each molecule begins in `anchors`. */
  readonly anchorStarts: Int32Array;
  readonly bonds: readonly NamedBond[];
}

/** Of a large molecule so many atoms, evenly spread, are enough to tell which of its images is near. */
const MAX_ANCHORS = 32;

/**
 * The molecules that the bonds join, and of `atoms` those without bonds.
 * @param atoms of which anchors are chosen; a molecule that has none of them is left out
 */
export function findMolecules(bonds: readonly NamedBond[], atoms: Iterable<number>): Molecules {
  const wanted = [...new Set(atoms)].sort((i, j) => i - j);
  const isWanted = new Set(wanted);
  const partners = partnersOf(bonds);
  const seen = new Set<number>();
  const order: number[] = [];
  const parents: number[] = [];
  const starts = [0];
  const rings: number[] = [];
  const anchors: number[] = [];
  const anchorStarts = [0];

  for (const first of wanted) {
    if (seen.has(first)) continue;
    seen.add(first);
    const start = order.length;
    order.push(first);
    parents.push(-1);
    for (let k = start; k < order.length; k++) {
      const atom = order[k]!;
      for (const partner of partners.get(atom) ?? []) {
        if (seen.has(partner)) {
          if (partner < atom && parents[k] !== partner) rings.push(partner, atom);
          continue;
        }
        seen.add(partner);
        order.push(partner);
        parents.push(atom);
      }
    }
    starts.push(order.length);
    const own = order.slice(start).filter((atom) => isWanted.has(atom));
    own.sort((i, j) => i - j);
    for (const k of spreadEvenly(own.length, MAX_ANCHORS)) anchors.push(own[k]!);
    anchorStarts.push(anchors.length);
  }
  return {
    atoms: Int32Array.from(order),
    parents: Int32Array.from(parents),
    starts: Int32Array.from(starts),
    ringBonds: Int32Array.from(rings),
    anchors: Int32Array.from(anchors),
    anchorStarts: Int32Array.from(anchorStarts),
    bonds,
  };
}

function partnersOf(bonds: readonly NamedBond[]): ReadonlyMap<number, readonly number[]> {
  const partners = new Map<number, number[]>();
  const add = (atom: number, partner: number): void => {
    const known = partners.get(atom);
    if (known === undefined) partners.set(atom, [partner]);
    else known.push(partner);
  };
  for (const { atoms } of bonds) {
    const [i, j] = atoms;
    add(i, j);
    add(j, i);
  }
  return partners;
}

/** Moves all atoms of molecule m of one frame, (A, 3) nm. */
export function moveMolecule(
  { atoms, starts }: Molecules,
  m: number,
  frame: Float32Array,
  x: number,
  y: number,
  z: number,
): void {
  if (x === 0 && y === 0 && z === 0) return;
  for (let k = starts[m]!; k < starts[m + 1]!; k++) {
    const atom = 3 * atoms[k]!;
    frame[atom]! += x;
    frame[atom + 1]! += y;
    frame[atom + 2]! += z;
  }
}

/** The mean position of a molecule's atoms, in nm, into the first three numbers of `out`. */
export function writeCentre({ atoms, starts }: Molecules, m: number, frame: Float32Array, out: Float64Array): void {
  out.fill(0);
  const count = starts[m + 1]! - starts[m]!;
  for (let k = starts[m]!; k < starts[m + 1]!; k++) {
    for (let d = 0; d < 3; d++) out[d]! += frame[3 * atoms[k]! + d]!;
  }
  for (let d = 0; d < 3; d++) out[d]! /= count;
}
