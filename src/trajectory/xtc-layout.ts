// How a frame of an XTC file is laid out, and the sizes that its compression counts with.
// The algorithm and the table of sizes are those of the xdrfile library (BSD licence, Erik Lindahl and
// David van der Spoel) and of GROMACS (Frans van Hoesel's compression). All numbers are big-endian.
//
//   magic, atoms, step, time, box (9), atoms again        56 bytes; up to 9 atoms: 3 floats an atom follow
//   precision, minimum (3), maximum (3), small index       32 bytes
//   byte count: 32 bits (magic 1995) or 64 (magic 2023), the compressed coordinates, padding to 4 bytes

import { damagedFrame, type FramePlace, truncatedFrame } from "./frames.js";

export const XTC_MAGIC = 1995;
/** GROMACS 2023 and later, for frames too large for a 32-bit byte count. */
export const XTC_MAGIC_LARGE = 2023;

/** The bytes that tell how long a frame is. */
export const XTC_HEADER_BYTES = 96;
/** Up to this many atoms coordinates are plain floats. */
export const XTC_PLAIN_ATOMS = 9;

export const BOX_OFFSET = 16;
export const PRECISION_OFFSET = 56;
export const MINIMUM_OFFSET = 60;
export const MAXIMUM_OFFSET = 72;
export const SMALL_INDEX_OFFSET = 84;
export const BYTE_COUNT_OFFSET = 88;

/** Bit positions inside a frame are 32-bit numbers. */
const MAX_COMPRESSED_BYTES = 2 ** 29 - 1;

/**
 * The cube root of 2^i: three differences below `SMALL_SIZES[i]` fit in i bits.
 * The first 9 are too small to be of use.
 */
// biome-ignore format: a table
export const SMALL_SIZES = Int32Array.of(
  0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406, 512, 645,
  812, 1024, 1290, 1625, 2048, 2580, 3250, 4096, 5060, 6501, 8192, 10321, 13003, 16384, 20642, 26007, 32768, 41285,
  52015, 65536, 82570, 104031, 131072, 165140, 208063, 262144, 330280, 416127, 524287, 660561, 832255, 1048576,
  1321122, 1664510, 2097152, 2642245, 3329021, 4194304, 5284491, 6658042, 8388607, 10568983, 13316085, 16777216,
);
export const FIRST_SMALL_INDEX = 9;
export const LAST_SMALL_INDEX = SMALL_SIZES.length - 1;

/** A dimension wider than this is coded alone; otherwise the three share one mixed-radix number. */
export const MAX_SHARED_SIZE = 0xffffff;

/** The smallest n with value < 2^n, for value < 2^53. */
export function bitLength(value: number): number {
  let bits = 0;
  for (let power = 1; power <= value; power *= 2) bits++;
  return bits;
}

/** The bits of one number that tells three apart, each below its size; sizes are at most 2^24. */
export function sharedBits(sizeX: number, sizeY: number, sizeZ: number): number {
  const product = sizeX * sizeY * sizeZ;
  if (product < 2 ** 53) return bitLength(product);
  return (BigInt(sizeX) * BigInt(sizeY) * BigInt(sizeZ)).toString(2).length;
}

export interface XtcHeader {
  readonly nAtoms: number;
  readonly step: number;
  readonly timePs: number;
  /** Of the whole frame with its padding. */
  readonly frameBytes: number;
}

/**
 * Reads and checks the head of the frame that starts at `at`.
 * @param view with at least `XTC_HEADER_BYTES` after `at`, or all that the file has
 * @param bytesLeft of the file, counted from the frame's start
 * @throws FormatError when the frame cannot be what it says
 */
export function readXtcHeader(view: DataView, at: number, bytesLeft: number, place: FramePlace): XtcHeader {
  const truncated = (needed: number) => truncatedFrame(place, needed, bytesLeft);
  if (bytesLeft < 4) throw truncated(PRECISION_OFFSET);
  const magic = view.getInt32(at);
  if (magic !== XTC_MAGIC && magic !== XTC_MAGIC_LARGE) {
    throw damagedFrame(place, `does not begin as an XTC frame: magic number ${magic}, wanted ${XTC_MAGIC}`);
  }
  if (bytesLeft < PRECISION_OFFSET) throw truncated(PRECISION_OFFSET);
  const nAtoms = view.getInt32(at + 4);
  const step = view.getInt32(at + 8);
  const timePs = view.getFloat32(at + 12);
  if (nAtoms < 1) throw damagedFrame(place, `has ${nAtoms} atoms`);
  if (view.getInt32(at + 52) !== nAtoms) {
    throw damagedFrame(place, `gives two numbers of atoms: ${nAtoms} and ${view.getInt32(at + 52)}`);
  }
  if (!Number.isFinite(timePs)) throw damagedFrame(place, "has a time that is not a finite number");

  if (nAtoms <= XTC_PLAIN_ATOMS) {
    const frameBytes = PRECISION_OFFSET + 12 * nAtoms;
    if (frameBytes > bytesLeft) throw truncated(frameBytes);
    return { nAtoms, step, timePs, frameBytes };
  }
  const dataOffset = dataOffsetOf(magic);
  if (bytesLeft < dataOffset) throw truncated(dataOffset);
  const byteCount =
    magic === XTC_MAGIC ? view.getInt32(at + BYTE_COUNT_OFFSET) : Number(view.getBigInt64(at + BYTE_COUNT_OFFSET));
  if (byteCount < 1) throw damagedFrame(place, `has ${byteCount} bytes of coordinates`);
  const frameBytes = dataOffset + Math.ceil(byteCount / 4) * 4;
  if (frameBytes > bytesLeft) throw truncated(frameBytes);
  // An atom takes two bits at least, so this also bounds what is allocated for a frame by the file's size.
  if (byteCount * 4 < nAtoms) throw damagedFrame(place, `has ${byteCount} bytes for ${nAtoms} atoms, too few`);
  if (byteCount > MAX_COMPRESSED_BYTES) throw damagedFrame(place, `has ${byteCount} bytes, more than can be handled`);
  return { nAtoms, step, timePs, frameBytes };
}

/** Where the compressed coordinates start in a frame. */
export function dataOffsetOf(magic: number): number {
  return magic === XTC_MAGIC ? BYTE_COUNT_OFFSET + 4 : BYTE_COUNT_OFFSET + 8;
}
