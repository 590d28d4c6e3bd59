// What part an atom plays (C-alpha, heavy, of the solvent), and what to call it in a feature's name.

import { ConfigError } from "../base/index.js";
import { type Geometry, isWaterName, select, type Topology } from "../trajectory/index.js";

/** A residue's C-alpha; a calcium ion, of the same name, is none. */
export function isAlphaCarbon(topology: Topology, atom: number): boolean {
  const { name, element } = topology.atoms[atom]!;
  return name === "CA" && element !== "CA";
}

/** Neither hydrogen nor deuterium. */
export function isHeavy(topology: Topology, atom: number): boolean {
  const { element } = topology.atoms[atom]!;
  return element !== "H" && element !== "D";
}

/** The C-alphas of a topology, ascending. */
export function alphaCarbons(topology: Topology): number[] {
  return [...topology.atoms.keys()].filter((atom) => isAlphaCarbon(topology, atom));
}

/** Whether residues with a C-alpha have nothing else, and there are some: of these chains only the C-alphas are known. */
export function isAlphaCarbonModel(topology: Topology): boolean {
  const backbone = alphaCarbons(topology);
  const isAlone = (atom: number): boolean => topology.residues[topology.atoms[atom]!.residue]!.atoms.length === 1;
  return backbone.length > 0 && backbone.every(isAlone);
}

/** The heavy atoms of all residues but water, ascending. */
export function heavyAtoms(topology: Topology): number[] {
  return [...topology.atoms.keys()].filter((atom) => {
    const residue = topology.residues[topology.atoms[atom]!.residue]!;
    return isHeavy(topology, atom) && !isWaterName(residue.name);
  });
}

/** "LEU2", or "A:LEU2" in a topology of several chains. */
export function residueLabel(topology: Topology, residue: number): string {
  const { name } = topology.residues[residue]!;
  return `${chainPrefix(topology, residue)}${name}${residueNumber(topology, residue)}`;
}

/** "CA1-CA2-CA3": atoms in the name of what is measured of them. */
export function atomLabels(topology: Topology, atoms: readonly number[]): string {
  return atoms.map((atom) => atomLabel(topology, atom)).join("-");
}

/** "CA2", or "A:CA2" in a topology of several chains. */
export function atomLabel(topology: Topology, atom: number): string {
  const { name, residue } = topology.atoms[atom]!;
  return `${chainPrefix(topology, residue)}${name}${residueNumber(topology, residue)}`;
}

function chainPrefix(topology: Topology, residue: number): string {
  if (topology.chains.length < 2) return "";
  const { chain } = topology.residues[residue]!;
  return `${topology.chains[chain]!.id || chain + 1}:`;
}

function residueNumber(topology: Topology, residue: number): string {
  const { sequence, insertionCode } = topology.residues[residue]!;
  return `${sequence}${insertionCode}`;
}

/** More heavy atoms than this are decoded as C-alphas, unless a selection says otherwise. */
const MAX_HEAVY_ATOMS = 100;

/**
 * The atoms that a decoder writes.
 * @param selection in the language of `select`; null for the heavy atoms, up to 100 of them, else the C-alphas
 * @param geometry by which the selection may measure, null for none
 * @throws ConfigError when the selection is malformed or names fewer than 3 atoms
 */
export function chooseAtoms(topology: Topology, selection: string | null, geometry: Geometry | null): Int32Array {
  if (selection === null) {
    const heavy = heavyAtoms(topology);
    const backbone = alphaCarbons(topology);
    return Int32Array.from(heavy.length <= MAX_HEAVY_ATOMS || backbone.length < 3 ? heavy : backbone);
  }
  const atoms = select(topology, selection, geometry);
  if (atoms.length < 3) {
    throw new ConfigError("--select", `"${selection}" names ${atoms.length} atoms, want at least 3`);
  }
  return atoms;
}
