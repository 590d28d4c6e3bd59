// The molecule that several topologies share, for instance one peptide in boxes of different water.
// A' atoms of the molecule.

import { ConfigError, DataError } from "./base/index.js";
import { chooseAtoms, type FeatureKind, planFeatures, usedAtoms } from "./features/index.js";
import { subsetTopology, type Topology } from "./trajectory/index.js";

/** A topology and what to call it in messages. */
export interface NamedTopology {
  readonly name: string;
  readonly topology: Topology;
}

export interface CommonMolecule {
  /** Of the A' atoms. */
  readonly topology: Topology;
  /** Of each topology: (A') the indices of these atoms, ascending. */
  readonly atoms: readonly Int32Array[];
}

/**
 * The molecules of which features are taken or atoms are decoded, whole, in every one of several topologies.
 * @throws DataError naming the first atom that differs in name, residue or order
 * @throws ConfigError when the selection goes by the place of atoms, which differs
 */
export function findCommonMolecule(
  topologies: readonly NamedTopology[],
  kinds: readonly FeatureKind[],
  selection: string | null,
): CommonMolecule {
  const atoms = topologies.map(({ topology }) => atomsInUse(topology, kinds, chooseAtoms(topology, selection)));
  const parts = topologies.map(({ name, topology }, k) => ({ name, topology: subsetTopology(topology, atoms[k]!) }));
  const first = parts[0]!;
  for (const part of parts.slice(1)) expectSameAtoms(part, first);
  for (const [k, { name, topology }] of topologies.entries()) {
    const chosen = chooseAtoms(first.topology, selection).map((atom) => atoms[k]![atom]!);
    if (chosen.join() === chooseAtoms(topology, selection).join()) continue;
    throw new ConfigError("--select", `"${selection}" names other atoms in ${name} than in the molecule alone`, {
      hint: "With several topologies select by names and residues, not by the place of atoms.",
    });
  }
  return { topology: first.topology, atoms };
}

/** All atoms of the molecules that have a feature's or a decoded atom, ascending. */
function atomsInUse(topology: Topology, kinds: readonly FeatureKind[], decoded: Int32Array): Int32Array {
  const { map, atoms, bonds } = planFeatures(topology, kinds, decoded);
  const used = usedAtoms(map, atoms);
  const bonded = bonds.flatMap((bond): readonly number[] => bond.atoms);
  return Int32Array.from(new Set([...used, ...bonded])).sort();
}

function expectSameAtoms(part: NamedTopology, first: NamedTopology): void {
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
