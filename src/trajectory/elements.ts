// Chemical elements: which one an atom is, what it weighs, how far its bonds reach.

import { isNucleicName, isProteinName, isWaterName } from "./residue-names.js";
import type { Topology } from "./topology.js";

interface Element {
  /** Standard atomic weight, u (IUPAC 2021, abridged). */
  readonly mass: number;
  /** Covalent radius, nm (Cordero et al., Dalton Trans. 2008, 2832). */
  readonly radiusNm: number;
}

const element = (mass: number, radiusNm: number): Element => ({ mass, radiusNm });

/** Those that molecular dynamics meets. */
const ELEMENTS: ReadonlyMap<string, Element> = new Map([
  ["H", element(1.008, 0.031)],
  ["D", element(2.014, 0.031)],
  ["HE", element(4.0026, 0.028)],
  ["LI", element(6.94, 0.128)],
  ["BE", element(9.0122, 0.096)],
  ["B", element(10.81, 0.084)],
  ["C", element(12.011, 0.076)],
  ["N", element(14.007, 0.071)],
  ["O", element(15.999, 0.066)],
  ["F", element(18.998, 0.057)],
  ["NE", element(20.18, 0.058)],
  ["NA", element(22.99, 0.166)],
  ["MG", element(24.305, 0.141)],
  ["AL", element(26.982, 0.121)],
  ["SI", element(28.085, 0.111)],
  ["P", element(30.974, 0.107)],
  ["S", element(32.06, 0.105)],
  ["CL", element(35.45, 0.102)],
  ["AR", element(39.95, 0.106)],
  ["K", element(39.098, 0.203)],
  ["CA", element(40.078, 0.176)],
  ["TI", element(47.867, 0.16)],
  ["V", element(50.942, 0.153)],
  ["CR", element(51.996, 0.139)],
  ["MN", element(54.938, 0.139)],
  ["FE", element(55.845, 0.132)],
  ["CO", element(58.933, 0.126)],
  ["NI", element(58.693, 0.124)],
  ["CU", element(63.546, 0.132)],
  ["ZN", element(65.38, 0.122)],
  ["SE", element(78.971, 0.12)],
  ["BR", element(79.904, 0.12)],
  ["KR", element(83.798, 0.116)],
  ["RB", element(85.468, 0.22)],
  ["SR", element(87.62, 0.195)],
  ["MO", element(95.95, 0.154)],
  ["AG", element(107.87, 0.145)],
  ["CD", element(112.41, 0.144)],
  ["I", element(126.9, 0.139)],
  ["XE", element(131.29, 0.14)],
  ["CS", element(132.91, 0.244)],
  ["BA", element(137.33, 0.215)],
  ["PT", element(195.08, 0.136)],
  ["AU", element(196.97, 0.136)],
  ["HG", element(200.59, 0.132)],
  ["PB", element(207.2, 0.146)],
]);

/** By atomic number, from 1. */
const PERIODIC_TABLE: readonly string[] = (
  "H HE LI BE B C N O F NE NA MG AL SI P S CL AR K CA SC TI V CR MN FE CO NI CU ZN GA GE AS SE BR KR RB SR Y ZR NB MO TC " +
  "RU RH PD AG CD IN SN SB TE I XE CS BA LA CE PR ND PM SM EU GD TB DY HO ER TM YB LU HF TA W RE OS IR PT AU HG TL PB"
).split(" ");

/** Residue or atom names of ions, as force fields write them. */
const IONS: ReadonlyMap<string, string> = new Map([
  ["SOD", "NA"],
  ["NA+", "NA"],
  ["NAP", "NA"],
  ["CLA", "CL"],
  ["CL-", "CL"],
  ["CIO", "CS"],
  ["CES", "CS"],
  ["POT", "K"],
  ["K+", "K"],
  ["CAL", "CA"],
  ["LIT", "LI"],
  ["RUB", "RB"],
  ["BAR", "BA"],
]);

/** The symbol in capitals if there is such an element, otherwise "". */
export function elementSymbol(text: string): string {
  const symbol = text.trim().toUpperCase();
  return ELEMENTS.has(symbol) ? symbol : "";
}

/** The symbol of an atomic number, null when it is no known element's. */
export function elementOfNumber(atomicNumber: number): string | null {
  return elementSymbol(PERIODIC_TABLE[atomicNumber - 1] ?? "") || null;
}

/** Less than any atom weighs: virtual sites, lone pairs, Drude particles. */
const MAX_VIRTUAL_MASS = 0.9;

/**
 * The element of a mass in u: "" for what is no atom, null for a mass that is no element's, as those of united atoms
 * and of hydrogens made heavier. The tolerance is what force fields round to; a CH2 group is 0.02 u from nitrogen.
 */
export function elementOfMass(mass: number): string | null {
  if (mass < MAX_VIRTUAL_MASS) return "";
  const tolerance = mass < 20 ? 0.01 : 0.1;
  for (const [symbol, known] of ELEMENTS) {
    if (Math.abs(known.mass - mass) <= tolerance) return symbol;
  }
  return null;
}

/**
 * Deduces an element where a file does not give it: CA is carbon in a residue and calcium alone, HG11 is hydrogen.
 * @param startsWithSymbol whether the file says by its layout that the name begins with a symbol of two letters
 * @returns the symbol, "" when nothing fits
 */
export function deduceElement(
  atomName: string,
  residueName: string,
  nAtomsInResidue: number,
  startsWithSymbol = false,
): string {
  const name = atomName.toUpperCase().replace(/^[0-9'*]+/, "");
  const residue = residueName.toUpperCase();
  const first = elementSymbol(name.slice(0, 1));
  const firstTwo = elementSymbol(name.slice(0, 2));
  if (isProteinName(residue) || isWaterName(residue) || (isNucleicName(residue) && nAtomsInResidue > 1)) {
    if (firstTwo === "SE" && /^(MSE|SEC)$/.test(residue)) return "SE";
    return first;
  }
  if (nAtomsInResidue === 1) {
    const ion = IONS.get(residue) ?? IONS.get(name) ?? elementSymbol(name.replace(/[^A-Z]/g, ""));
    if (ion !== "") return ion;
  }
  const hasGreekSuffix = /^[CNOH][ABGDEZHO]/.test(name); // CD is C-delta sooner than cadmium
  if (startsWithSymbol && firstTwo !== "" && name.length < 4 && !hasGreekSuffix) return firstTwo;
  if (/^(CL|BR)/.test(name)) return firstTwo;
  return first !== "" ? first : firstTwo;
}

/** (A) u; 0 for an atom without a known element (a virtual site). */
export function massesOf(topology: Topology): Float64Array {
  return Float64Array.from(topology.atoms, ({ element: symbol }) => ELEMENTS.get(symbol)?.mass ?? 0);
}

/** Covalent radius, nm; carbon's where the element is unknown. */
export function covalentRadius(symbol: string): number {
  return (ELEMENTS.get(symbol) ?? ELEMENTS.get("C")!).radiusNm;
}
