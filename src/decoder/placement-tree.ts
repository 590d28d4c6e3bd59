// The tree of a Z-matrix: after which atoms each atom is placed. T frames, A atoms.
//
// It runs over the bonds, breadth first. Each atom is placed by its distance to its parent, an angle and a dihedral over
// atoms placed before it. Atoms that hang on the same three keep the difference to the first one's dihedral, so that
// branches stay narrow.

import type { Matrix32 } from "../base/index.js";
import { squaredDistance } from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { modelBonds, neighbourLists } from "./geometry-graph.js";

/** How one atom is placed; -1 where an earlier atom is not needed (the first three) or there is none. */
export interface TreePlacement {
  readonly atom: number;
  /** The distance is to this one, */
  readonly parent: number;
  /** the angle atom - parent - grandparent, */
  readonly grandparent: number;
  /** the dihedral atom - parent - grandparent - great. */
  readonly great: number;
  /** The atom on the same three whose dihedral this one's is measured from, or -1. */
  readonly sibling: number;
}

/**
 * The tree, breadth first from the first backbone nitrogen (else the first atom). A molecule that no bond reaches hangs on the
 * atom that keeps its distance from one of its own best: six of its coordinates then say where it is and how it is turned.
 * @param frames (T, 3 A) nm of MD
 */
export function placeAtoms(topology: Topology, frames: Matrix32): TreePlacement[] {
  const { order, parents } = walkBonds(topology, frames);
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

/** The order of placing, and each atom's parent, -1 for the root. */
function walkBonds(topology: Topology, frames: Matrix32): { order: number[]; parents: Int32Array } {
  const nAtoms = topology.atoms.length;
  const neighbours = neighbourLists(nAtoms, modelBonds(topology));
  const order: number[] = [];
  const parents = new Int32Array(nAtoms).fill(-1);
  const isPlaced = new Uint8Array(nAtoms);
  const place = (atom: number, parent: number): void => {
    isPlaced[atom] = 1;
    parents[atom] = parent;
    order.push(atom);
  };
  const root = topology.atoms.findIndex(({ name }) => name === "N");
  place(Math.max(0, root), -1);
  for (let k = 0; order.length < nAtoms; k++) {
    if (k === order.length) place(...steadiestPair(order, isPlaced, frames));
    for (const next of neighbours[order[k]!]!) if (!isPlaced[next]) place(next, order[k]!);
  }
  return { order, parents };
}

/** Frames, and atoms on either side, that steadiness is judged by. */
const PAIR_FRAMES = 100;
const PAIR_ATOMS = 300;

/** Of an atom not placed yet and one placed, those whose distance varies least in MD. */
function steadiestPair(
  placed: readonly number[],
  isPlaced: Uint8Array,
  { data, rows, cols }: Matrix32,
): [number, number] {
  const someOf = (atoms: readonly number[]): number[] =>
    [...spreadEvenly(atoms.length, PAIR_ATOMS)].map((k) => atoms[k]!);
  const others = someOf([...isPlaced.keys()].filter((atom) => !isPlaced[atom]));
  const starts = spreadEvenly(rows, PAIR_FRAMES).map((t) => t * cols);
  let steadiest: [number, number] = [others[0]!, placed[0]!];
  let least = Number.POSITIVE_INFINITY;
  for (const parent of someOf(placed)) {
    for (const atom of others) {
      let sum = 0;
      let squares = 0;
      for (let f = 0; f < starts.length; f++) {
        const squared = squaredDistance(data, starts[f]! + 3 * atom, starts[f]! + 3 * parent);
        sum += Math.sqrt(squared);
        squares += squared;
      }
      const variance = squares / starts.length - (sum / starts.length) ** 2;
      if (variance < least) {
        least = variance;
        steadiest = [atom, parent];
      }
    }
  }
  return steadiest;
}
