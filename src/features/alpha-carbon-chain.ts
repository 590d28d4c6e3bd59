// The shape of a chain by its C-alphas alone: pseudo-angles of three and pseudo-dihedrals of four that follow one another
// (Levitt, J. Mol. Biol. 1976, 104, 59). They take the place of phi and psi where only C-alphas are known.

import type { Topology } from "../trajectory/index.js";
import { atomLabels, isAlphaCarbon } from "./atom-roles.js";
import type { AngleFeature } from "./feature-group.js";
import { linkedToPrevious, type Quadruple, type Torsion } from "./torsions.js";

/** The pseudo-angles, in the order of the residues; none across a gap or the end of a chain. */
export function alphaCarbonAngles(topology: Topology): AngleFeature[] {
  return runsOf(topology, 3).map((atoms) => ({
    name: `angle ${atomLabels(topology, atoms)}`,
    atoms: atoms as unknown as AngleFeature["atoms"],
  }));
}

/** The pseudo-dihedrals, in the order of the residues; none across a gap or the end of a chain. */
export function alphaCarbonTorsions(topology: Topology): Torsion[] {
  return runsOf(topology, 4).map((atoms) => ({
    name: `dihedral ${atomLabels(topology, atoms)}`,
    atoms: atoms as unknown as Quadruple,
  }));
}

/** The C-alphas of `length` residues that follow one another in a chain, for each place where they do. */
function runsOf(topology: Topology, length: number): number[][] {
  const isLinked = linkedToPrevious(topology);
  const runs: number[][] = [];
  let run: number[] = [];
  for (const [residue, { atoms }] of topology.residues.entries()) {
    const backbone = atoms.find((atom) => isAlphaCarbon(topology, atom));
    if (!isLinked(residue) || backbone === undefined) run = [];
    if (backbone !== undefined) run.push(backbone);
    if (run.length >= length) runs.push(run.slice(-length));
  }
  return runs;
}
