// The bonds between the heavy atoms of amino acids, of the caps of a chain and of nucleotides, by name; and which heavy
// atom a hydrogen's name points to. Names that only some force fields use stand beside the others: a bond whose two
// atoms are not both there is left out.

import { NUCLEOTIDE_BONDS, nucleotideAtomName, nucleotideParent } from "./nucleotide-bonds.js";
import { baseOf, standardName } from "./residue-names.js";

const BACKBONE = "N-CA CA-C C-O C-OXT C-OT1 C-OT2 C-O1 C-O2 C-OT";

const SIDE_CHAINS: Readonly<Record<string, string>> = {
  ALA: "CA-CB",
  ARG: "CA-CB CB-CG CG-CD CD-NE NE-CZ CZ-NH1 CZ-NH2",
  ASN: "CA-CB CB-CG CG-OD1 CG-ND2",
  ASP: "CA-CB CB-CG CG-OD1 CG-OD2",
  CYS: "CA-CB CB-SG",
  GLN: "CA-CB CB-CG CG-CD CD-OE1 CD-NE2",
  GLU: "CA-CB CB-CG CG-CD CD-OE1 CD-OE2",
  GLY: "",
  HIS: "CA-CB CB-CG CG-ND1 CG-CD2 ND1-CE1 CE1-NE2 NE2-CD2",
  ILE: "CA-CB CB-CG1 CB-CG2 CG1-CD1 CG1-CD",
  LEU: "CA-CB CB-CG CG-CD1 CG-CD2",
  LYS: "CA-CB CB-CG CG-CD CD-CE CE-NZ",
  MET: "CA-CB CB-CG CG-SD SD-CE",
  PHE: "CA-CB CB-CG CG-CD1 CG-CD2 CD1-CE1 CD2-CE2 CE1-CZ CE2-CZ",
  PRO: "CA-CB CB-CG CG-CD CD-N",
  SER: "CA-CB CB-OG",
  THR: "CA-CB CB-OG1 CB-CG2",
  TRP: "CA-CB CB-CG CG-CD1 CG-CD2 CD1-NE1 NE1-CE2 CD2-CE2 CD2-CE3 CE2-CZ2 CE3-CZ3 CZ2-CH2 CZ3-CH2",
  TYR: "CA-CB CB-CG CG-CD1 CG-CD2 CD1-CE1 CD2-CE2 CE1-CZ CE2-CZ CZ-OH",
  VAL: "CA-CB CB-CG1 CB-CG2",
  AIB: "CA-CB1 CA-CB2",
  CSO: "CA-CB CB-SG SG-OD",
  HYP: "CA-CB CB-CG CG-CD CD-N CG-OD1",
  KCX: "CA-CB CB-CG CG-CD CD-CE CE-NZ NZ-CX CX-OQ1 CX-OQ2",
  M3L: "CA-CB CB-CG CG-CD CD-CE CE-NZ NZ-CM1 NZ-CM2 NZ-CM3",
  MLE: "CA-CB CB-CG CG-CD1 CG-CD2 N-CN",
  MLY: "CA-CB CB-CG CG-CD CD-CE CE-NZ NZ-CH1 NZ-CH2",
  MSE: "CA-CB CB-CG CG-SE SE-CE",
  MVA: "CA-CB CB-CG1 CB-CG2 N-CN",
  NLE: "CA-CB CB-CG CG-CD CD-CE",
  NVA: "CA-CB CB-CG CG-CD",
  ORN: "CA-CB CB-CG CG-CD CD-NE",
  PCA: "CA-CB CB-CG CG-CD CD-N CD-OE",
  PTR: "CA-CB CB-CG CG-CD1 CG-CD2 CD1-CE1 CD2-CE2 CE1-CZ CE2-CZ CZ-OH OH-P P-O1P P-O2P P-O3P",
  SAR: "N-CN",
  SEC: "CA-CB CB-SE",
  SEP: "CA-CB CB-OG OG-P P-O1P P-O2P P-O3P",
  TPO: "CA-CB CB-OG1 CB-CG2 OG1-P P-O1P P-O2P P-O3P",
};

const CAPS: Readonly<Record<string, string>> = {
  ACE: "CH3-C CA-C C-O",
  FOR: "C-O",
  NME: "N-C N-CH3 N-CA",
  NMA: "N-C N-CH3 N-CA",
  NH2: "",
  NHE: "",
};

/** Other names of the same skeleton: charges, force fields, mirror images. */
const SAME_AS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ALA: "DAL",
    ARG: "ARN DAR",
    ASN: "DSG",
    ASP: "ASH ASPH ASPP DAS",
    CYS: "CYM CYX CYS1 CYS2 CYSH DCY",
    GLN: "DGN",
    GLU: "GLH GLUH GLUP DGL",
    HIS: "HID HIE HIP HISA HISB HISD HISE HISH HIS1 HIS2 HSD HSE HSP DHI",
    ILE: "DIL",
    LEU: "DLE",
    LYS: "LYN LYSH LSN DLY",
    MET: "MED",
    PHE: "DPN",
    PRO: "DPR",
    SER: "DSN",
    THR: "DTH",
    TRP: "DTR",
    TYR: "TYM DTY",
    VAL: "DVA",
  }).flatMap(([standard, others]) => others.split(" ").map((other) => [other, standard] as const)),
);

type NamedBond = readonly [string, string];

const TEMPLATES: ReadonlyMap<string, readonly NamedBond[]> = new Map([
  ...Object.entries(SIDE_CHAINS).map(([name, bonds]) => [name, parseBonds(`${BACKBONE} ${bonds}`)] as const),
  ...Object.entries(CAPS).map(([name, bonds]) => [name, parseBonds(bonds)] as const),
  ...Object.entries(NUCLEOTIDE_BONDS).map(([base, bonds]) => [`base ${base}`, parseBonds(bonds)] as const),
]);

function parseBonds(text: string): readonly NamedBond[] {
  return text
    .split(" ")
    .filter((bond) => bond !== "")
    .map((bond) => bond.split("-") as [string, string]);
}

/** The bonds between heavy atoms of a residue, by the names of `templateAtomName`; null when the residue is not a known one. */
export function heavyBondsOf(residueName: string): readonly NamedBond[] | null {
  const base = baseOf(residueName);
  if (base !== null) return TEMPLATES.get(`base ${base}`)!;
  const name = standardName(residueName);
  return TEMPLATES.get(SAME_AS.get(name) ?? name) ?? null;
}

/** An atom's name as it stands in the bonds of its residue. */
export function templateAtomName(residueName: string, atomName: string): string {
  return baseOf(residueName) === null ? atomName : nucleotideAtomName(atomName);
}

/**
 * The heavy atom that a hydrogen's name points to: HB2 to CB, HG11 to CG1, HE2 to NE2, HT1 to N, H5'' to C5'.
 * @param heavyNames the names of its residue's heavy atoms, as `templateAtomName` gives them
 * @returns a place in `heavyNames`, -1 when none fits
 */
export function parentByName(residueName: string, hydrogenName: string, heavyNames: readonly string[]): number {
  if (baseOf(residueName) !== null) return nucleotideParent(hydrogenName, heavyNames);
  const name = hydrogenName.replace(/^([0-9]+)(.*)$/, "$2$1"); // 1HB is HB1
  for (let suffix = name.slice(1); suffix !== ""; suffix = suffix.slice(0, -1)) {
    const found = heavyNames.findIndex((heavy) => heavy.length > 1 && heavy.slice(1) === suffix);
    if (found >= 0) return found;
  }
  // H1, H2, H3: of the methyl group of a cap, of the nitrogen of an amino acid.
  const methyl = heavyNames.findIndex((heavy) => heavy === "CH3" || (heavy === "C" && !heavyNames.includes("CA")));
  if (/^H[0-9]/.test(name) && methyl >= 0) return methyl;
  const nitrogen = heavyNames.indexOf("N");
  if (nitrogen >= 0) return nitrogen;
  return heavyNames.length === 1 ? 0 : -1;
}
