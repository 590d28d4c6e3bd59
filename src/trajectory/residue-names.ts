// What residue names mean, in the PDB and in the force fields of AMBER, CHARMM, GROMOS and OPLS.

/** Amino acids by their letters; where a letter stands for several, the standard one is the first. */
const AMINO_ACIDS: Readonly<Record<string, string>> = {
  A: "ALA AIB ORN DAL",
  R: "ARG ARN DAR",
  N: "ASN DSG",
  D: "ASP ASH ASPH ASPP DAS",
  C: "CYS CYM CYX CYS1 CYS2 CYSH CSO DCY",
  Q: "GLN DGN",
  E: "GLU GLH GLUH GLUP PCA DGL",
  G: "GLY SAR",
  H: "HIS HID HIE HIP HISA HISB HISD HISE HISH HIS1 HIS2 HSD HSE HSP DHI",
  I: "ILE DIL",
  L: "LEU MLE NLE DLE",
  K: "LYS KCX LLP LYN LYSH LSN MLY M3L DLY",
  M: "MET MSE MED",
  F: "PHE DPN",
  P: "PRO HYP DPR",
  S: "SER SEP DSN",
  T: "THR TPO DTH",
  W: "TRP DTR",
  Y: "TYR PTR TYM DTY",
  V: "VAL MVA NVA DVA",
  O: "PYL",
  U: "SEC",
  X: "UNK",
};

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries(AMINO_ACIDS).flatMap(([letter, names]) => names.split(" ").map((name) => [name, letter] as const)),
);

/** Groups that close the two ends of a chain. */
const FIRST_CAPS: ReadonlySet<string> = new Set(["ACE", "FOR"]);
const LAST_CAPS: ReadonlySet<string> = new Set(["NME", "NMA", "NH2", "NHE"]);

// biome-ignore format: a table
const WATERS: ReadonlySet<string> = new Set([
  "HOH", "DOD", "H2O", "HHO", "OHH", "OH2", "SOL", "SPC", "TIP", "TIP2", "TIP3", "TIP4", "TIP5", "TP3", "WAT",
]);

/** DA, A, RA; AMBER's 5' and 3' ends and single nucleosides: DA5, RA3, AN. */
const SHORT_NUCLEOTIDE = /^[DR]?([ACGTU])[53N]?$|^D?(I)$/;
/** CHARMM's ADE and GROMOS's DADE. */
const LONG_NUCLEOTIDE = /^D?(ADE|CYT|GUA|THY|URA)$/;

// biome-ignore format: a table
const MODIFIED_NUCLEOTIDES: ReadonlySet<string> = new Set([
  "1MA", "2MG", "4SU", "5BU", "5MC", "5MU", "7MG", "8OG", "BRU", "CBR", "H2U", "M2G", "OMC", "OMG", "OMU", "PSU", "YYG",
]);

/** Whether a residue of this name is part of a protein, the caps of its ends included (as in mdtraj). */
export function isProteinName(residueName: string): boolean {
  return LETTERS.has(standardName(residueName)) || isCapName(residueName);
}

export function isCapName(residueName: string): boolean {
  return FIRST_CAPS.has(residueName) || LAST_CAPS.has(residueName);
}

/** Whether no residue can follow in the chain. */
export function isLastCapName(residueName: string): boolean {
  return LAST_CAPS.has(residueName);
}

export function isWaterName(residueName: string): boolean {
  return WATERS.has(residueName);
}

/** Whether a residue of this name is part of DNA or RNA. */
export function isNucleicName(residueName: string): boolean {
  return baseOf(residueName) !== null || MODIFIED_NUCLEOTIDES.has(residueName);
}

export type Base = "A" | "C" | "G" | "I" | "T" | "U";

/** The base of an unmodified nucleotide, else null. */
export function baseOf(residueName: string): Base | null {
  const [, letter, inosine] = SHORT_NUCLEOTIDE.exec(residueName) ?? [];
  const long = LONG_NUCLEOTIDE.exec(residueName)?.[1]?.slice(0, 1);
  return ((letter ?? inosine ?? long) as Base | undefined) ?? null;
}

/** The letter of an amino acid, D or L; null for all else. */
export function letterOf(residueName: string): string | null {
  return LETTERS.get(standardName(residueName)) ?? null;
}

/** AMBER writes residues at the ends as NALA and CALA, CHARMM those of D-amino acids as DALA: without the letter if an amino acid's name is left. */
export function standardName(residueName: string): string {
  if (residueName.length !== 4 || LETTERS.has(residueName)) return residueName;
  const inner = residueName.slice(1);
  return /^[NCD]/.test(residueName) && LETTERS.has(inner) ? inner : residueName;
}
