// The lines of PDB files (wwPDB format version 3.3, and what programs have made of it).

import type { FormatError } from "../base/index.js";
import type { AtomRecord } from "./atom-records.js";
import { boxOfCell, realBox } from "./box.js";
import { elementSymbol } from "./elements.js";
import { numberIn } from "./text-lines.js";

export interface PdbAtomRecord extends AtomRecord {
  /** Null where the column overflowed. */
  readonly serial: number | null;
}

const MODEL_ENDS: ReadonlySet<string> = new Set(["MODEL", "ENDMDL", "END"]);

/** What a line is: "ATOM", "TER", ... */
export function recordName(line: string): string {
  return line.slice(0, 6).trimEnd();
}

export function isAtomRecord(name: string): boolean {
  return name === "ATOM" || name === "HETATM";
}

/** Whether a record of this name parts models. */
export function partsModels(name: string): boolean {
  return MODEL_ENDS.has(name);
}

/** The atom name of an ATOM or HETATM line. */
export function nameOf(line: string): string {
  return line.slice(12, 16).trim();
}

/** What an ATOM or HETATM line says. */
export function parseAtom(line: string, startsChain: boolean): PdbAtomRecord {
  // Numbers that outgrow their columns spill into the empty one that follows.
  const serialText = line.slice(6, /\d/.test(line.charAt(11)) ? 12 : 11);
  const isLongSequence = /\d/.test(line.charAt(26));
  const segment = line.slice(72, 76).trim();
  return {
    serial: parseOverflowing(serialText),
    name: nameOf(line),
    alternative: line.charAt(16).trim(),
    residueName: line.slice(17, 21).trim(),
    chain: line.charAt(21).trim() || segment,
    segment,
    sequence: parseOverflowing(line.slice(22, isLongSequence ? 27 : 26)),
    insertionCode: isLongSequence ? "" : line.charAt(26).trim(),
    occupancy: Number(line.slice(54, 60)) || 0,
    element: elementSymbol(line.slice(76, 78)) || null,
    startsWithSymbol: line.charAt(12) !== " ",
    startsChain,
  };
}

/**
 * x, y or z (d = 0, 1, 2) of an ATOM or HETATM line in nm.
 * @throws what `fail` makes when it cannot be read
 */
export function readCoordinate(line: string, d: number, fail: (problem: string, hint: string) => FormatError): number {
  const field = line.slice(30 + 8 * d, 38 + 8 * d);
  const value = numberIn(field);
  if (!Number.isFinite(value)) throw fail(`"${field}" is no coordinate`, "Columns 31 to 54 hold x, y and z.");
  return value / 10;
}

/** A decimal number, or hybrid-36 as cctbx counts on with letters (A0000 after 99999); null when unreadable. */
function parseOverflowing(text: string): number | null {
  const trimmed = text.trim();
  if (/^-?\d+$/.test(trimmed)) return Number(trimmed);
  const width = trimmed.length;
  if (!/^([A-Z][A-Z0-9]*|[a-z][a-z0-9]*)$/.test(trimmed)) return null;
  const first = 10 * 36 ** (width - 1);
  const lowerCaseOffset = /^[a-z]/.test(trimmed) ? 26 * 36 ** (width - 1) : 0;
  return Number.parseInt(trimmed, 36) - first + lowerCaseOffset + 10 ** width;
}

/** The serial numbers of a CONECT line: the first bonded to the others. */
export function parseConnection(line: string): number[] {
  const serials: number[] = [];
  for (let column = 6; column < 31; column += 5) {
    const serial = parseOverflowing(line.slice(column, column + 5));
    if (serial !== null) serials.push(serial);
  }
  return serials;
}

/** The box of a CRYST1 line, null where it stands for none. */
export function parseCell(line: string): Float32Array | null {
  const column = (start: number, end: number): number => Number(line.slice(start, end));
  const [a, b, c] = [column(6, 15) / 10, column(15, 24) / 10, column(24, 33) / 10];
  const [alpha, beta, gamma] = [column(33, 40), column(40, 47), column(47, 54)];
  return realBox(boxOfCell([a, b, c, alpha || 90, beta || 90, gamma || 90]));
}
