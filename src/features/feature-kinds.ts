// From what is asked for to the features of a topology, one kind after the other.

import { ConfigError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import { alphaCarbonAngles, alphaCarbonTorsions } from "./alpha-carbon-chain.js";
import { atomLabels } from "./atom-roles.js";
import {
  alphaCarbonDistances,
  countAlphaCarbonDistances,
  countHeavyAtomDistances,
  distanceOf,
  heavyAtomDistances,
} from "./distances.js";
import type { FeatureGroup, TorsionGroup } from "./feature-group.js";
import { columnNames } from "./feature-group.js";
import { FEATURE_KINDS, type FeatureKind, type FeatureRequest, plainRequest } from "./feature-request.js";
import { countResiduePairs, residueContacts, residueDistances } from "./residue-pairs.js";
import { selectionDistance } from "./selection-distance.js";
import { findTorsions, type Torsion, type TorsionName } from "./torsions.js";

const TORSION_NAMES = {
  "backbone-torsions": ["phi", "psi"],
  "omega-torsions": ["omega"],
  "sidechain-torsions": ["chi1", "chi2", "chi3", "chi4"],
  "nucleic-torsions": ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "chi"],
} satisfies Partial<Record<FeatureKind, readonly TorsionName[]>>;

/**
 * The features that a request means in a topology; a group without features where the topology has none.
 * @param nExternal columns of the numbers that come with the trajectories
 * @throws ConfigError when atoms or selections do not fit the topology, or there are too many features
 */
export function createGroup(topology: Topology, request: FeatureRequest, nExternal: number): FeatureGroup {
  const { kind } = request;
  switch (kind) {
    case "ca-torsions":
      return torsionGroup(kind, alphaCarbonTorsions(topology));
    case "ca-angles":
      return { form: "angle", kind, features: alphaCarbonAngles(topology) };
    case "ca-distances":
      return { form: "distance", kind, features: alphaCarbonDistances(topology, request.pairs) };
    case "heavy-atom-distances":
      return { form: "distance", kind, features: heavyAtomDistances(topology, request.pairs) };
    case "residue-distances":
      return residueDistances(topology, request.pairs, request.scheme);
    case "contacts":
      return residueContacts(topology, request);
    case "dihedrals":
      return torsionGroup(
        kind,
        request.atoms.map((atoms) => dihedralOf(topology, atoms)),
      );
    case "atom-distances":
      for (const atoms of request.atoms) expectAtoms(topology, kind, atoms);
      return { form: "distance", kind, features: request.atoms.map((atoms) => distanceOf(topology, atoms)) };
    case "distance":
      return selectionDistance(topology, request);
    case "npy":
      return externalGroup(nExternal);
    default:
      return torsionGroup(
        kind,
        TORSION_NAMES[kind].flatMap((name) => findTorsions(topology, name)),
      );
  }
}

/** What a topology offers of a kind. */
export interface Offer {
  readonly kind: FeatureKind;
  /** Torsions (of two numbers each), angles, distances or contacts. */
  readonly count: number;
  /** The names of the first few; none where there are too many to be used. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 3;

/** All kinds that need nothing but their name, and how many of each a topology offers. */
export function describeFeatures(topology: Topology): Offer[] {
  return FEATURE_KINDS.map((kind) => {
    const count = countOf(topology, kind);
    return { kind, count, examples: examplesOf(topology, kind) };
  });
}

function countOf(topology: Topology, kind: FeatureKind): number {
  switch (kind) {
    case "ca-distances":
      return countAlphaCarbonDistances(topology, "all");
    case "heavy-atom-distances":
      return countHeavyAtomDistances(topology, "all");
    case "residue-distances":
    case "contacts":
      return countResiduePairs(topology, "all");
    default:
      return createGroup(topology, plainRequest(kind), 0).features.length;
  }
}

function examplesOf(topology: Topology, kind: FeatureKind): string[] {
  try {
    return columnNames(createGroup(topology, plainRequest(kind), 0)).slice(0, MAX_EXAMPLES);
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

function torsionGroup(kind: string, torsions: readonly Torsion[]): TorsionGroup {
  return { form: "torsion", kind, features: torsions.map(({ name, atoms }) => ({ name, atoms, parts: "both" })) };
}

function dihedralOf(topology: Topology, atoms: Torsion["atoms"]): Torsion {
  expectAtoms(topology, "dihedrals", atoms);
  return { name: `dihedral ${atomLabels(topology, atoms)}`, atoms };
}

function expectAtoms(topology: Topology, kind: string, atoms: readonly number[]): void {
  const count = topology.atoms.length;
  const unknown = atoms.find((atom) => atom >= count);
  if (unknown !== undefined) {
    throw new ConfigError("features", `${kind}: there is no atom ${unknown}, they are numbered 0 to ${count - 1}`);
  }
  if (new Set(atoms).size < atoms.length) {
    throw new ConfigError("features", `${kind}: [${atoms.join(", ")}] names an atom twice`);
  }
}

function externalGroup(nColumns: number): FeatureGroup {
  const features = Array.from({ length: nColumns }, (_, column) => ({ name: `npy ${column}`, column }));
  return { form: "external", kind: "npy", nColumns, features };
}
