// Bonds of a topology: from templates for what proteins and nucleic acids are made of, from the file, and by distance
// for the rest.

import { distanceNm } from "./box.js";
import { covalentRadius } from "./elements.js";
import { heavyBondsOf, parentByName, templateAtomName } from "./residue-bonds.js";
import { isLastCapName, isWaterName } from "./residue-names.js";
import type { Residue, Topology } from "./topology.js";

type Bond = readonly [number, number];

/** The first frame's atoms, by which hydrogens, chain links and unknown residues are bonded. */
export interface Geometry {
  /** (A, 3) nm */
  readonly positions: Float32Array;
  /** (9) nm */
  readonly box: Float32Array | null;
}

const MAX_HYDROGEN_BOND_NM = 0.15;
const MAX_LINK_NM = 0.25;
const MAX_DISULPHIDE_BOND_NM = 0.25;
/** A bond may be this much longer than the two radii together. */
const BOND_MARGIN_NM = 0.04;

/** What is known while bonds are being found. */
interface Bonding {
  readonly topology: Topology;
  /** null when no coordinates are at hand: then all goes by name */
  readonly geometry: Geometry | null;
  /** Atoms whose bonds inside their residue the file gives. */
  readonly isGiven: ReadonlySet<number>;
  /** Found so far. */
  readonly bonds: Bond[];
  /** Residues whose bonds are guessed from distances. */
  readonly guessed: Residue[];
}

/**
 * Adds all bonds that names, distances and the file tell.
 * @param geometry null when no coordinates are at hand: then all goes by name
 * @param explicit bonds that the file gives
 * @returns the topology, and what its user should know of it
 */
export function addBonds(
  topology: Topology,
  geometry: Geometry | null,
  explicit: readonly Bond[] = [],
): { topology: Topology; notices: readonly string[] } {
  if (isAlphaTrace(topology)) {
    const bonds = explicit.length > 0 ? explicit : consecutiveBonds(topology);
    return { topology: { ...topology, bonds: sortedBonds(bonds) }, notices: [] };
  }
  const isInside = ([i, j]: Bond): boolean => topology.atoms[i]!.residue === topology.atoms[j]!.residue;
  const bonding: Bonding = {
    topology,
    geometry,
    isGiven: new Set(explicit.filter(isInside).flat()),
    bonds: [...explicit],
    guessed: [],
  };
  const { residues } = topology;
  for (let r = 0; r < residues.length; r++) {
    const residue = residues[r]!;
    bondInside(bonding, residue);
    const next = residues[r + 1];
    if (next !== undefined && next.chain === residue.chain) bondConsecutive(bonding, residue, next);
  }
  if (geometry !== null) bondDisulphides(topology, geometry, bonding.bonds);
  return { topology: { ...topology, bonds: sortedBonds(bonding.bonds) }, notices: noticesOf(bonding.guessed) };
}

function noticesOf(guessed: readonly Residue[]): string[] {
  if (guessed.length === 0) return [];
  const names = [...new Set(guessed.map(({ name }) => name))].join(", ");
  const residues = guessed.length === 1 ? "1 residue" : `${guessed.length} residues`;
  return [`the bonds of ${names} (${residues}) are guessed from distances: no template and no CONECT line gives them`];
}

/** Whether all atoms are C-alpha, one a residue: a coarse model whose bonds join neighbours in the chain. */
export function isAlphaTrace({ atoms, residues }: Topology): boolean {
  return atoms.length > 1 && atoms.length === residues.length && atoms.every(({ name }) => name === "CA");
}

/** Lower index first, ascending, each once. */
export function sortedBonds(bonds: readonly Bond[]): readonly Bond[] {
  const ordered = bonds.map(([i, j]): Bond => (i < j ? [i, j] : [j, i]));
  ordered.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return ordered.filter((bond, k) => k === 0 || bond[0] !== ordered[k - 1]![0] || bond[1] !== ordered[k - 1]![1]);
}

/** Bonds from each residue's one atom to the next one's, within chains. */
function consecutiveBonds({ residues }: Topology): Bond[] {
  return residues.slice(1).flatMap((residue, r): Bond[] => {
    const before = residues[r]!;
    return before.chain === residue.chain ? [[before.atoms[0]!, residue.atoms[0]!]] : [];
  });
}

function bondInside(bonding: Bonding, residue: Residue): void {
  const { topology, geometry, isGiven, bonds } = bonding;
  if (residue.atoms.length === 1) return;
  const isWater = isWaterName(residue.name);
  // The sites of some water models that carry a charge only are no atoms.
  const isAtom = (i: number): boolean => !isWater || topology.atoms[i]!.element !== "";
  const heavy = residue.atoms.filter((i) => !isHydrogen(topology, i) && isAtom(i));
  if (!isWater) bondHeavyAtoms(bonding, residue, heavy);
  const heavyNames = heavy.map((i) => templateAtomName(residue.name, topology.atoms[i]!.name));
  for (const i of residue.atoms) {
    if (!isHydrogen(topology, i) || isGiven.has(i)) continue;
    const byName = (): number | undefined => heavy[parentByName(residue.name, topology.atoms[i]!.name, heavyNames)];
    const parent = nearestTo(i, heavy, geometry) ?? byName();
    if (parent !== undefined) bonds.push([i, parent]);
  }
}

/** By a template; what it does not know, by distance, unless the file has told it. */
function bondHeavyAtoms(
  { topology, geometry, isGiven, bonds, guessed }: Bonding,
  residue: Residue,
  heavy: number[],
): void {
  const template = heavyBondsOf(residue.name);
  const nameOf = (i: number): string => templateAtomName(residue.name, topology.atoms[i]!.name);
  const byName = new Map(heavy.map((i) => [nameOf(i), i]));
  for (const [from, to] of template ?? []) {
    const [i, j] = [byName.get(from), byName.get(to)];
    if (i !== undefined && j !== undefined) bonds.push([i, j]);
  }
  const known = new Set(template?.flat());
  const unknown = heavy.filter((i) => !known.has(nameOf(i)) && !isGiven.has(i)); // a ligand, or a force field's patch
  if (geometry === null || unknown.length === 0) return;
  const before = bonds.length;
  bondByDistance(topology, unknown, heavy, geometry, bonds);
  if (template === null && bonds.length > before) guessed.push(residue);
}

function isHydrogen({ atoms }: Topology, i: number): boolean {
  return atoms[i]!.element === "H" || atoms[i]!.element === "D";
}

/** The heavy atom nearest to a hydrogen, if one is near enough for a bond. */
function nearestTo(i: number, candidates: readonly number[], geometry: Geometry | null): number | undefined {
  if (geometry === null) return undefined;
  let best: number | undefined;
  let bestNm = MAX_HYDROGEN_BOND_NM;
  for (const j of candidates) {
    const distance = distanceNm(geometry.positions, i, j, geometry.box);
    if (distance > 0 && distance < bestNm) {
      bestNm = distance;
      best = j;
    }
  }
  return best;
}

/** Bonds pairs of the two lists that are as near as their radii allow. */
function bondByDistance(
  { atoms }: Topology,
  from: readonly number[],
  to: readonly number[],
  { positions, box }: Geometry,
  bonds: Bond[],
): void {
  for (const i of from) {
    for (const j of to) {
      if (from === to && j <= i) continue;
      const reach = covalentRadius(atoms[i]!.element) + covalentRadius(atoms[j]!.element) + BOND_MARGIN_NM;
      const distance = distanceNm(positions, i, j, box);
      if (distance > 0 && distance < reach) bonds.push([i, j]);
    }
  }
}

/** The atoms that link a residue to the next one of its chain: in a protein, and in a nucleic acid. */
export const CHAIN_LINKS: readonly Readonly<[string, string]>[] = [
  ["C", "N"],
  ["O3'", "P"],
  ["O3*", "P"],
];

/** The link from one residue of a chain to the next: by name, or by distance where a residue is unknown. */
function bondConsecutive({ topology, geometry, bonds }: Bonding, residue: Residue, next: Residue): void {
  if (isWaterName(residue.name) || isWaterName(next.name) || isLastCapName(residue.name)) return;
  for (const [last, first] of CHAIN_LINKS) {
    const [from, to] = [atomNamed(topology, residue, last), atomNamed(topology, next, first)];
    if (from === undefined || to === undefined) continue;
    const isNear = geometry === null || distanceNm(geometry.positions, from, to, geometry.box) < MAX_LINK_NM;
    if (isNear) bonds.push([from, to]);
    return;
  }
  if (geometry === null || (heavyBondsOf(residue.name) !== null && heavyBondsOf(next.name) !== null)) return;
  if (residue.atoms.length === 1 || next.atoms.length === 1) return; // ions
  const heavyOf = ({ atoms }: Residue): number[] => atoms.filter((i) => !isHydrogen(topology, i));
  bondByDistance(topology, heavyOf(residue), heavyOf(next), geometry, bonds);
}

function atomNamed({ atoms }: Topology, residue: Residue, ...names: string[]): number | undefined {
  return residue.atoms.find((i) => names.includes(atoms[i]!.name));
}

function bondDisulphides(topology: Topology, { positions, box }: Geometry, bonds: Bond[]): void {
  const sulphurs = topology.residues
    .filter((residue) => atomNamed(topology, residue, "HG", "HG1") === undefined)
    .map((residue) => atomNamed(topology, residue, "SG"))
    .filter((i) => i !== undefined);
  sulphurs.forEach((i, k) => {
    for (const j of sulphurs.slice(k + 1)) {
      const distance = distanceNm(positions, i, j, box);
      if (distance > 0 && distance < MAX_DISULPHIDE_BOND_NM) bonds.push([i, j]);
    }
  });
}
