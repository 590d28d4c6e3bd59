// Distances of pairs of atoms: which are features, and how long they are.

import { ConfigError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import { alphaCarbons, atomLabels, heavyAtoms } from "./atom-roles.js";
import type { PairScope } from "./feature-request.js";

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
export function alphaCarbonDistances(topology: Topology, scope: PairScope = "all"): Distance[] {
  expectAtMost(countAlphaCarbonDistances(topology, scope), MAX_ALPHA_CARBON_DISTANCES, "ca-distances");
  return pairsOf(topology, alphaCarbons(topology), scope);
}

/**
 * The distances of all pairs of heavy atoms of different residues; water takes no part.
 * @throws ConfigError above 2,000 pairs
 */
export function heavyAtomDistances(topology: Topology, scope: PairScope = "all"): Distance[] {
  expectAtMost(countHeavyAtomDistances(topology, scope), MAX_HEAVY_ATOM_DISTANCES, "heavy-atom-distances");
  return pairsOf(topology, heavyAtoms(topology), scope);
}

export function countAlphaCarbonDistances(topology: Topology, scope: PairScope = "all"): number {
  return countPairs(topology, alphaCarbons(topology), scope);
}

export function countHeavyAtomDistances(topology: Topology, scope: PairScope = "all"): number {
  return countPairs(topology, heavyAtoms(topology), scope);
}

/** Two atoms named by their user. */
export function distanceOf(topology: Topology, atoms: readonly [number, number]): Distance {
  return { name: `d ${atomLabels(topology, atoms)}`, atoms };
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

/** @throws ConfigError above `limit` */
export function expectAtMost(count: number, limit: number, kind: string): void {
  if (count <= limit) return;
  throw new ConfigError("features", `${count} ${kind} are more than the ${limit} that can be used`, {
    hint: "Leave this kind out, or name the pairs that matter (docs/features.md).",
  });
}

/** Whether two residues are a pair of the scope. */
export function isInScope({ residues }: Topology, r: number, s: number, scope: PairScope): boolean {
  return scope === "all" || (residues[r]!.chain === residues[s]!.chain) === (scope === "intra");
}

/** Pairs of atoms of different residues. */
function pairsOf(topology: Topology, atoms: readonly number[], scope: PairScope): Distance[] {
  const residueOf = (atom: number): number => topology.atoms[atom]!.residue;
  return atoms.flatMap((i, a) =>
    atoms
      .slice(a + 1)
      .filter((j) => residueOf(i) !== residueOf(j) && isInScope(topology, residueOf(i), residueOf(j), scope))
      .map((j) => distanceOf(topology, [i, j])),
  );
}

/** How many `pairsOf` gives, without making them. */
function countPairs(topology: Topology, atoms: readonly number[], scope: PairScope): number {
  const residueOf = (atom: number): number => topology.atoms[atom]!.residue;
  const chainOf = (atom: number): number => topology.residues[residueOf(atom)]!.chain;
  const all = pairsAmong(atoms.length);
  const inResidues = pairsWithin(atoms.map(residueOf));
  const inChains = pairsWithin(atoms.map(chainOf));
  if (scope === "all") return all - inResidues;
  return scope === "inter" ? all - inChains : inChains - inResidues;
}

/** Pairs of the same label. */
function pairsWithin(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum + pairsAmong(n), 0);
}

function pairsAmong(n: number): number {
  return (n * (n - 1)) / 2;
}
