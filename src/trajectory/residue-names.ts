// What residue names mean.

/** Amino acids as the PDB and the force fields of AMBER, CHARMM, GROMOS and OPLS name them. */
// biome-ignore format: a table
const AMINO_ACIDS: ReadonlySet<string> = new Set([
  "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE",
  "LEU", "LYS", "MET", "PHE", "PRO", "SER", "THR", "TRP", "TYR", "VAL",
  // other states of protonation and oxidation
  "ARN", "ASH", "ASPH", "ASPP", "CYM", "CYX", "CYS1", "CYS2", "CYSH", "GLH", "GLUH", "GLUP", "HID", "HIE", "HIP",
  "HISA", "HISB", "HISD", "HISE", "HISH", "HIS1", "HIS2", "HSD", "HSE", "HSP", "LYN", "LYSH", "LSN", "TYM",
  // modified and rare
  "AIB", "CSO", "HYP", "KCX", "LLP", "MLE", "MLY", "M3L", "MSE", "MVA", "NLE", "NVA", "ORN", "PCA", "PTR", "PYL",
  "SAR", "SEC", "SEP", "TPO", "UNK",
]);

/** Groups that close the two ends of a chain. */
const FIRST_CAPS: ReadonlySet<string> = new Set(["ACE", "FOR"]);
const LAST_CAPS: ReadonlySet<string> = new Set(["NME", "NMA", "NH2", "NHE"]);

// biome-ignore format: a table
const WATERS: ReadonlySet<string> = new Set([
  "HOH", "DOD", "H2O", "HHO", "OHH", "OH2", "SOL", "SPC", "TIP", "TIP2", "TIP3", "TIP4", "TIP5", "TP3", "WAT",
]);

/** Whether a residue of this name is part of a protein, the caps of its ends included (as in mdtraj). */
export function isProteinName(residueName: string): boolean {
  return AMINO_ACIDS.has(standardName(residueName)) || isCapName(residueName);
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

/** AMBER writes the residues at the ends as NALA and CALA: without the letter if that names an amino acid. */
export function standardName(residueName: string): string {
  if (residueName.length !== 4 || AMINO_ACIDS.has(residueName)) return residueName;
  const inner = residueName.slice(1);
  return /^[NC]/.test(residueName) && AMINO_ACIDS.has(inner) ? inner : residueName;
}
