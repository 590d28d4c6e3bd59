// Text files line by line, in bounded memory.

import { type ByteSource, FormatError } from "../base/index.js";

const CHUNK_BYTES = 1 << 20;
const MAX_LINE_BYTES = CHUNK_BYTES;
const NEWLINE = 10;

export interface LineBatch {
  /** Without their ends. */
  readonly lines: readonly string[];
  /** Where each line begins, in bytes from the file's start. */
  readonly offsets: readonly number[];
}

/**
 * The lines of a text in batches; bytes above 127 are read as Latin-1, so columns stay put.
 * @throws FormatError when a line is too long for any text format
 */
export async function* lineBatches(source: ByteSource): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder("latin1");
  let rest = "";
  let start = 0; // of `rest` in the file
  for (let offset = 0; offset < source.size; offset += CHUNK_BYTES) {
    const bytes = await source.read(offset, Math.min(CHUNK_BYTES, source.size - offset));
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest += decoder.decode(bytes);
      if (rest.length > MAX_LINE_BYTES) throw new FormatError(source.name, "has endless lines: it is no text");
      continue;
    }
    const batch = splitLines(rest + decoder.decode(bytes.subarray(0, end - 1)), start);
    rest = decoder.decode(bytes.subarray(end));
    start = offset + end;
    yield batch;
  }
  if (rest !== "") yield splitLines(rest, start);
}

/** Splits a text that ends without a newline and begins at `start`. */
function splitLines(text: string, start: number): LineBatch {
  const lines = text.split("\n");
  const offsets: number[] = [];
  let offset = start;
  for (let k = 0; k < lines.length; k++) {
    const line = lines[k]!;
    offsets.push(offset);
    offset += line.length + 1; // one byte a character
    if (line.endsWith("\r")) lines[k] = line.slice(0, -1);
  }
  return { lines, offsets };
}

/** What single precision can hold. */
const MAX_SINGLE = (2 - 2 ** -23) * 2 ** 127;

/** The number that a field holds, NaN when it is blank, too large for single precision or something else. */
export function numberIn(field: string): number {
  const value = field.trim() === "" ? Number.NaN : Number(field);
  return Math.abs(value) <= MAX_SINGLE ? value : Number.NaN;
}

/** The words of a line. */
export function wordsOf(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === "" ? [] : trimmed.split(/\s+/);
}
