// A part of a topology as a topology of its own.

import { isAlphaTrace, sortedBonds } from "./bonds.js";
import type { Structure } from "./frames.js";
import type { Topology } from "./topology.js";

/**
 * The topology of some atoms: their residues, chains and the bonds among them. When all are C-alpha, those of
 * neighbouring residues that are linked in the chain count as bonded.
 * @param indices ascending, each once
 */
export function subsetTopology(topology: Topology, indices: ArrayLike<number>): Topology {
  const kept = Array.from(indices);
  const newAtom = new Map(kept.map((old, i) => [old, i]));
  const keptResidues = [...new Set(kept.map((i) => topology.atoms[i]!.residue))];
  const newResidue = new Map(keptResidues.map((old, i) => [old, i]));
  const keptChains = [...new Set(keptResidues.map((r) => topology.residues[r]!.chain))];
  const newChain = new Map(keptChains.map((old, i) => [old, i]));

  const subset: Topology = {
    atoms: kept.map((i) => {
      const atom = topology.atoms[i]!;
      return { ...atom, residue: newResidue.get(atom.residue)! };
    }),
    residues: keptResidues.map((r) => {
      const residue = topology.residues[r]!;
      const atoms = residue.atoms.map((i) => newAtom.get(i)).filter((i) => i !== undefined);
      return { ...residue, chain: newChain.get(residue.chain)!, atoms };
    }),
    chains: keptChains.map((c) => topology.chains[c]!),
    bonds: topology.bonds.flatMap(([i, j]): [number, number][] => {
      const [a, b] = [newAtom.get(i), newAtom.get(j)];
      return a === undefined || b === undefined ? [] : [[a, b]];
    }),
  };
  if (!isAlphaTrace(subset)) return subset;
  const links = linkedNeighbours(topology);
  const bonds = keptResidues.flatMap((r, i): [number, number][] =>
    links.has(r) && keptResidues[i + 1] === r + 1 ? [[i, i + 1]] : [],
  );
  return { ...subset, bonds: sortedBonds([...subset.bonds, ...bonds]) };
}

/** A structure of some atoms of another, with their coordinates. */
export function subsetStructure(structure: Structure, indices: ArrayLike<number>): Structure {
  const { topology, nFrames, positions } = structure;
  const kept = Array.from(indices);
  const ofKept = new Float32Array(nFrames * kept.length * 3);
  for (let t = 0; t < nFrames; t++) {
    kept.forEach((atom, i) => {
      const from = (t * topology.atoms.length + atom) * 3;
      ofKept.set(positions.subarray(from, from + 3), (t * kept.length + i) * 3);
    });
  }
  return { ...structure, topology: subsetTopology(topology, kept), positions: ofKept };
}

/** The residues that a bond joins to the next one of their chain. */
function linkedNeighbours({ atoms, residues, bonds }: Topology): ReadonlySet<number> {
  const linked = new Set<number>();
  for (const [i, j] of bonds) {
    const [r, s] = [atoms[i]!.residue, atoms[j]!.residue].sort((a, b) => a - b) as [number, number];
    if (s === r + 1 && residues[r]!.chain === residues[s]!.chain) linked.add(r);
  }
  return linked;
}
