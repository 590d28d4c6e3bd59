// Bonds of a topology: from templates for what proteins are made of, by distance for the rest, and from the file.

import { distanceNm } from "./box.js";
import { covalentRadius } from "./elements.js";
import { heavyBondsOf, parentByName } from "./residue-bonds.js";
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
const MAX_PEPTIDE_BOND_NM = 0.25;
const MAX_DISULPHIDE_BOND_NM = 0.25;
/** A bond may be this much longer than the two radii together. */
const BOND_MARGIN_NM = 0.04;

/**
 * Adds all bonds that names, distances and the file tell.
 * @param geometry null when no coordinates are at hand: then all goes by name
 * @param explicit bonds that the file gives
 */
export function addBonds(topology: Topology, geometry: Geometry | null, explicit: readonly Bond[] = []): Topology {
  if (isAlphaTrace(topology)) {
    const bonds = explicit.length > 0 ? explicit : consecutiveBonds(topology);
    return { ...topology, bonds: sortedBonds(bonds) };
  }
  const bonds: Bond[] = [...explicit];
  const { residues } = topology;
  for (let r = 0; r < residues.length; r++) {
    const residue = residues[r]!;
    bondInside(topology, residue, geometry, bonds);
    const next = residues[r + 1];
    if (next !== undefined && next.chain === residue.chain) bondConsecutive(topology, residue, next, geometry, bonds);
  }
  if (geometry !== null) bondDisulphides(topology, geometry, bonds);
  return { ...topology, bonds: sortedBonds(bonds) };
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

function bondInside(topology: Topology, residue: Residue, geometry: Geometry | null, bonds: Bond[]): void {
  const { atoms } = topology;
  if (residue.atoms.length === 1) return;
  const heavy = residue.atoms.filter((i) => !isHydrogen(topology, i));
  const isWater = isWaterName(residue.name);
  const template = isWater ? [] : heavyBondsOf(residue.name);
  if (template !== null) {
    const byName = new Map(heavy.map((i) => [atoms[i]!.name, i]));
    for (const [from, to] of template) {
      const [i, j] = [byName.get(from), byName.get(to)];
      if (i !== undefined && j !== undefined) bonds.push([i, j]);
    }
    const known = new Set(template.flat());
    const extra = isWater ? [] : heavy.filter((i) => !known.has(atoms[i]!.name)); // patches of a force field
    if (geometry !== null) bondByDistance(topology, extra, heavy, geometry, bonds);
  } else if (geometry !== null) {
    bondByDistance(topology, heavy, heavy, geometry, bonds);
  }
  const heavyNames = heavy.map((i) => atoms[i]!.name);
  for (const i of residue.atoms) {
    if (!isHydrogen(topology, i)) continue;
    const parent = nearestTo(i, heavy, geometry) ?? heavy[parentByName(atoms[i]!.name, heavyNames)];
    if (parent !== undefined) bonds.push([i, parent]);
  }
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

/** The link from one residue of a chain to the next: C to N in a protein, by distance where a residue is unknown. */
function bondConsecutive(
  topology: Topology,
  residue: Residue,
  next: Residue,
  geometry: Geometry | null,
  bonds: Bond[],
): void {
  if (isWaterName(residue.name) || isWaterName(next.name) || isLastCapName(residue.name)) return;
  const carbon = atomNamed(topology, residue, "C");
  const nitrogen = atomNamed(topology, next, "N");
  if (carbon !== undefined && nitrogen !== undefined) {
    const isNear =
      geometry === null || distanceNm(geometry.positions, carbon, nitrogen, geometry.box) < MAX_PEPTIDE_BOND_NM;
    if (isNear) bonds.push([carbon, nitrogen]);
    return;
  }
  if (geometry === null || (heavyBondsOf(residue.name) !== null && heavyBondsOf(next.name) !== null)) return;
  if (residue.atoms.length === 1 || next.atoms.length === 1) return; // ions
  const heavyOf = ({ atoms }: Residue): number[] => atoms.filter((i) => !isHydrogen(topology, i));
  bondByDistance(topology, heavyOf(residue), heavyOf(next), geometry, bonds);
}

function atomNamed({ atoms }: Topology, residue: Residue, name: string): number | undefined {
  return residue.atoms.find((i) => atoms[i]!.name === name);
}

function bondDisulphides(topology: Topology, { positions, box }: Geometry, bonds: Bond[]): void {
  const sulphurs = topology.residues
    .filter((residue) => atomNamed(topology, residue, "HG") === undefined)
    .map((residue) => atomNamed(topology, residue, "SG"))
    .filter((i) => i !== undefined);
  sulphurs.forEach((i, k) => {
    for (const j of sulphurs.slice(k + 1)) {
      const distance = distanceNm(positions, i, j, box);
      if (distance > 0 && distance < MAX_DISULPHIDE_BOND_NM) bonds.push([i, j]);
    }
  });
}
