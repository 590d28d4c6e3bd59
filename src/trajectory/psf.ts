// Reading PSF, the topology format of CHARMM and NAMD (X-PLOR): atoms and bonds, no coordinates.
// https://www.ks.uiuc.edu/Training/Tutorials/namd/namd-tutorial-unix-html/node23.html

import { type ByteSource, FormatError } from "../base/index.js";
import { type AtomRecord, structureWithoutCoordinates, UNSAID } from "./atom-records.js";
import { elementOfMass } from "./elements.js";
import type { Structure } from "./frames.js";
import { lineError } from "./text-frames.js";
import { lineBatches, numberIn, wordsOf } from "./text-lines.js";

/** How wide the columns of atom lines are: as CHARMM writes them, and with the keyword EXT for large systems. */
const STANDARD_WIDTHS = [8, 4, 4, 4, 4, 4] as const;
const EXTENDED_WIDTHS = [10, 8, 8, 8, 8, 4] as const;

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
  const fields = fieldsOf(line, widths);
  const [, chain = "", residueNumber = "", residueName = "", name = "", , charge, massText] = fields;
  const place = /^(-?\d+)([A-Za-z]?)$/.exec(residueNumber);
  const mass = numberIn(massText ?? "");
  if (place === null || name === "" || Number.isNaN(numberIn(charge ?? "")) || !Number.isFinite(mass)) {
    throw fail(`"${line.trim().slice(0, 80)}" is no atom`);
  }
  return {
    ...UNSAID,
    chain,
    sequence: Number(place[1]),
    insertionCode: place[2]!,
    residueName,
    name,
    element: elementOfMass(mass),
  };
}

/** The words of an atom line; by columns where a blank segment or a full column makes words of another number. */
function fieldsOf(line: string, widths: readonly number[]): string[] {
  const words = wordsOf(line);
  if (words.length >= 9) return words;
  let column = 0;
  const fields = widths.map((width) => {
    const field = line.slice(column, column + width).trim();
    column += width + 1;
    return field;
  });
  return [...fields, ...wordsOf(line.slice(column - 1))];
}

/** Pairs of atoms, numbered from 1; returns how many. */
function readBonds(line: string, nAtoms: number, bonds: [number, number][], fail: (problem: string) => FormatError): number {
  const numbers = wordsOf(line).map(Number);
  const isAtom = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= nAtoms;
  if (numbers.length % 2 !== 0 || !numbers.every(isAtom)) throw fail(`"${line.trim().slice(0, 80)}" holds no pairs of atoms`);
  for (let k = 0; k < numbers.length; k += 2) {
    if (numbers[k] !== numbers[k + 1]) bonds.push([numbers[k]! - 1, numbers[k + 1]! - 1]);
  }
  return numbers.length / 2;
}
