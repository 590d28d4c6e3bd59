// Reading PRMTOP, the topology format of AMBER 7 and later: atoms and bonds, no coordinates.
// https://ambermd.org/prmtop.pdf

import { type ByteSource, FormatError } from "../base/index.js";
import { type AtomRecord, structureWithoutCoordinates, UNSAID } from "./atom-records.js";
import { elementOfMass, elementOfNumber } from "./elements.js";
import type { Structure } from "./frames.js";
import { lineError } from "./text-frames.js";
import { lineBatches, numberIn } from "./text-lines.js";

const FLAGS = [
  "POINTERS",
  "ATOM_NAME",
  "RESIDUE_LABEL",
  "RESIDUE_POINTER",
  "ATOMIC_NUMBER",
  "MASS",
  "BONDS_INC_HYDROGEN",
  "BONDS_WITHOUT_HYDROGEN",
] as const;

type Flag = (typeof FLAGS)[number];

/** Places in POINTERS. */
const N_ATOMS = 0;
const N_BONDS_WITH_HYDROGEN = 2;
const N_BONDS_WITHOUT_HYDROGEN = 3;
const N_RESIDUES = 11;

/**
 * Reads the atoms and bonds of a PRMTOP file. Residues are numbered from 1, all are in one chain; elements follow from
 * atomic numbers, else from masses, else from names.
 * @throws FormatError when a section is missing, cut, or holds what cannot be
 */
export async function readPrmtopTopology(source: ByteSource): Promise<Structure> {
  const sections = await readSections(source);
  const section = (flag: Flag): Section => {
    const found = sections.get(flag);
    if (found !== undefined) return found;
    throw new FormatError(source.name, `has no section ${flag}`, {
      hint: "Is it a PRMTOP file of AMBER 7 or later? Older ones have no %FLAG lines.",
    });
  };
  const texts = (flag: Flag, count: number): readonly string[] => {
    const { values } = section(flag);
    // The last line of names may be filled up with blanks.
    if (count >= 0 && values.length >= count) return values.slice(0, count);
    throw new FormatError(
      source.name,
      `has ${values.length} values in ${flag}, not the ${count} that POINTERS promises`,
    );
  };
  const integers = (flag: Flag, count: number): number[] =>
    texts(flag, count).map((text, k) => {
      const value = numberIn(text);
      if (Number.isSafeInteger(value)) return value;
      throw new FormatError(source.name, `value ${k + 1} of ${flag} is "${text}", which is no integer`);
    });

  const pointers = integers("POINTERS", N_RESIDUES + 1);
  const nAtoms = pointers[N_ATOMS]!;
  const names = texts("ATOM_NAME", nAtoms);
  if (nAtoms < 1) throw new FormatError(source.name, `has ${nAtoms} atoms`);
  const nResidues = pointers[N_RESIDUES]!;
  const labels = texts("RESIDUE_LABEL", nResidues);
  const residueOf = residuesOfAtoms(source.name, integers("RESIDUE_POINTER", nResidues), nAtoms);
  const numbers = sections.has("ATOMIC_NUMBER") ? integers("ATOMIC_NUMBER", nAtoms) : null;
  const masses = sections.has("MASS") ? texts("MASS", nAtoms).map(numberIn) : null;
  const records = names.map((name, i): AtomRecord => {
    const residue = residueOf[i]!;
    const number = numbers?.[i] ?? 0;
    const element = number > 0 ? elementOfNumber(number) : elementOfMass(masses?.[i] ?? Number.NaN);
    return { ...UNSAID, name, element, residueName: labels[residue]!, sequence: residue + 1 };
  });
  const bonds = [
    ...readBonds(source.name, integers("BONDS_INC_HYDROGEN", 3 * pointers[N_BONDS_WITH_HYDROGEN]!), nAtoms),
    ...readBonds(source.name, integers("BONDS_WITHOUT_HYDROGEN", 3 * pointers[N_BONDS_WITHOUT_HYDROGEN]!), nAtoms),
  ];
  return structureWithoutCoordinates(records, bonds);
}

interface Section {
  /** The fields, without the blanks around them. */
  readonly values: string[];
  /** In columns, of each field; 0 until the format is known. */
  width: number;
}

/** The sections that a topology is made of, cut into fields as their %FORMAT lines say. */
async function readSections(source: ByteSource): Promise<ReadonlyMap<string, Section>> {
  const sections = new Map<string, Section>();
  let current: Section | null = null;
  let lineNumber = 0;
  for await (const { lines } of lineBatches(source)) {
    for (const line of lines) {
      lineNumber++;
      if (line.startsWith("%FLAG")) {
        const flag = line.slice(5).trim();
        current = { values: [], width: 0 };
        if ((FLAGS as readonly string[]).includes(flag)) sections.set(flag, current);
        else current = null;
      } else if (current === null || line.startsWith("%COMMENT")) {
        // nothing that is needed
      } else if (line.startsWith("%FORMAT")) {
        current.width = parseWidth(line);
        if (current.width < 1) throw lineError(source.name, lineNumber, `"${line.trim()}" is no format of fields`);
      } else {
        if (current.width === 0) throw lineError(source.name, lineNumber, "values come before their %FORMAT");
        const end = line.trimEnd().length;
        for (let at = 0; at < end; at += current.width) current.values.push(line.slice(at, at + current.width).trim());
      }
    }
  }
  return sections;
}

/** The columns of a field: 4 of "%FORMAT(20a4)", 16 of "%FORMAT(5E16.8)"; 0 when there is none. */
function parseWidth(line: string): number {
  const match = /\(\s*\d*\s*\(?\s*[aief]\s*(\d+)/i.exec(line);
  return match === null ? 0 : Number(match[1]);
}

/** The residue of each atom, from the first atom of each residue, numbered from 1. */
function residuesOfAtoms(file: string, firstAtoms: readonly number[], nAtoms: number): Int32Array {
  const isOrdered = firstAtoms.every((first, r) => first > (firstAtoms[r - 1] ?? 0) && first <= nAtoms);
  if (firstAtoms[0] !== 1 || !isOrdered) {
    throw new FormatError(file, "RESIDUE_POINTER does not ascend from 1 to at most the number of atoms");
  }
  const residueOf = new Int32Array(nAtoms);
  firstAtoms.forEach((first, r) => {
    residueOf.fill(r, first - 1, (firstAtoms[r + 1] ?? nAtoms + 1) - 1);
  });
  return residueOf;
}

/** Bonds are stored as three numbers: three times each atom's index, and a type. */
function readBonds(file: string, numbers: readonly number[], nAtoms: number): [number, number][] {
  const bonds: [number, number][] = [];
  for (let k = 0; k + 2 < numbers.length; k += 3) {
    const [i, j] = [numbers[k]! / 3, numbers[k + 1]! / 3];
    const areAtoms = [i, j].every((atom) => Number.isInteger(atom) && atom >= 0 && atom < nAtoms);
    if (!areAtoms || i === j) throw new FormatError(file, `bond ${k / 3 + 1} of a section joins no two atoms`);
    bonds.push([i, j]);
  }
  return bonds;
}
