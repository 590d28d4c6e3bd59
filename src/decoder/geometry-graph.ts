// The bonds of the decoded atoms as a graph: who is next to whom, which pairs share a neighbour, which are far apart.

import { isAlphaCarbon } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";

export type Pair = readonly [number, number];

/**
 * The bonds of a model. Where two residues that follow one another in a chain are joined by no bond because the atoms of the
 * peptide bond are not in the model (C-alpha models), a virtual bond joins their C-alphas.
 */
export function modelBonds(topology: Topology): Pair[] {
  const { atoms, residues, bonds } = topology;
  const joined = new Set(bonds.map(([i, j]) => [atoms[i]!.residue, atoms[j]!.residue].sort((r, s) => r - s).join(" ")));
  const has = (residue: number, name: string): boolean => residues[residue]!.atoms.some((a) => atoms[a]!.name === name);
  const virtual = residues.flatMap((residue, r): Pair[] => {
    if (r === 0 || residue.chain !== residues[r - 1]!.chain || joined.has(`${r - 1} ${r}`)) return [];
    if (has(r - 1, "C") && has(r, "N")) return []; // the chain is broken here
    const [before] = residues[r - 1]!.atoms.filter((atom) => isAlphaCarbon(topology, atom));
    const [here] = residue.atoms.filter((atom) => isAlphaCarbon(topology, atom));
    return before === undefined || here === undefined ? [] : [before < here ? [before, here] : [here, before]];
  });
  return [...bonds, ...virtual].sort(([a, b], [c, d]) => a - c || b - d);
}

/** The neighbours of each atom, ascending. */
export function neighbourLists(nAtoms: number, bonds: readonly Pair[]): number[][] {
  const neighbours = Array.from({ length: nAtoms }, (): number[] => []);
  for (const [i, j] of bonds) {
    neighbours[i]!.push(j);
    neighbours[j]!.push(i);
  }
  return neighbours.map((list) => list.sort((a, b) => a - b));
}

/** The pairs two bonds apart, whose distance is an angle's; the lower atom first, sorted. */
export function pairsTwoBondsApart(neighbours: readonly (readonly number[])[]): Pair[] {
  return neighbours.flatMap((_, i) =>
    [...distancesInBonds(neighbours, i, 2)].filter(([j, d]) => d === 2 && j > i).map(([j]): Pair => [i, j]),
  );
}

/** The pairs of `atoms` more than three bonds apart, or in different molecules: those that can clash. */
export function pairsFarApart(neighbours: readonly (readonly number[])[], atoms: readonly number[]): Pair[] {
  return atoms.flatMap((i) => {
    const near = distancesInBonds(neighbours, i, 3);
    return atoms.filter((j) => j > i && !near.has(j)).map((j): Pair => [i, j]);
  });
}

/** The atoms within `reach` bonds of one atom, with their distances in bonds, breadth first. */
function distancesInBonds(
  neighbours: readonly (readonly number[])[],
  from: number,
  reach: number,
): Map<number, number> {
  const distances = new Map([[from, 0]]);
  let shell = [from];
  for (let distance = 1; distance <= reach; distance++) {
    shell = shell
      .flatMap((atom) => neighbours[atom]!)
      .filter((atom) => {
        if (distances.has(atom)) return false;
        distances.set(atom, distance);
        return true;
      });
  }
  return new Map([...distances].sort(([a], [b]) => a - b));
}
