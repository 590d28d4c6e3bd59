// The bonds between the heavy atoms of nucleotides, by name.

import type { Base } from "./residue-names.js";

const SUGAR_AND_PHOSPHATE =
  "P-OP1 P-OP2 P-OP3 P-O5' O5'-C5' C5'-C4' C4'-O4' C4'-C3' C3'-O3' C3'-C2' C2'-O2' C2'-C1' C1'-O4'";
const PURINE = "C1'-N9 N9-C8 C8-N7 N7-C5 C5-C4 C4-N9 C5-C6 C6-N1 N1-C2 C2-N3 N3-C4";
const PYRIMIDINE = "C1'-N1 N1-C2 C2-O2 C2-N3 N3-C4 C4-C5 C5-C6 C6-N1";

/** Names as `nucleotideAtomName` gives them. */
export const NUCLEOTIDE_BONDS: Readonly<Record<Base, string>> = {
  A: `${SUGAR_AND_PHOSPHATE} ${PURINE} C6-N6`,
  C: `${SUGAR_AND_PHOSPHATE} ${PYRIMIDINE} C4-N4`,
  G: `${SUGAR_AND_PHOSPHATE} ${PURINE} C6-O6 C2-N2`,
  I: `${SUGAR_AND_PHOSPHATE} ${PURINE} C6-O6`,
  T: `${SUGAR_AND_PHOSPHATE} ${PYRIMIDINE} C4-O4 C5-C7`,
  U: `${SUGAR_AND_PHOSPHATE} ${PYRIMIDINE} C4-O4`,
};

/** An atom's name as the PDB writes it since 2007: O5' for O5*, OP1 for O1P, C7 for the methyl group C5M. */
export function nucleotideAtomName(name: string): string {
  if (name === "C5M") return "C7";
  return name.replaceAll("*", "'").replace(/^O([123])P$/, "OP$1");
}

/**
 * The heavy atom that a hydrogen's name points to: H5'' to C5', HO2' to O2', H61 to N6, H71 to C7.
 * @param heavyNames the names of its residue's heavy atoms, as `nucleotideAtomName` gives them
 * @returns a place in `heavyNames`, -1 when none fits
 */
export function nucleotideParent(hydrogenName: string, heavyNames: readonly string[]): number {
  const name = nucleotideAtomName(hydrogenName).replace(/^([0-9]+)(.*)$/, "$2$1"); // 1H5' is H5'1
  const ofSugar = /^H([1-5]')/.exec(name)?.[1];
  const terminal = /^H([53])T/.exec(name)?.[1];
  const ofOxygen = /^H(O[1-5P'][1-3']?)/.exec(name)?.[1];
  if (ofSugar !== undefined) return heavyNames.indexOf(`C${ofSugar}`);
  if (terminal !== undefined) return heavyNames.indexOf(`O${terminal}'`);
  if (ofOxygen !== undefined) return heavyNames.indexOf(ofOxygen);
  const [, place = "", isSeveral = ""] = /^H([1-8])([1-3]?)/.exec(name) ?? [];
  const methyl = isSeveral !== "" && place === "5" ? ["C7"] : []; // of CHARMM's C5M
  const candidates = [`N${place}`, ...methyl, `C${place}`].map((heavy) => heavyNames.indexOf(heavy));
  return candidates.find((index) => index >= 0) ?? -1;
}
