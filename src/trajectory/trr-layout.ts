// How a frame of a TRR file is laid out (GROMACS, src/gromacs/fileio/trrio.cpp). All numbers are big-endian; a real has
// four bytes or eight, which nothing says but the sizes of the arrays.
//
//   magic, 13, 12, "GMX_trn_file"                                   24 bytes
//   bytes of ir, e, box, virial, pressure, top, sym, x, v, f        40 bytes
//   atoms, step, nre                                                12 bytes
//   time, lambda                                                    2 reals
//   box, virial, pressure (9 reals each), x, v, f (3 reals an atom), each only if its size above is not 0

import { damagedFrame, type FramePlace, truncatedFrame } from "./frames.js";

export const TRR_MAGIC = 1993;
export const TRR_VERSION = "GMX_trn_file";

export const VERSION_OFFSET = 12;
export const SIZES_OFFSET = 24;
export const ATOMS_OFFSET = 64;
export const TIME_OFFSET = 76;
/** Of a header in double precision. */
export const TRR_HEADER_BYTES = TIME_OFFSET + 16;

/** The names of the arrays, in the order of their sizes. */
const ARRAYS = ["ir", "e", "box", "virial", "pressure", "top", "sym", "coordinates", "velocities", "forces"] as const;
const BOX = ARRAYS.indexOf("box");
const COORDINATES = ARRAYS.indexOf("coordinates");
/** Arrays of a matrix, and of a vector an atom; the others are of old versions and always empty. */
const MATRICES: readonly string[] = ["box", "virial", "pressure"];
const VECTORS: readonly string[] = ["coordinates", "velocities", "forces"];

export interface TrrHeader {
  readonly nAtoms: number;
  readonly timePs: number;
  /** Bytes of a number: 4 or 8. */
  readonly realBytes: number;
  /** Where the box is, in bytes from the frame's start; null for a frame without. */
  readonly boxOffset: number | null;
  /** Where the coordinates are, in bytes from the frame's start; null for a frame without. */
  readonly coordinatesOffset: number | null;
  /** Of the whole frame. */
  readonly frameBytes: number;
}

/**
 * Reads and checks the head of the frame that starts at `at`.
 * @param view with at least `TRR_HEADER_BYTES` after `at`, or all that the file has
 * @param bytesLeft of the file, counted from the frame's start
 * @throws FormatError when the frame cannot be what it says
 */
export function readTrrHeader(view: DataView, at: number, bytesLeft: number, place: FramePlace): TrrHeader {
  if (bytesLeft < 4) throw truncatedFrame(place, TIME_OFFSET, bytesLeft);
  const magic = view.getInt32(at);
  if (magic !== TRR_MAGIC) {
    throw damagedFrame(place, `does not begin as a TRR frame: magic number ${magic}, wanted ${TRR_MAGIC}`);
  }
  if (bytesLeft < TIME_OFFSET) throw truncatedFrame(place, TIME_OFFSET, bytesLeft);
  if (!hasVersion(view, at)) throw damagedFrame(place, `is not of the version ${TRR_VERSION}`);
  const nAtoms = view.getInt32(at + ATOMS_OFFSET);
  if (nAtoms < 1) throw damagedFrame(place, `has ${nAtoms} atoms`);

  const sizes = ARRAYS.map((_, k) => view.getUint32(at + SIZES_OFFSET + 4 * k));
  const realBytes = realBytesOf(sizes, nAtoms, place);
  const headerBytes = TIME_OFFSET + 2 * realBytes;
  const offsetOf = (array: number) => sizes.slice(0, array).reduce((sum, size) => sum + size, headerBytes);
  const frameBytes = offsetOf(ARRAYS.length);
  if (frameBytes > bytesLeft) throw truncatedFrame(place, frameBytes, bytesLeft);
  const timePs = realBytes === 4 ? view.getFloat32(at + TIME_OFFSET) : view.getFloat64(at + TIME_OFFSET);
  if (!Number.isFinite(timePs)) throw damagedFrame(place, "has a time that is not a finite number");
  return {
    nAtoms,
    timePs,
    realBytes,
    boxOffset: sizes[BOX] === 0 ? null : offsetOf(BOX),
    coordinatesOffset: sizes[COORDINATES] === 0 ? null : offsetOf(COORDINATES),
    frameBytes,
  };
}

function hasVersion(view: DataView, at: number): boolean {
  if (view.getInt32(at + VERSION_OFFSET - 4) !== TRR_VERSION.length) return false;
  for (let k = 0; k < TRR_VERSION.length; k++) {
    if (view.getUint8(at + VERSION_OFFSET + k) !== TRR_VERSION.charCodeAt(k)) return false;
  }
  return true;
}

/** The bytes of a number, on which all arrays of a frame must agree. */
function realBytesOf(sizes: readonly number[], nAtoms: number, place: FramePlace): number {
  let found: number | null = null;
  sizes.forEach((size, k) => {
    if (size === 0) return;
    const array = ARRAYS[k]!;
    const nReals = MATRICES.includes(array) ? 9 : VECTORS.includes(array) ? 3 * nAtoms : 0;
    const realBytes = size / nReals;
    const isKnown = (realBytes === 4 || realBytes === 8) && (found === null || realBytes === found);
    if (!isKnown) throw damagedFrame(place, `has ${size} bytes of ${array}, which do not fit ${nAtoms} atoms`);
    found = realBytes;
  });
  // A frame of nothing: what follows the header tells no more than it does.
  return found ?? 4;
}
