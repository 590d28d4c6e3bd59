// features.json: which atoms and features are read of a trajectory, and the decoded atoms with their bonds, which a PDB file
// keeps only in part.

import * as v from "valibot";
import { FormatError } from "../base/index.js";
import type { Residue, Topology } from "../trajectory/index.js";
import { describeFeatureMap, expectConsistentMap, featureMapRecord, restoreFeatureMap } from "./feature-map-record.js";
import { wholeNumber } from "./json-entry.js";
import type { Molecule } from "./simulator.js";

export const FEATURES_ENTRY = "features.json";

const named = <const A extends v.GenericSchema>(atoms: A) => v.object({ name: v.string(), atoms });
const pair = v.tuple([wholeNumber, wholeNumber]);

export const moleculeRecord = v.object({
  feature_map: featureMapRecord,
  /** Numbers of the decoded atoms in the training trajectories. */
  decoded_atoms: v.pipe(v.array(wholeNumber), v.minLength(1)),
  /** Those that make broken molecules whole in a periodic box, by the atoms' numbers in the training trajectories. */
  whole_bonds: v.array(named(pair)),
  /** Of the decoded atoms. */
  topology: v.object({
    atoms: v.array(v.object({ name: v.string(), element: v.string(), residue: wholeNumber })),
    residues: v.array(
      v.object({
        name: v.string(),
        sequence: v.pipe(v.number(), v.safeInteger()),
        insertion_code: v.string(),
        chain: wholeNumber,
      }),
    ),
    chains: v.array(v.object({ id: v.string() })),
    bonds: v.array(pair),
  }),
});

type MoleculeRecord = v.InferOutput<typeof moleculeRecord>;
type WrittenMolecule = Omit<MoleculeRecord, "feature_map"> & { feature_map: ReturnType<typeof describeFeatureMap> };

export function describeMolecule({ plan: { map, atoms, bonds }, topology }: Molecule): WrittenMolecule {
  return {
    feature_map: describeFeatureMap(map),
    decoded_atoms: [...atoms],
    whole_bonds: bonds.map(({ name, atoms: [i, j] }) => ({ name, atoms: [i, j] })),
    topology: {
      atoms: topology.atoms.map(({ name, element, residue }) => ({ name, element, residue })),
      residues: topology.residues.map(({ name, sequence, insertionCode, chain }) => ({
        name,
        sequence,
        insertion_code: insertionCode,
        chain,
      })),
      chains: topology.chains.map(({ id }) => ({ id })),
      bonds: topology.bonds.map(([i, j]) => [i, j]),
    },
  };
}

/** @throws FormatError when numbers of atoms, residues, chains or features do not agree */
export function restoreMolecule(file: string, record: MoleculeRecord): Molecule {
  const { feature_map: map, decoded_atoms: decoded, whole_bonds: bonds, topology } = record;
  expectConsistent(file, record);
  return {
    plan: { map: restoreFeatureMap(map), atoms: Int32Array.from(decoded), bonds },
    topology: restoreTopology(topology),
  };
}

function expectConsistent(file: string, record: MoleculeRecord): void {
  const { feature_map: map, decoded_atoms: decoded, whole_bonds: wholeBonds } = record;
  const { atoms, residues, chains, bonds } = record.topology;
  const expectBelow = (limit: number, numbers: readonly number[], key: string): void => {
    const bad = numbers.find((number) => number >= limit);
    if (bad !== undefined) throw new FormatError(file, `${FEATURES_ENTRY}: ${key}: there is no ${bad} among ${limit}`);
  };
  const atomsOf = (features: readonly { readonly atoms: readonly number[] }[]) => features.flatMap((f) => f.atoms);
  expectConsistentMap(file, map);
  expectBelow(map.n_atoms, decoded, "decoded_atoms");
  expectBelow(map.n_atoms, atomsOf(wholeBonds), "whole_bonds");
  expectBelow(atoms.length, bonds.flat(), "topology.bonds");
  expectBelow(
    residues.length,
    atoms.map(({ residue }) => residue),
    "topology.atoms",
  );
  expectBelow(
    chains.length,
    residues.map(({ chain }) => chain),
    "topology.residues",
  );
  if (decoded.length !== atoms.length) {
    throw new FormatError(file, `${FEATURES_ENTRY}: ${decoded.length} decoded_atoms, ${atoms.length} topology.atoms`);
  }
}

function restoreTopology({ atoms, residues, chains, bonds }: MoleculeRecord["topology"]): Topology {
  const atomsOfResidue = residues.map((): number[] => []);
  atoms.forEach(({ residue }, atom) => {
    atomsOfResidue[residue]!.push(atom);
  });
  return {
    atoms,
    residues: residues.map(
      ({ name, sequence, insertion_code: insertionCode, chain }, r): Residue => ({
        name,
        sequence,
        insertionCode,
        chain,
        atoms: atomsOfResidue[r]!,
      }),
    ),
    chains,
    bonds,
  };
}
