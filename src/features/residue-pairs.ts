// Pairs of residues: how far apart the closest heavy atoms of two residues are, or their C-alphas, and soft contacts.

import type { Topology } from "../trajectory/index.js";
import { alphaCarbons, heavyAtoms, isAlphaCarbonModel, residueLabel } from "./atom-roles.js";
import { expectAtMost, isInScope } from "./distances.js";
import type { ClosestGroup, SiteFeature } from "./feature-group.js";
import type { ContactsRequest, PairScope, ResidueScheme } from "./feature-request.js";

/** As many as C-alpha distances. */
const MAX_RESIDUE_PAIRS = 20_000;
/** Closer neighbours in the chain are never far apart (as in mdtraj's compute_contacts). */
const MIN_SEPARATION = 3;
/** Heavy atoms (Best, Hummer, Eaton, PNAS 2013, 110, 17874), and C-alphas. */
const HEAVY_ATOM_CUTOFF_NM = 0.45;
const ALPHA_CARBON_CUTOFF_NM = 0.8;

/**
 * The distances of pairs of residues, three or more apart in the chain or of two chains; water takes no part.
 * @throws ConfigError above 20,000 pairs
 */
export function residueDistances(topology: Topology, scope: PairScope, scheme: ResidueScheme): ClosestGroup {
  const { sites, features } = pairsOfResidues(topology, scope, scheme, "residue-distances", "d");
  return { form: "closest", kind: "residue-distances", sites, features, contact: null };
}

/**
 * A number for each pair of residues: 1 where they touch, 0 far apart, 1/2 at the cutoff. It is the rational switching
 * function of collective variables, (1 - x^n) / (1 - x^2n) = 1 / (1 + x^n) of x = d / cutoff, with the customary n = 6
 * (Iannuzzi, Laio, Parrinello, Phys. Rev. Lett. 2003, 90, 238302; RATIONAL in PLUMED).
 * @throws ConfigError above 20,000 pairs
 */
export function residueContacts(
  topology: Topology,
  { pairs, scheme, cutoffNm, exponent }: ContactsRequest,
): ClosestGroup {
  const { sites, features } = pairsOfResidues(topology, pairs, scheme, "contacts", "contact");
  const customary = scheme === "ca" || isAlphaCarbonModel(topology) ? ALPHA_CARBON_CUTOFF_NM : HEAVY_ATOM_CUTOFF_NM;
  const contact = { cutoffNm: cutoffNm ?? customary, exponent };
  return { form: "closest", kind: "contacts", sites, features, contact };
}

export function countResiduePairs(topology: Topology, scope: PairScope): number {
  let count = 0;
  forEachPair(topology, [...sitesOf(topology, "closest-heavy").keys()], scope, () => count++);
  return count;
}

function pairsOfResidues(
  topology: Topology,
  scope: PairScope,
  scheme: ResidueScheme,
  kind: string,
  prefix: string,
): Pick<ClosestGroup, "sites" | "features"> {
  const sites = sitesOf(topology, scheme);
  const residues = [...sites.keys()];
  const pairs: [number, number][] = [];
  forEachPair(topology, residues, scope, (a, b) => pairs.length <= MAX_RESIDUE_PAIRS && pairs.push([a, b]));
  expectAtMost(pairs.length, MAX_RESIDUE_PAIRS, kind);
  const labels = residues.map((residue) => residueLabel(topology, residue));
  const features = pairs.map(
    (pair): SiteFeature => ({ name: `${prefix} ${labels[pair[0]]}-${labels[pair[1]]}`, sites: pair }),
  );
  return { sites: [...sites.values()], features };
}

/** The atoms that stand for each residue, by the residue's number. */
function sitesOf(topology: Topology, scheme: ResidueScheme): Map<number, number[]> {
  const sites = new Map<number, number[]>();
  for (const atom of scheme === "ca" ? alphaCarbons(topology) : heavyAtoms(topology)) {
    const { residue } = topology.atoms[atom]!;
    sites.set(residue, [...(sites.get(residue) ?? []), atom]);
  }
  return sites;
}

/** Calls `visit` with places in `residues`, the lower first. */
function forEachPair(
  topology: Topology,
  residues: readonly number[],
  scope: PairScope,
  visit: (a: number, b: number) => void,
): void {
  const isNear = (r: number, s: number): boolean =>
    s - r < MIN_SEPARATION && topology.residues[r]!.chain === topology.residues[s]!.chain;
  for (let a = 0; a < residues.length; a++) {
    for (let b = a + 1; b < residues.length; b++) {
      const [r, s] = [residues[a]!, residues[b]!];
      if (!isNear(r, s) && isInScope(topology, r, s, scope)) visit(a, b);
    }
  }
}
