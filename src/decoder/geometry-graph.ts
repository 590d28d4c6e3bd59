// The bonds of the decoded atoms as a graph: who is next to whom, which pairs share a neighbour, which are far apart.

import { isAlphaCarbon } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";

export type Pair = readonly [number, number];

/**
 * The bonds of a model. In one that has no atom of the peptide bond (C-alphas, or C-alphas and C-betas) and no bond between
 * residues, those that follow one another in a chain are joined through their C-alphas.
 */
export function modelBonds(topology: Topology): readonly Pair[] {
  const { atoms, residues, bonds } = topology;
  const joinsResidues = bonds.some(([i, j]) => atoms[i]!.residue !== atoms[j]!.residue);
  if (joinsResidues || atoms.some(({ name }) => name === "C")) return bonds;
  const alphas = residues.map((residue) => residue.atoms.find((atom) => isAlphaCarbon(topology, atom)));
  const virtual = residues.slice(1).flatMap((residue, r): Pair[] => {
    const [before, here] = [alphas[r], alphas[r + 1]];
    const follows = residue.chain === residues[r]!.chain;
    return follows && before !== undefined && here !== undefined ? [[before, here]] : [];
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
