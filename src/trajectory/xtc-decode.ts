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

/**
 * Bytes that must follow a frame in memory: it is only after a group that its end is seen to lie beyond the frame's. A
 * group has at most 3 x 32 + 6 bits of its first atom and 10 x 72 of small ones, read in windows of four bytes.
 */
export const DECODE_SLACK_BYTES = 128;

const INT_MIN = -(2 ** 31);
/** Of single precision. */
const MAX_FLOAT = 3.4e38;

/**
 * Decodes the coordinates of a frame whose header was checked.
 * @param file a piece of it that goes on for at least `DECODE_SLACK_BYTES` after the frame
 * @param at where in it the frame starts
 * @param frameBytes its length
 * @param out (A, 3) nm
 * @throws FormatError when the frame is damaged or holds numbers that are not finite
 */
export function decodeXtcCoordinates(
  file: DataView,
  at: number,
  frameBytes: number,
  out: Float32Array,
  place: FramePlace,
): void {
  const view = new DataView(file.buffer, file.byteOffset + at, frameBytes + DECODE_SLACK_BYTES);
  const nAtoms = view.getInt32(4);
  if (nAtoms <= XTC_PLAIN_ATOMS) {
    readPlainCoordinates(view, out, place);
    return;
  }
  const precision = view.getFloat32(PRECISION_OFFSET);
  if (!(precision > 0 && Number.isFinite(precision))) throw damagedFrame(place, `has the precision ${precision}`);
  const decoder = createDecoder(view, precision, out, place);
  const problem = decompress(decoder, 8 * frameBytes);
  if (problem !== null) throw damagedFrame(place, problem);
}

function readPlainCoordinates(view: DataView, out: Float32Array, place: FramePlace): void {
  for (let i = 0; i < out.length; i++) {
    const value = view.getFloat32(PRECISION_OFFSET + 4 * i);
    if (!Number.isFinite(value)) throw notFiniteCoordinates(place);
    out[i] = value;
  }
}

/** Bits being read, the highest of each byte first. */
interface BitCursor {
  readonly view: DataView;
  /** In bits. */
  position: number;
}

/** Of one dimension, in steps of the precision. */
interface Bounds {
  readonly minimum: number;
  /** maximum - minimum + 1 */
  readonly size: number;
}

/** A frame that is being decoded. */
interface Decoder extends BitCursor {
  readonly x: Bounds;
  readonly y: Bounds;
  readonly z: Bounds;
  /** Of a whole atom; 0 where each of its coordinates is stored alone. */
  readonly sharedBits: number;
  /** A step of the precision in nm. */
  readonly unit: number;
  /** (A, 3) nm */
  readonly out: Float32Array;
  /** Numbers of `out` that are decoded. */
  written: number;
  /** Tells the size of the small differences. */
  smallIndex: number;
  /** Atoms of a group after its first. */
  nSmall: number;
  /** Its sign bit is set once a coordinate has left the frame's bounds. */
  outside: number;
  readonly triple: Int32Array;
}

function createDecoder(view: DataView, precision: number, out: Float32Array, place: FramePlace): Decoder {
  const [x, y, z] = [0, 1, 2].map((d) => readBounds(view, d, precision, place)) as [Bounds, Bounds, Bounds];
  const isAlone = x.size > MAX_SHARED_SIZE || y.size > MAX_SHARED_SIZE || z.size > MAX_SHARED_SIZE;
  const smallIndex = view.getInt32(SMALL_INDEX_OFFSET);
  if (!isSmallIndex(smallIndex)) throw damagedFrame(place, `has the index ${smallIndex}, outside the table of sizes`);
  return {
    view,
    position: 8 * dataOffsetOf(view.getInt32(0)),
    x,
    y,
    z,
    sharedBits: isAlone ? 0 : sharedBits(x.size, y.size, z.size),
    unit: 1 / precision,
    out,
    written: 0,
    smallIndex,
    nSmall: 0,
    outside: 0,
    triple: new Int32Array(3),
  };
}

function readBounds(view: DataView, d: number, precision: number, place: FramePlace): Bounds {
  const [low, high] = [view.getInt32(MINIMUM_OFFSET + 4 * d), view.getInt32(MAXIMUM_OFFSET + 4 * d)];
  // Writers cast NaN and infinity to an integer, which gives INT_MIN.
  const fits = low !== INT_MIN && Math.max(-low, high) / precision < MAX_FLOAT;
  if (!fits) throw notFiniteCoordinates(place);
  const size = high - low + 1;
  if (size < 1 || size >= 2 ** 31) throw damagedFrame(place, "has bounds that are out of order");
  return { minimum: low, size };
}

function isSmallIndex(index: number): boolean {
  return index >= FIRST_SMALL_INDEX && index <= LAST_SMALL_INDEX;
}

/**
 * Decodes all groups.
 * @param end of the frame, in bits
 * @returns what is wrong with the data, null when nothing
 */
function decompress(decoder: Decoder, end: number): string | null {
  while (decoder.written < decoder.out.length) {
    const problem = readGroup(decoder, end);
    if (problem !== null) return problem;
  }
  if (decoder.position > end) return "has more coordinates than its bytes hold";
  return decoder.outside < 0 ? "has coordinates outside its own bounds" : null;
}

/** A function of its own, as compilers that start within a loop, for long frames, do worse on what is in it. */
function readGroup(decoder: Decoder, end: number): string | null {
  const { triple, out, written } = decoder;
  readWholeAtom(decoder);
  let x = triple[0]!;
  let y = triple[1]!;
  let z = triple[2]!;
  let change = 0;
  if (readBits(decoder, 1) === 1) {
    const code = readBits(decoder, 5);
    decoder.nSmall = (code / 3) | 0;
    change = (code % 3) - 1;
  }
  const { nSmall, smallIndex } = decoder;
  const next = written + 3 * (nSmall + 1);
  if (decoder.position > end || next > out.length) return "has more coordinates than its bytes hold";
  // The whole atom is the second of its group: it goes after the first small one.
  writeAtom(decoder, nSmall === 0 ? written : written + 3, x, y, z);
  const small = SMALL_SIZES[smallIndex]!;
  const half = small >> 1;
  for (let k = 0; k < nSmall; k++) {
    readTriple(decoder, smallIndex, small, small, triple);
    x += triple[0]! - half;
    y += triple[1]! - half;
    z += triple[2]! - half;
    writeAtom(decoder, k === 0 ? written : written + 3 * (k + 1), x, y, z);
  }
  decoder.written = next;
  decoder.smallIndex = smallIndex + change;
  return isSmallIndex(decoder.smallIndex) ? null : "leaves the table of sizes";
}

/** Reads an atom relative to the minimum. */
function readWholeAtom(decoder: Decoder): void {
  const { x, y, z, triple } = decoder;
  if (decoder.sharedBits > 0) {
    readTriple(decoder, decoder.sharedBits, y.size, z.size, triple);
  } else {
    triple[0] = readWideBits(decoder, bitLength(x.size));
    triple[1] = readWideBits(decoder, bitLength(y.size));
    triple[2] = readWideBits(decoder, bitLength(z.size));
  }
}

function writeAtom(decoder: Decoder, at: number, x: number, y: number, z: number): void {
  const { x: boundsX, y: boundsY, z: boundsZ, unit, out } = decoder;
  decoder.outside |= x | (boundsX.size - 1 - x) | y | (boundsY.size - 1 - y) | z | (boundsZ.size - 1 - z);
  out[at] = (x + boundsX.minimum) * unit;
  out[at + 1] = (y + boundsY.minimum) * unit;
  out[at + 2] = (z + boundsZ.minimum) * unit;
}

/** @param count 1 to 25 */
function readBits(cursor: BitCursor, count: number): number {
  const { view, position } = cursor;
  cursor.position = position + count;
  return (view.getInt32(position >>> 3) << (position & 7)) >>> (32 - count);
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
