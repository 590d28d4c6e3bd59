// What part an atom plays (C-alpha, heavy, of the solvent), and what to call it in a feature's name.

import type { Topology } from "../trajectory/index.js";

const WATER_NAMES: ReadonlySet<string> = new Set(["HOH", "WAT", "SOL", "TIP3", "TIP3P", "TIP4", "SPC", "H2O", "DOD"]);

/** A residue's C-alpha; a calcium ion, of the same name, is none. */
export function isAlphaCarbon(topology: Topology, atom: number): boolean {
  const { name, element, residue } = topology.atoms[atom]!;
  return name === "CA" && element.toUpperCase() !== "CA" && topology.residues[residue]!.name !== "CA";
}

/** Neither hydrogen nor deuterium; an atom without an element is judged by its name ("1HB", "HT1"). */
export function isHeavy(topology: Topology, atom: number): boolean {
  const { name, element } = topology.atoms[atom]!;
  if (element !== "") return element !== "H" && element !== "D";
  return !/^\d*[HD]/.test(name);
}

/** The C-alphas of a topology, ascending. */
export function alphaCarbons(topology: Topology): number[] {
  return [...topology.atoms.keys()].filter((atom) => isAlphaCarbon(topology, atom));
}

/** The heavy atoms of all residues but water, ascending. */
export function heavyAtoms(topology: Topology): number[] {
  return [...topology.atoms.keys()].filter((atom) => {
    const residue = topology.residues[topology.atoms[atom]!.residue]!;
    return isHeavy(topology, atom) && !WATER_NAMES.has(residue.name);
  });
}

/** "LEU2", or "A:LEU2" in a topology of several chains. */
export function residueLabel(topology: Topology, residue: number): string {
  const { name } = topology.residues[residue]!;
  return `${chainPrefix(topology, residue)}${name}${residueNumber(topology, residue)}`;
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
