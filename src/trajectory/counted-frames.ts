// The index of formats whose frames begin with the number of their atoms and have one line for each: GRO and XYZ.

import { type ByteSource, FormatError } from "../base/index.js";
import { lineError } from "./text-frames.js";
import { lineBatches } from "./text-lines.js";

/** The two lines at the head of a frame, of which one counts the atoms, and how many follow the atoms. */
export interface CountedLayout {
  /** Which of the two lines, 0 or 1. */
  readonly countLine: 0 | 1;
  readonly linesAfter: 0 | 1;
}

export interface CountedFrames {
  readonly nAtoms: number;
  /** (T + 1) in bytes, with the end of the last frame. */
  readonly offsets: readonly number[];
  /** (T) from 1. */
  readonly lineNumbers: readonly number[];
  /** (T) the head line that is not the count. */
  readonly titles: readonly string[];
}

const HEAD_LINES = 2;

/**
 * Finds the frames of a file in one pass; blank lines between them count for nothing.
 * @param maxFrames to stop after
 * @throws FormatError when the file is empty or ends within a frame, or the number of atoms changes
 */
export async function findCountedFrames(
  source: ByteSource,
  { countLine, linesAfter }: CountedLayout,
  maxFrames = Number.POSITIVE_INFINITY,
): Promise<CountedFrames> {
  const offsets: number[] = [];
  const lineNumbers: number[] = [];
  const titles: string[] = [];
  let nAtoms = 0;
  let head: string[] = []; // of the frame at hand, as far as it was seen
  let start = 0; // where it begins
  let remaining = 0; // lines of its atoms and after them
  let lineNumber = 0;

  scan: for await (const batch of lineBatches(source)) {
    for (let k = 0; k < batch.lines.length; k++) {
      lineNumber++;
      if (remaining > 0) {
        remaining--;
        continue;
      }
      const line = batch.lines[k]!;
      if (offsets.length === maxFrames) {
        offsets.push(batch.offsets[k]!);
        break scan;
      }
      if (head.length === countLine && head.every(isBlank) && !isCount(line)) head = []; // blank lines between frames
      if (head.length === 0) start = batch.offsets[k]!;
      if (countLine === 0 && head.length === 0 && isBlank(line)) continue;
      head.push(line);
      if (head.length < HEAD_LINES) continue;
      const firstLine = lineNumber - HEAD_LINES + 1;
      const count = parseCount(head[countLine]!, source.name, firstLine + countLine);
      if (offsets.length === 0) nAtoms = count;
      if (count !== nAtoms) {
        throw lineError(source.name, firstLine + countLine, `the frame has ${count} atoms, the first has ${nAtoms}`);
      }
      offsets.push(start);
      lineNumbers.push(firstLine);
      titles.push(head[1 - countLine]!);
      remaining = nAtoms + linesAfter;
      head = [];
    }
  }
  if (remaining > 0 || !head.every(isBlank)) {
    throw new FormatError(
      source.name,
      `ends within frame ${remaining > 0 ? lineNumbers.length - 1 : lineNumbers.length}`,
      {
        hint: "The file is cut; copy it again, or cut it back to whole frames.",
      },
    );
  }
  if (lineNumbers.length === 0) throw new FormatError(source.name, "is empty");
  if (offsets.length === lineNumbers.length) offsets.push(source.size);
  return { nAtoms, offsets, lineNumbers, titles };
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function isCount(line: string): boolean {
  return /^\s*\d+\s*$/.test(line);
}

function parseCount(text: string, file: string, lineNumber: number): number {
  const count = isCount(text) ? Number(text) : 0;
  if (count >= 1) return count;
  throw lineError(file, lineNumber, `"${text.trim().slice(0, 40)}" is no number of atoms`);
}
