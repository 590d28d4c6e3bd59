// The molecule that several topologies share, for instance one peptide in boxes of different water.
// A' atoms of the molecule.

import { ConfigError, DataError } from "./base/index.js";
import { atomsOfFeatures, chooseAtoms, type FeatureRequest, planFeatures, usedAtoms } from "./features/index.js";
import { type Structure, subsetStructure, type Topology } from "./trajectory/index.js";

/** A structure and what to call it in messages. */
export interface NamedStructure extends Structure {
  readonly name: string;
}

export interface CommonMolecule {
  /** Of the A' atoms, placed as in the first topology. */
  readonly structure: Structure;
  /** Of each topology: (A') the indices of these atoms, ascending. */
  readonly atoms: readonly Int32Array[];
}

/**
 * The molecules of which features are taken or atoms are decoded, whole, in every one of several topologies.
 * @throws DataError naming the first atom that differs in name, residue or order
 * @throws ConfigError when the selection or a feature goes by the place of atoms, which differs
 */
export function findCommonMolecule(
  systems: readonly NamedStructure[],
  requests: readonly FeatureRequest[] | null,
  selection: string | null,
): CommonMolecule {
  const choose = (system: Structure): Int32Array => chooseAtoms(system.topology, selection, system);
  const atoms = systems.map((system) => atomsInUse(system.topology, requests, choose(system)));
  const parts = systems.map((system, k) => ({ name: system.name, ...subsetStructure(system, atoms[k]!) }));
  const first = parts[0]!;
  for (const part of parts.slice(1)) expectSameAtoms(part, first);
  for (const [k, system] of systems.entries()) {
    const features = featureAtoms(first.topology, requests).map((atom) => atoms[k]![atom]!);
    if (features.join() !== featureAtoms(system.topology, requests).join()) {
      throw new ConfigError("features", `are of other atoms in ${system.name} than in the molecule alone`, {
        hint: "With several topologies name no atoms by number, and select by names and residues.",
      });
    }
    const chosen = choose(first).map((atom) => atoms[k]![atom]!);
    if (chosen.join() === choose(system).join()) continue;
    throw new ConfigError("--select", `"${selection}" names other atoms in ${system.name} than in the molecule alone`, {
      hint: "With several topologies select by names and residues, not by the place of atoms.",
    });
  }
  return { structure: first, atoms };
}

/** In the order of the features. */
function featureAtoms(topology: Topology, requests: readonly FeatureRequest[] | null): number[] {
  return atomsOfFeatures(planFeatures(topology, requests, new Int32Array(0), 1).map);
}

/** All atoms of the molecules that have a feature's or a decoded atom, ascending. */
function atomsInUse(topology: Topology, requests: readonly FeatureRequest[] | null, decoded: Int32Array): Int32Array {
  const { map, atoms, bonds } = planFeatures(topology, requests, decoded, 1); // whatever columns the user adds
  const used = usedAtoms(map, atoms);
  const bonded = bonds.flatMap((bond): readonly number[] => bond.atoms);
  return Int32Array.from(new Set([...used, ...bonded])).sort();
}

function expectSameAtoms(part: NamedStructure, first: NamedStructure): void {
  const [own, wanted] = [part.topology, first.topology].map(describeAtoms) as [string[], string[]];
  for (let atom = 0; atom < Math.max(own.length, wanted.length); atom++) {
    const [here, there] = [own[atom] ?? "missing", wanted[atom] ?? "missing"];
    if (here === there) continue;
    throw new DataError(`${part.name}: atom ${atom + 1} of the molecule is ${here}, in ${first.name} it is ${there}`, {
      hint: "The atoms that are used must be the same in all topologies; --select and --features choose them.",
    });
  }
}

/** "CB of ALA, residue 2", residues counted from 1, so that their numbers in the files may differ. */
function describeAtoms({ atoms, residues }: Topology): string[] {
  return atoms.map(({ name, residue }) => `${name} of ${residues[residue]!.name}, residue ${residue + 1}`);
}
