// Distances of pairs of atoms: which are features, and how long they are.

import { ConfigError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import { alphaCarbons, atomLabel, heavyAtoms } from "./atom-roles.js";

export interface Distance {
  /** For instance "d CA1-CA3". */
  readonly name: string;
  readonly atoms: readonly [number, number];
}

/** What an encoder can take in: 20,000 C-alpha distances are 200 residues, 2,000 heavy-atom distances some 65 atoms. */
const MAX_ALPHA_CARBON_DISTANCES = 20_000;
const MAX_HEAVY_ATOM_DISTANCES = 2_000;

/**
 * The distances of all pairs of C-alphas, neighbours in the chain included.
 * @throws ConfigError above 20,000 pairs
 */
export function alphaCarbonDistances(topology: Topology): Distance[] {
  expectAtMost(countAlphaCarbonDistances(topology), MAX_ALPHA_CARBON_DISTANCES, "C-alpha");
  return pairsOf(topology, alphaCarbons(topology));
}

/**
 * The distances of all pairs of heavy atoms of different residues; water takes no part.
 * @throws ConfigError above 2,000 pairs
 */
export function heavyAtomDistances(topology: Topology): Distance[] {
  expectAtMost(countHeavyAtomDistances(topology), MAX_HEAVY_ATOM_DISTANCES, "heavy-atom");
  const residueOf = (atom: number): number => topology.atoms[atom]!.residue;
  return pairsOf(topology, heavyAtoms(topology)).filter(({ atoms: [i, j] }) => residueOf(i) !== residueOf(j));
}

export function countAlphaCarbonDistances(topology: Topology): number {
  return pairsAmong(alphaCarbons(topology).length);
}

export function countHeavyAtomDistances(topology: Topology): number {
  const heavy = heavyAtoms(topology);
  const perResidue = new Map<number, number>();
  for (const atom of heavy) {
    const { residue } = topology.atoms[atom]!;
    perResidue.set(residue, (perResidue.get(residue) ?? 0) + 1);
  }
  return [...perResidue.values()].reduce((pairs, n) => pairs - pairsAmong(n), pairsAmong(heavy.length));
}

/**
 * The squared distance of two points.
 * @param a, b where the points' x, y, z start in `positions`
 */
export function squaredDistance(positions: Float32Array, a: number, b: number): number {
  const x = positions[b]! - positions[a]!;
  const y = positions[b + 1]! - positions[a + 1]!;
  const z = positions[b + 2]! - positions[a + 2]!;
  return x * x + y * y + z * z;
}

function pairsAmong(n: number): number {
  return (n * (n - 1)) / 2;
}

function pairsOf(topology: Topology, atoms: readonly number[]): Distance[] {
  const labels = atoms.map((atom) => atomLabel(topology, atom));
  return atoms.flatMap((i, a) =>
    atoms.slice(a + 1).map((j, b) => ({ name: `d ${labels[a]}-${labels[a + 1 + b]}`, atoms: [i, j] as const })),
  );
}

function expectAtMost(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  throw new ConfigError("features", `${count} ${what} distances are more than the ${limit} that can be used`, {
    hint: "Leave out these distances, for instance --features backbone-torsions sidechain-torsions.",
  });
}
