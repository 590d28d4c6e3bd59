// Which bonds hold the molecules together that a periodic box may have broken.

import type { NamedBond, Topology } from "../trajectory/index.js";
import { atomLabel } from "./atom-roles.js";

/** The bonds of all molecules that have one of `atoms`: those that must be whole. */
export function bondsOfMolecules(topology: Topology, atoms: Iterable<number>): NamedBond[] {
  // Union-find: every atom points towards the root of its molecule.
  const parent = Int32Array.from(topology.atoms.keys());
  const rootOf = (atom: number): number => {
    let root = atom;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const [i, j] of topology.bonds) parent[rootOf(j)] = rootOf(i);
  const wanted = new Set([...atoms].map(rootOf));
  return topology.bonds
    .filter(([i]) => wanted.has(rootOf(i)))
    .map(([i, j]) => ({ atoms: [i, j], name: `${atomLabel(topology, i)}-${atomLabel(topology, j)}` }));
}
