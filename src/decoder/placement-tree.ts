// The tree of a Z-matrix: after which atoms each atom is placed. A atoms.
//
// It runs over the bonds, breadth first. Each atom is placed by its distance to its parent, an angle and a dihedral over
// atoms placed before it. Atoms that hang on the same three keep the difference to the first one's dihedral, so that
// branches stay narrow.

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

/** The tree, breadth first from the first backbone nitrogen (else the first atom). */
export function placeAtoms(topology: Topology): TreePlacement[] {
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
