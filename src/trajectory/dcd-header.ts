// How a DCD file begins. Fortran wrote the first ones: everything lies in records, whose length stands before and after.
//
//   "CORD" and 20 integers: frames, first step, steps between frames, ..., fixed atoms (8), delta (9, single precision),
//     has cells (10), has a fourth dimension (11), ..., version of CHARMM (19)
//     X-PLOR has version 0 and delta in double precision in the place of 9 and 10: no cells and no fourth dimension
//   lines of 80 characters
//   atoms
//   indices of the free atoms, only if some are fixed
//
// Then each frame: the cell (6 doubles), x, y, z (and the fourth dimension), each a record of its own. With fixed atoms
// the first frame is whole and the others hold only the free ones. Byte order and the size of the lengths vary.

import { type ByteSource, FormatError } from "../base/index.js";
import { viewOf } from "./stored-frames.js";

/** One unit of time of CHARMM's units (angstrom, kcal/mol, atomic mass) in ps. */
export const AKMA_PS = 0.04888821;

export const CONTROL_RECORD_BYTES = 84;
export const CORD = 0x434f5244;
export const CELL_BYTES = 48;

/** Where the integers are in the first record's content. */
export const CONTROL = {
  frames: 4,
  start: 8,
  every: 12,
  steps: 16,
  fixedAtoms: 36,
  delta: 40,
  hasCell: 44,
  hasFourthDimension: 48,
  version: 80,
} as const;

export interface DcdEncoding {
  readonly littleEndian: boolean;
  /** Bytes of a record's length: 4 or 8. */
  readonly markerBytes: number;
}

const ENCODINGS: readonly DcdEncoding[] = [
  { littleEndian: true, markerBytes: 4 },
  { littleEndian: false, markerBytes: 4 },
  { littleEndian: true, markerBytes: 8 },
  { littleEndian: false, markerBytes: 8 },
];

export interface DcdHeader {
  readonly encoding: DcdEncoding;
  readonly nAtoms: number;
  /** Indices of the atoms that later frames hold; null when no atom is fixed. */
  readonly freeAtoms: Int32Array | null;
  readonly hasCell: boolean;
  readonly hasFourthDimension: boolean;
  /** Of CHARMM, or what other programs claim; 0 for X-PLOR. */
  readonly version: number;
  readonly startPs: number;
  readonly spacingPs: number;
  /** Of the header. */
  readonly bytes: number;
}

/** The encoding of a file that begins with these bytes, null when it is no DCD file. */
export function encodingOf(head: Uint8Array): DcdEncoding | null {
  if (head.length < 12) return null;
  const view = viewOf(head);
  const fits = (encoding: DcdEncoding): boolean =>
    markerAt(view, 0, encoding) === CONTROL_RECORD_BYTES && view.getInt32(encoding.markerBytes) === CORD;
  return ENCODINGS.find(fits) ?? null;
}

/** The length of a record. */
export function markerAt(view: DataView, at: number, { littleEndian, markerBytes }: DcdEncoding): number {
  return markerBytes === 4 ? view.getInt32(at, littleEndian) : Number(view.getBigInt64(at, littleEndian));
}

/** @throws FormatError when the file is empty, no DCD file, or its header is damaged */
export async function readDcdHeader(source: ByteSource): Promise<DcdHeader> {
  if (source.size === 0) throw new FormatError(source.name, "is empty");
  const encoding = encodingOf(await source.read(0, 12));
  if (encoding === null) throw new FormatError(source.name, "does not begin as a DCD file");
  const { littleEndian } = encoding;
  const control = await readRecord(source, encoding, 0, "control numbers");
  const titles = await readRecord(source, encoding, control.end, "title");
  const atoms = await readRecord(source, encoding, titles.end, "number of atoms");
  if (atoms.content.byteLength !== 4) throw damaged(source, titles.end, "has no number of atoms");
  const nAtoms = atoms.content.getInt32(0, littleEndian);
  if (nAtoms < 1) throw damaged(source, titles.end, `has ${nAtoms} atoms`);

  const integer = (at: number): number => control.content.getInt32(at, littleEndian);
  const version = integer(CONTROL.version);
  const isCharmm = version !== 0;
  const delta = isCharmm
    ? control.content.getFloat32(CONTROL.delta, littleEndian)
    : control.content.getFloat64(CONTROL.delta, littleEndian);
  if (!Number.isFinite(delta)) throw damaged(source, 0, "has a time step that is not a finite number");
  const free =
    integer(CONTROL.fixedAtoms) === 0
      ? { freeAtoms: null, end: atoms.end }
      : await readFreeAtoms(source, encoding, atoms.end, nAtoms, integer(CONTROL.fixedAtoms));
  return {
    encoding,
    nAtoms,
    freeAtoms: free.freeAtoms,
    hasCell: isCharmm && integer(CONTROL.hasCell) !== 0,
    hasFourthDimension: isCharmm && integer(CONTROL.hasFourthDimension) !== 0,
    version,
    startPs: integer(CONTROL.start) * delta * AKMA_PS,
    spacingPs: integer(CONTROL.every) * delta * AKMA_PS,
    bytes: free.end,
  };
}

async function readFreeAtoms(
  source: ByteSource,
  encoding: DcdEncoding,
  offset: number,
  nAtoms: number,
  nFixed: number,
): Promise<{ freeAtoms: Int32Array; end: number }> {
  const nFree = nAtoms - nFixed;
  if (!(nFixed > 0 && nFree > 0)) throw damaged(source, 0, `has ${nFixed} fixed atoms of ${nAtoms}`);
  const { content, end } = await readRecord(source, encoding, offset, "free atoms");
  if (content.byteLength !== 4 * nFree) {
    throw damaged(source, offset, `has ${content.byteLength} bytes of free atoms, wanted ${4 * nFree}`);
  }
  const freeAtoms = new Int32Array(nFree);
  for (let i = 0; i < nFree; i++) {
    const atom = content.getInt32(4 * i, encoding.littleEndian) - 1; // the file counts from 1
    const isNew = atom > (freeAtoms[i - 1] ?? -1) && atom < nAtoms;
    if (!isNew) throw damaged(source, offset, `has free atoms that do not ascend to ${nAtoms}`);
    freeAtoms[i] = atom;
  }
  return { freeAtoms, end };
}

interface FileRecord {
  readonly content: DataView;
  /** Where the next record starts. */
  readonly end: number;
}

async function readRecord(
  source: ByteSource,
  encoding: DcdEncoding,
  offset: number,
  what: string,
): Promise<FileRecord> {
  const { markerBytes } = encoding;
  const marker = await source.read(offset, markerBytes);
  if (marker.length < markerBytes) throw damaged(source, offset, `ends before the ${what}`);
  const length = markerAt(viewOf(marker), 0, encoding);
  const end = offset + 2 * markerBytes + length;
  if (!(length >= 0 && end <= source.size)) {
    throw damaged(source, offset, `has a record of ${length} bytes (${what}) and the file ${source.size} in all`);
  }
  const bytes = viewOf(await source.read(offset + markerBytes, length + markerBytes));
  const closing = bytes.byteLength === length + markerBytes ? markerAt(bytes, length, encoding) : null;
  if (closing !== length) {
    throw damaged(source, offset, `has a record (${what}) that begins with ${length} and ends with ${closing}`);
  }
  return { content: new DataView(bytes.buffer, bytes.byteOffset, length), end };
}

function damaged(source: ByteSource, offset: number, problem: string): FormatError {
  return new FormatError(source.name, `header (at byte ${offset}) ${problem}`);
}
