// What features are asked for: kinds by their names, some of them with parameters.

import type { Topology } from "../trajectory/index.js";
import { isAlphaCarbonModel } from "./atom-roles.js";
import type { Quadruple } from "./torsions.js";

/** Kinds that need nothing but their name. */
export const FEATURE_KINDS = [
  "backbone-torsions",
  "omega-torsions",
  "sidechain-torsions",
  "nucleic-torsions",
  "ca-torsions",
  "ca-angles",
  "ca-distances",
  "heavy-atom-distances",
  "residue-distances",
  "contacts",
] as const;

export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** Kinds that have no default: atoms, selections or files must be named. */
export const EXPLICIT_KINDS = ["dihedrals", "atom-distances", "distance", "npy"] as const;

/** Which pairs: all, those of two chains, or those of one chain. */
export const PAIR_SCOPES = ["all", "inter", "intra"] as const;

export type PairScope = (typeof PAIR_SCOPES)[number];

/** Where a residue is: the closest of its heavy atoms, or its C-alpha. The names are mdtraj's. */
export const RESIDUE_SCHEMES = ["closest-heavy", "ca"] as const;

export type ResidueScheme = (typeof RESIDUE_SCHEMES)[number];

export interface ContactsRequest {
  readonly kind: "contacts";
  readonly pairs: PairScope;
  readonly scheme: ResidueScheme;
  /** Where a contact counts half, nm; null for 0.45 between heavy atoms and 0.8 between C-alphas. */
  readonly cutoffNm: number | null;
  /** n of 1 / (1 + (d / cutoff)^n). */
  readonly exponent: number;
}

export interface SelectionDistanceRequest {
  readonly kind: "distance";
  /** In the language of `select`. */
  readonly between: readonly [string, string];
  /** Between the centres of mass, or between the closest two atoms. */
  readonly measure: "centre" | "closest";
}

/** One entry of the list of features, nothing left open but what depends on the topology. */
export type FeatureRequest =
  | { readonly kind: Exclude<FeatureKind, PairKind | "contacts"> }
  | { readonly kind: Exclude<PairKind, "residue-distances">; readonly pairs: PairScope }
  | { readonly kind: "residue-distances"; readonly pairs: PairScope; readonly scheme: ResidueScheme }
  | ContactsRequest
  /** Atoms are numbered from 0. */
  | { readonly kind: "dihedrals"; readonly atoms: readonly Quadruple[] }
  | { readonly kind: "atom-distances"; readonly atoms: readonly (readonly [number, number])[] }
  | SelectionDistanceRequest
  /** Numbers that come with the trajectories, one file a trajectory. */
  | { readonly kind: "npy"; readonly files: readonly string[] };

type PairKind = "ca-distances" | "heavy-atom-distances" | "residue-distances";

/** What a kind means when only its name is given. */
export function plainRequest(kind: FeatureKind): FeatureRequest {
  switch (kind) {
    case "ca-distances":
    case "heavy-atom-distances":
      return { kind, pairs: "all" };
    case "residue-distances":
      return { kind, pairs: "all", scheme: "closest-heavy" };
    case "contacts":
      return { kind, pairs: "all", scheme: "closest-heavy", cutoffNm: null, exponent: 6 };
    default:
      return { kind };
  }
}

/** Those of the paper (Sidky 2020, section 3.2). */
const DEFAULT_KINDS: readonly FeatureKind[] = ["backbone-torsions", "sidechain-torsions", "ca-distances"];
/** A C-alpha model has neither phi nor psi. */
const ALPHA_CARBON_KINDS: readonly FeatureKind[] = ["ca-torsions", "ca-angles", "ca-distances"];

/** The kinds that are used when none are named. */
export function defaultKinds(topology: Topology): readonly FeatureKind[] {
  return isAlphaCarbonModel(topology) ? ALPHA_CARBON_KINDS : DEFAULT_KINDS;
}
