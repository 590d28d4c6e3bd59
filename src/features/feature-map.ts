// Which numbers describe a frame: cosines and sines of torsions, then distances. Invariant to rotation and translation.

import { ConfigError, DataError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import {
  alphaCarbonDistances,
  countAlphaCarbonDistances,
  countHeavyAtomDistances,
  type Distance,
  heavyAtomDistances,
} from "./distances.js";
import { findTorsions, type Torsion, type TorsionName } from "./torsions.js";

export const FEATURE_KINDS = [
  "backbone-torsions",
  "omega-torsions",
  "sidechain-torsions",
  "nucleic-torsions",
  "ca-distances",
  "heavy-atom-distances",
] as const;

export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** Those of the paper (Sidky 2020, section 3.2). */
export const DEFAULT_FEATURE_KINDS: readonly FeatureKind[] = [
  "backbone-torsions",
  "sidechain-torsions",
  "ca-distances",
];

/** Plain data, stored in the model file. */
export interface FeatureMap {
  /** Of the frames that it reads. */
  readonly nAtoms: number;
  readonly kinds: readonly FeatureKind[];
  readonly torsions: readonly Torsion[];
  readonly distances: readonly Distance[];
  /** (F) "cos phi LEU2", "sin phi LEU2" for each torsion in turn, then "d CA1-CA3" for each distance. */
  readonly names: readonly string[];
}

const TORSION_NAMES: Readonly<Partial<Record<FeatureKind, readonly TorsionName[]>>> = {
  "backbone-torsions": ["phi", "psi"],
  "omega-torsions": ["omega"],
  "sidechain-torsions": ["chi1", "chi2", "chi3", "chi4"],
  "nucleic-torsions": ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "chi"],
};

/**
 * The features of the kinds named, in the order of `kinds`, torsions before distances. A kind of which the topology has none
 * (torsions of a C-alpha model) adds nothing; a pair of atoms named by two kinds is one feature.
 * @throws ConfigError when a kind is unknown or has too many distances
 * @throws DataError when there is no feature at all
 */
export function createFeatureMap(
  topology: Topology,
  kinds: readonly FeatureKind[] = DEFAULT_FEATURE_KINDS,
): FeatureMap {
  const unknown = kinds.find((kind) => !FEATURE_KINDS.includes(kind));
  if (unknown !== undefined) {
    throw new ConfigError("features", `"${unknown}" is no kind of feature`, {
      hint: `Choose among ${FEATURE_KINDS.join(", ")}.`,
    });
  }
  const distinct = [...new Set(kinds)];
  const torsions = distinct.flatMap((kind) => torsionsOf(topology, kind));
  const distances = withoutRepeats(distinct.flatMap((kind) => distancesOf(topology, kind)));
  if (torsions.length + distances.length === 0) {
    throw new DataError(`features: the topology has none of ${distinct.join(", ") || "no kind at all"}`, {
      hint: "Atoms are found by their standard names (N, CA, C, CB, ...); lss inspect counts what a topology offers.",
    });
  }
  return {
    nAtoms: topology.atoms.length,
    kinds: distinct,
    torsions,
    distances,
    names: [...torsions.flatMap(({ name }) => [`cos ${name}`, `sin ${name}`]), ...distances.map(({ name }) => name)],
  };
}

/** How many torsions or distances of each kind a topology offers. */
export function describeFeatures(topology: Topology): Readonly<Record<FeatureKind, number>> {
  return {
    "backbone-torsions": torsionsOf(topology, "backbone-torsions").length,
    "omega-torsions": torsionsOf(topology, "omega-torsions").length,
    "sidechain-torsions": torsionsOf(topology, "sidechain-torsions").length,
    "nucleic-torsions": torsionsOf(topology, "nucleic-torsions").length,
    "ca-distances": countAlphaCarbonDistances(topology),
    "heavy-atom-distances": countHeavyAtomDistances(topology),
  };
}

function torsionsOf(topology: Topology, kind: FeatureKind): Torsion[] {
  return (TORSION_NAMES[kind] ?? []).flatMap((name) => findTorsions(topology, name));
}

function distancesOf(topology: Topology, kind: FeatureKind): Distance[] {
  if (kind === "ca-distances") return alphaCarbonDistances(topology);
  if (kind === "heavy-atom-distances") return heavyAtomDistances(topology);
  return [];
}

function withoutRepeats(distances: readonly Distance[]): Distance[] {
  return [...new Map(distances.map((distance) => [distance.atoms.join(" "), distance])).values()];
}
