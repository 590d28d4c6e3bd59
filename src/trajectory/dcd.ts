// DCD, the trajectory format of CHARMM, NAMD and X-PLOR: random access to frames of one size, counted by the file's size
// (the header's count is wrong in runs that were interrupted). Layout: dcd-header.ts.

import { type ByteSource, FormatError } from "../base/index.js";
import { boxOfDcdCell } from "./dcd-cell.js";
import { CELL_BYTES, type DcdEncoding, type DcdHeader, encodingOf, markerAt, readDcdHeader } from "./dcd-header.js";
import { createDcd } from "./dcd-write.js";
import {
  damagedFrame,
  type FramePlace,
  type TrajectoryFormat,
  type TrajectoryReader,
  truncatedFrame,
} from "./frames.js";
import {
  expectFinite,
  type FrameTarget,
  readStoredFrames,
  type StoredFrames,
  type StoredPart,
} from "./stored-frames.js";

export const dcdFormat: TrajectoryFormat = {
  name: "dcd",
  extensions: [".dcd"],
  recognizes: (head) => encodingOf(head) !== null,
  open: openDcd,
  create: (sink, nAtoms) => createDcd(sink, nAtoms),
};

/**
 * Opens a DCD file of any byte order and record size.
 * @throws FormatError when the file is empty, cut, no DCD file, or has no frame
 */
export async function openDcd(source: ByteSource): Promise<TrajectoryReader> {
  const header = await readDcdHeader(source);
  const { nAtoms, freeAtoms, startPs, spacingPs } = header;
  const nFrames = countFrames(source, header);
  const timesPs = Float64Array.from({ length: nFrames }, (_, t) => startPs + t * spacingPs);
  const whole: StoredFrames = { source, nAtoms, timesPs, parts: [partOf(header, null)] };
  let frames = whole;
  if (freeAtoms !== null) {
    const { positions } = await readStoredFrames(whole, 0, 1);
    frames = { ...whole, parts: [partOf(header, { positions, freeAtoms })] };
  }
  return {
    name: source.name,
    format: dcdFormat.name,
    nFrames,
    nAtoms,
    timesPs,
    read: (first, count) => readStoredFrames(frames, first, count),
    close: () => source.close(),
  };
}

/** In bytes, of the first frame and of the others. */
function frameSizes(header: DcdHeader): { readonly first: number; readonly later: number } {
  const { nAtoms, freeAtoms, hasCell, hasFourthDimension, encoding } = header;
  const recordBytes = (contentBytes: number): number => contentBytes + 2 * encoding.markerBytes;
  const sizeOf = (nStored: number): number =>
    (hasCell ? recordBytes(CELL_BYTES) : 0) + (hasFourthDimension ? 4 : 3) * recordBytes(4 * nStored);
  return { first: sizeOf(nAtoms), later: sizeOf(freeAtoms?.length ?? nAtoms) };
}

function countFrames(source: ByteSource, header: DcdHeader): number {
  const { first, later } = frameSizes(header);
  const bytes = source.size - header.bytes;
  if (bytes === 0) throw new FormatError(source.name, "has no frame");
  const nFrames = bytes < first ? 0 : 1 + Math.floor((bytes - first) / later);
  const used = nFrames === 0 ? 0 : first + (nFrames - 1) * later;
  if (used < bytes) {
    const place = { file: source.name, frame: nFrames, offset: header.bytes + used };
    throw truncatedFrame(place, nFrames === 0 ? first : later, bytes - used);
  }
  return nFrames;
}

/** What frames but the first need of it when atoms are fixed. */
interface FixedAtoms {
  /** (A, 3) nm, of the first frame. */
  readonly positions: Float32Array;
  /** Indices of the atoms that are not fixed. */
  readonly freeAtoms: Int32Array;
}

function partOf(header: DcdHeader, fixed: FixedAtoms | null): StoredPart {
  const { first, later } = frameSizes(header);
  const start = (frame: number): number => header.bytes + (frame === 0 ? 0 : first + (frame - 1) * later);
  return {
    start,
    end: (frame) => start(frame + 1),
    decode: (view, at, target, place) => decodeFrame(view, at, target, place, header, place.frame === 0 ? null : fixed),
  };
}

function decodeFrame(
  view: DataView,
  at: number,
  { positions, box }: FrameTarget,
  place: FramePlace,
  { hasCell, hasFourthDimension, version, encoding }: DcdHeader,
  fixed: FixedAtoms | null,
): void {
  let next = at;
  if (hasCell) {
    const start = expectRecord(view, next, CELL_BYTES, encoding, place);
    readCell(view, start, encoding, version, box, place);
    next = start + CELL_BYTES + encoding.markerBytes;
  }
  if (fixed !== null) positions.set(fixed.positions);
  const nBytes = 4 * (fixed?.freeAtoms.length ?? positions.length / 3);
  for (let d = 0; d < (hasFourthDimension ? 4 : 3); d++) {
    const start = expectRecord(view, next, nBytes, encoding, place);
    if (d < 3) {
      if (fixed === null) readDimension(view, start, encoding.littleEndian, positions, d);
      else readFreeDimension(view, start, encoding.littleEndian, positions, d, fixed.freeAtoms);
    }
    next = start + nBytes + encoding.markerBytes;
  }
  expectFinite(positions, place);
}

/** Checks a record's lengths and returns where its content starts. */
function expectRecord(view: DataView, at: number, nBytes: number, encoding: DcdEncoding, place: FramePlace): number {
  const start = at + encoding.markerBytes;
  const [opening, closing] = [markerAt(view, at, encoding), markerAt(view, start + nBytes, encoding)];
  if (opening === nBytes && closing === nBytes) return start;
  throw damagedFrame(
    place,
    `has a record that begins with ${opening} and ends with ${closing}, wanted ${nBytes} bytes`,
    "Other programs may have written it with an option that this reader does not know, or it is damaged.",
  );
}

function readCell(
  view: DataView,
  at: number,
  { littleEndian }: DcdEncoding,
  version: number,
  out: Float32Array,
  place: FramePlace,
): void {
  const numbers = new Float64Array(6);
  for (let k = 0; k < 6; k++) numbers[k] = view.getFloat64(at + 8 * k, littleEndian);
  const box = boxOfDcdCell(numbers, version);
  if (box === null) throw damagedFrame(place, `has the impossible unit cell ${numbers.join(" ")}`);
  out.set(box);
}

/** Angstrom to nm. */
function readDimension(view: DataView, at: number, littleEndian: boolean, positions: Float32Array, d: number): void {
  let from = at;
  for (let i = d; i < positions.length; i += 3) {
    positions[i] = view.getFloat32(from, littleEndian) / 10;
    from += 4;
  }
}

function readFreeDimension(
  view: DataView,
  at: number,
  littleEndian: boolean,
  positions: Float32Array,
  d: number,
  freeAtoms: Int32Array,
): void {
  for (let k = 0; k < freeAtoms.length; k++) {
    positions[3 * freeAtoms[k]! + d] = view.getFloat32(at + 4 * k, littleEndian) / 10;
  }
}
