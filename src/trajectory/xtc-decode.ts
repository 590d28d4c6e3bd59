// Decompression of XTC coordinates (algorithm: see xtc-layout.ts).
//
// Atoms come in groups. A group's first atom is stored whole, as offsets from the frame's minimum; up to eight more
// follow as small differences from the atom before, and the first two atoms of such a group are swapped (which
// suits water: O H H). A bit says whether the length of the group changes, and five bits then give the new length
// and whether the small differences get a smaller or larger range.

import { damagedFrame, type FramePlace, notFiniteCoordinates } from "./frames.js";
import {
  bitLength,
  dataOffsetOf,
  FIRST_SMALL_INDEX,
  LAST_SMALL_INDEX,
  MAX_SHARED_SIZE,
  MAXIMUM_OFFSET,
  MINIMUM_OFFSET,
  PRECISION_OFFSET,
  SMALL_INDEX_OFFSET,
  SMALL_SIZES,
  sharedBits,
  XTC_PLAIN_ATOMS,
} from "./xtc-layout.js";

/** Bytes that must follow a frame in memory: bits are read in windows of four bytes. */
export const DECODE_SLACK_BYTES = 4;

const INT_MIN = -(2 ** 31);
/** Of single precision. */
const MAX_FLOAT = 3.4e38;

/**
 * Decodes the coordinates of a frame whose header was checked.
 * @param bytes at least `DECODE_SLACK_BYTES` longer than the frame's end
 * @param start of the frame in `bytes`
 * @param frameBytes its length
 * @param out (A, 3) nm
 * @throws FormatError when the frame is damaged or holds numbers that are not finite
 */
export function decodeXtcCoordinates(
  bytes: Uint8Array,
  start: number,
  frameBytes: number,
  out: Float32Array,
  place: FramePlace,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, frameBytes);
  const nAtoms = view.getInt32(4);
  if (nAtoms <= XTC_PLAIN_ATOMS) {
    readPlainCoordinates(view, out, place);
    return;
  }
  const precision = view.getFloat32(PRECISION_OFFSET);
  if (!(precision > 0 && Number.isFinite(precision))) throw damagedFrame(place, `has the precision ${precision}`);
  const bounds = readBounds(view, precision, place);
  const dataOffset = dataOffsetOf(view.getInt32(0));
  const data = bytes.subarray(start + dataOffset, start + frameBytes + DECODE_SLACK_BYTES);
  const problem = decompress(data, (frameBytes - dataOffset) * 8, bounds, nAtoms, precision, out);
  if (problem !== null) throw damagedFrame(place, problem);
}

function readPlainCoordinates(view: DataView, out: Float32Array, place: FramePlace): void {
  for (let i = 0; i < out.length; i++) {
    const value = view.getFloat32(PRECISION_OFFSET + 4 * i);
    if (!Number.isFinite(value)) throw notFiniteCoordinates(place);
    out[i] = value;
  }
}

/** The frame's bounding box in units of the precision, and the index of the first range of small differences. */
interface Bounds {
  readonly minimum: readonly [number, number, number];
  /** maximum - minimum + 1 */
  readonly size: readonly [number, number, number];
  readonly smallIndex: number;
}

function readBounds(view: DataView, precision: number, place: FramePlace): Bounds {
  const minimum: [number, number, number] = [0, 0, 0];
  const size: [number, number, number] = [0, 0, 0];
  for (let d = 0; d < 3; d++) {
    const [low, high] = [view.getInt32(MINIMUM_OFFSET + 4 * d), view.getInt32(MAXIMUM_OFFSET + 4 * d)];
    // Writers cast NaN and infinity to an integer, which gives INT_MIN.
    const fits = low !== INT_MIN && Math.max(-low, high) / precision < MAX_FLOAT;
    if (!fits) throw notFiniteCoordinates(place);
    minimum[d] = low;
    size[d] = high - low + 1;
    if (size[d]! < 1 || size[d]! >= 2 ** 31) throw damagedFrame(place, "has bounds that are out of order");
  }
  const smallIndex = view.getInt32(SMALL_INDEX_OFFSET);
  if (!isSmallIndex(smallIndex)) throw damagedFrame(place, `has the index ${smallIndex}, outside the table of sizes`);
  return { minimum, size, smallIndex };
}

function isSmallIndex(index: number): boolean {
  return index >= FIRST_SMALL_INDEX && index <= LAST_SMALL_INDEX;
}

/** Bits being read, the highest of each byte first. */
interface BitCursor {
  readonly bytes: Uint8Array;
  /** In bits. */
  position: number;
}

/** @returns what is wrong with the data, null when nothing */
function decompress(
  data: Uint8Array,
  nBits: number,
  { minimum, size, smallIndex: firstSmallIndex }: Bounds,
  nAtoms: number,
  precision: number,
  out: Float32Array,
): string | null {
  const unit = 1 / precision;
  const [minX, minY, minZ] = minimum;
  const [sizeX, sizeY, sizeZ] = size;
  const alone = sizeX > MAX_SHARED_SIZE || sizeY > MAX_SHARED_SIZE || sizeZ > MAX_SHARED_SIZE;
  const bits = alone ? 0 : sharedBits(sizeX, sizeY, sizeZ);
  const bitsX = alone ? bitLength(sizeX) : 0;
  const bitsY = alone ? bitLength(sizeY) : 0;
  const bitsZ = alone ? bitLength(sizeZ) : 0;

  const cursor: BitCursor = { bytes: data, position: 0 };
  const triple = new Int32Array(3);
  let smallIndex = firstSmallIndex;
  let small = SMALL_SIZES[smallIndex]!;
  let half = small >> 1;
  let nSmall = 0;
  let outside = 0; // its sign bit is set once a coordinate has left the frame's bounds
  let written = 0;
  const end = 3 * nAtoms;
  while (written < end) {
    // The whole atom, relative to the minimum.
    if (alone) {
      triple[0] = readWideBits(cursor, bitsX);
      triple[1] = readWideBits(cursor, bitsY);
      triple[2] = readWideBits(cursor, bitsZ);
    } else {
      readTriple(cursor, bits, sizeY, sizeZ, triple);
    }
    let x = triple[0]!;
    let y = triple[1]!;
    let z = triple[2]!;
    outside |= x | (sizeX - 1 - x) | y | (sizeY - 1 - y) | z | (sizeZ - 1 - z);

    let change = 0;
    if (readBits(cursor, 1) === 1) {
      const code = readBits(cursor, 5);
      nSmall = (code / 3) | 0;
      change = (code % 3) - 1;
    }
    if (cursor.position > nBits || written + 3 * (nSmall + 1) > end) return "has more coordinates than its bytes hold";
    if (nSmall === 0) {
      out[written] = (x + minX) * unit;
      out[written + 1] = (y + minY) * unit;
      out[written + 2] = (z + minZ) * unit;
      written += 3;
    } else {
      // The whole atom is the second of its group: it goes after the first small one.
      out[written + 3] = (x + minX) * unit;
      out[written + 4] = (y + minY) * unit;
      out[written + 5] = (z + minZ) * unit;
      for (let k = 0; k < nSmall; k++) {
        readTriple(cursor, smallIndex, small, small, triple);
        x += triple[0]! - half;
        y += triple[1]! - half;
        z += triple[2]! - half;
        outside |= x | (sizeX - 1 - x) | y | (sizeY - 1 - y) | z | (sizeZ - 1 - z);
        const at = k === 0 ? written : written + 3 * (k + 1);
        out[at] = (x + minX) * unit;
        out[at + 1] = (y + minY) * unit;
        out[at + 2] = (z + minZ) * unit;
      }
      written += 3 * (nSmall + 1);
    }
    if (change !== 0) {
      smallIndex += change;
      if (!isSmallIndex(smallIndex)) return "leaves the table of sizes";
      small = SMALL_SIZES[smallIndex]!;
      half = small >> 1;
    }
  }
  if (cursor.position > nBits) return "has more coordinates than its bytes hold";
  return outside < 0 ? "has coordinates outside its own bounds" : null;
}

/** @param count 1 to 25 */
function readBits(cursor: BitCursor, count: number): number {
  const { bytes, position } = cursor;
  const at = position >>> 3;
  const window = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  cursor.position = position + count;
  return (window << (position & 7)) >>> (32 - count);
}

/** @param count 1 to 32 */
function readWideBits(cursor: BitCursor, count: number): number {
  if (count <= 24) return readBits(cursor, count);
  const high = readBits(cursor, count - 16);
  return high * 65536 + readBits(cursor, 16);
}

/** A number of up to 24 bits whose bytes come lowest first; the last one has the bits that are left over. */
function readLittleEndian(cursor: BitCursor, count: number): number {
  const bits = readBits(cursor, count);
  if (count <= 8) return bits;
  if (count <= 16) {
    const rest = count - 8;
    return (bits >>> rest) | ((bits & ((1 << rest) - 1)) << 8);
  }
  const rest = count - 16;
  const first = bits >>> rest;
  return (first >>> 8) | ((first & 0xff) << 8) | ((bits & ((1 << rest) - 1)) << 16);
}

/**
 * Reads (x * sizeY + y) * sizeZ + z, a little-endian number of `count` bits, and takes it apart.
 * @param count 1 to 72; sizes are at most 2^24
 */
function readTriple(cursor: BitCursor, count: number, sizeY: number, sizeZ: number, out: Int32Array): void {
  if (count <= 24) {
    const value = readLittleEndian(cursor, count);
    const upper = (value / sizeZ) | 0;
    const x = (upper / sizeY) | 0;
    out[0] = x;
    out[1] = upper - x * sizeY;
    out[2] = value - upper * sizeZ;
  } else if (count <= 48) {
    const low = readLittleEndian(cursor, 24);
    const value = low + readLittleEndian(cursor, count - 24) * 0x1000000;
    const upper = Math.floor(value / sizeZ);
    const x = Math.floor(upper / sizeY);
    out[0] = x;
    out[1] = upper - x * sizeY;
    out[2] = value - upper * sizeZ;
  } else {
    readWideTriple(cursor, count, sizeY, sizeZ, out);
  }
}

/** As `readTriple` for 49 to 72 bits: long division in three digits of 24 bits, each step exact in a double. */
function readWideTriple(cursor: BitCursor, count: number, sizeY: number, sizeZ: number, out: Int32Array): void {
  const BASE = 0x1000000;
  let low = readLittleEndian(cursor, 24);
  let middle = readLittleEndian(cursor, 24);
  let high = readLittleEndian(cursor, count - 48);
  for (let d = 2; d > 0; d--) {
    const divisor = d === 2 ? sizeZ : sizeY;
    const highQuotient = Math.floor(high / divisor);
    middle += (high - highQuotient * divisor) * BASE;
    const middleQuotient = Math.floor(middle / divisor);
    low += (middle - middleQuotient * divisor) * BASE;
    const lowQuotient = Math.floor(low / divisor);
    out[d] = low - lowQuotient * divisor;
    high = highQuotient;
    middle = middleQuotient;
    low = lowQuotient;
  }
  out[0] = high > 0 || middle > 127 ? -1 : middle * BASE + low; // what fits no coordinate is caught as out of bounds
}
