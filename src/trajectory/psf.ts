// Reading PSF, the topology format of CHARMM and NAMD (X-PLOR): atoms and bonds, no coordinates.
// https://www.ks.uiuc.edu/Training/Tutorials/namd/namd-tutorial-unix-html/node23.html

import { type ByteSource, FormatError } from "../base/index.js";
import { type AtomRecord, structureWithoutCoordinates, UNSAID } from "./atom-records.js";
import { elementOfMass } from "./elements.js";
import type { Structure } from "./frames.js";
import { lineError } from "./text-frames.js";
import { lineBatches, numberIn, wordsOf } from "./text-lines.js";

/** The columns of an atom line up to the atom's name: as CHARMM writes them, and with the keyword EXT. */
const STANDARD_WIDTHS = [8, 4, 4, 4, 4] as const;
const EXTENDED_WIDTHS = [10, 8, 8, 8, 8] as const;

/**
 * Reads the atoms and bonds of a PSF file; a chain is a segment, elements follow from masses, else from names.
 * @throws FormatError when the file is cut, or holds what cannot be
 */
export async function readPsfTopology(source: ByteSource): Promise<Structure> {
  const records: AtomRecord[] = [];
  const bonds: [number, number][] = [];
  let widths: readonly number[] = STANDARD_WIDTHS;
  let section: { name: string; remaining: number } | null = null;
  let hasBonds = false;
  let lineNumber = 0;

  for await (const { lines } of lineBatches(source)) {
    for (const line of lines) {
      lineNumber++;
      const fail = (problem: string): FormatError => lineError(source.name, lineNumber, problem);
      if (lineNumber === 1) {
        if (!line.startsWith("PSF")) throw fail("does not begin with PSF: no PSF file");
        if (/\bEXT\b/.test(line)) widths = EXTENDED_WIDTHS;
        continue;
      }
      if (line.trim() === "") continue;
      const head = /^\s*(\d+)(?:\s+\d+)*\s*!(\w+)/.exec(line);
      if (head !== null) {
        if (section !== null && section.remaining > 0) throw fail(`${section.remaining} ${section.name} are missing`);
        section = { name: head[2]!, remaining: Number(head[1]) };
        hasBonds ||= section.name === "NBOND";
      } else if (section?.name === "NATOM") {
        if (section.remaining-- === 0) throw fail("there are more atoms than were announced");
        records.push(parseAtom(line, widths, fail));
      } else if (section?.name === "NBOND") {
        section.remaining -= readBonds(line, records.length, bonds, fail);
        if (section.remaining < 0) throw fail("there are more bonds than were announced");
      } else if (section !== null) section.remaining = 0;
    }
  }
  if (records.length === 0 || !hasBonds || section === null || section.remaining > 0) {
    throw new FormatError(source.name, "is no complete PSF file: it needs all of its atoms and bonds", {
      hint: "Copy the file again; it seems to be cut.",
    });
  }
  return structureWithoutCoordinates(records, bonds);
}

/** An atom line: serial number, segment, residue number and name, atom name and type, charge, mass. */
function parseAtom(line: string, widths: readonly number[], fail: (problem: string) => FormatError): AtomRecord {
  const words = wordsOf(line);
  const fields = isAtom(words) ? words : columnsOf(line, widths);
  if (!isAtom(fields)) throw fail(`"${line.trim().slice(0, 80)}" is no atom`);
  const [, chain = "", residueNumber = "", residueName = "", name = "", , , mass = ""] = fields;
  const [, sequence, insertionCode = ""] = RESIDUE_NUMBER.exec(residueNumber)!;
  return {
    ...UNSAID,
    chain,
    segment: chain,
    sequence: Number(sequence),
    insertionCode,
    residueName,
    name,
    element: elementOfMass(Number(mass)),
  };
}

const RESIDUE_NUMBER = /^(-?\d+)([A-Za-z]?)$/;

function isAtom([, , residueNumber = "", , name = "", , charge = "", mass = ""]: readonly string[]): boolean {
  return (
    RESIDUE_NUMBER.test(residueNumber) && name !== "" && [charge, mass].every((text) => Number.isFinite(numberIn(text)))
  );
}

/** The fields of an atom line whose words do not tell them: a segment is blank, or a full column leaves no blank. */
function columnsOf(line: string, widths: readonly number[]): string[] {
  let column = 0;
  const fields = widths.map((width) => {
    const field = line.slice(column, column + width).trim();
    column += width + 1;
    return field;
  });
  return [...fields, ...wordsOf(line.slice(column))];
}

/** Pairs of atoms, numbered from 1; returns how many. */
function readBonds(
  line: string,
  nAtoms: number,
  bonds: [number, number][],
  fail: (problem: string) => FormatError,
): number {
  const numbers = wordsOf(line).map(Number);
  const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= nAtoms;
  if (numbers.length % 2 !== 0 || !numbers.every(isIndex))
    throw fail(`"${line.trim().slice(0, 80)}" holds no pairs of atoms`);
  for (let k = 0; k < numbers.length; k += 2) {
    if (numbers[k] !== numbers[k + 1]) bonds.push([numbers[k]! - 1, numbers[k + 1]! - 1]);
  }
  return numbers.length / 2;
}
