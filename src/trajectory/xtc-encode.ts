// Compression of XTC coordinates, byte for byte as the xdrfile library does it (see xtc-layout.ts and xtc-decode.ts).

import { NumericsError } from "../base/index.js";
import {
  BOX_OFFSET,
  BYTE_COUNT_OFFSET,
  bitLength,
  FIRST_SMALL_INDEX,
  LAST_SMALL_INDEX,
  MAX_SHARED_SIZE,
  MAXIMUM_OFFSET,
  MINIMUM_OFFSET,
  PRECISION_OFFSET,
  SMALL_INDEX_OFFSET,
  SMALL_SIZES,
  sharedBits,
  XTC_MAGIC,
  XTC_PLAIN_ATOMS,
} from "./xtc-layout.js";

/** Coordinates in units of the precision stay below this. */
const MAX_INTEGER = 2 ** 31 - 3;
/** The most small atoms of one group. */
const MAX_SMALL_ATOMS = 8;
/** An atom takes at most 3 x 32 bits and 6 more. */
const MAX_BYTES_PER_ATOM = 13;
const DATA_OFFSET = BYTE_COUNT_OFFSET + 4;

/** The most bytes that a frame of so many atoms can take. */
export function maxXtcFrameBytes(nAtoms: number): number {
  return DATA_OFFSET + MAX_BYTES_PER_ATOM * nAtoms + 4;
}

export interface XtcFrame {
  readonly step: number;
  readonly timePs: number;
  /** (9) nm, box vectors row by row; null for none. */
  readonly box: Float32Array | null;
  /** (A, 3) nm. */
  readonly positions: Float32Array;
  /** Steps per nm to which coordinates are rounded. */
  readonly precision: number;
}

/**
 * Encodes one frame.
 * @param out at least `maxXtcFrameBytes` long
 * @returns the number of bytes used
 * @throws NumericsError when a coordinate is not finite or too large for the precision
 */
export function encodeXtcFrame(frame: XtcFrame, out: Uint8Array): number {
  const { positions, box } = frame;
  const nAtoms = positions.length / 3;
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  view.setInt32(0, XTC_MAGIC);
  view.setInt32(4, nAtoms);
  view.setInt32(8, frame.step);
  view.setFloat32(12, frame.timePs);
  for (let k = 0; k < 9; k++) view.setFloat32(BOX_OFFSET + 4 * k, box === null ? 0 : box[k]!);
  view.setInt32(52, nAtoms);
  if (nAtoms <= XTC_PLAIN_ATOMS) {
    for (let i = 0; i < positions.length; i++) {
      if (!Number.isFinite(positions[i]!)) throw notWritable(i, positions[i]!);
      view.setFloat32(PRECISION_OFFSET + 4 * i, positions[i]!);
    }
    return PRECISION_OFFSET + 12 * nAtoms;
  }
  view.setFloat32(PRECISION_OFFSET, frame.precision);
  const quantized = quantize(positions, frame.precision);
  for (let d = 0; d < 3; d++) {
    view.setInt32(MINIMUM_OFFSET + 4 * d, quantized.minimum[d]!);
    view.setInt32(MAXIMUM_OFFSET + 4 * d, quantized.maximum[d]!);
  }
  view.setInt32(SMALL_INDEX_OFFSET, quantized.smallIndex);
  const byteCount = compress(quantized, view);
  view.setInt32(BYTE_COUNT_OFFSET, byteCount);
  view.setInt32(DATA_OFFSET + byteCount, 0); // padding
  return DATA_OFFSET + Math.ceil(byteCount / 4) * 4;
}

function notWritable(coordinate: number, value: number): NumericsError {
  return new NumericsError(`writing XTC: atom ${Math.floor(coordinate / 3)} has the coordinate ${value} nm`, {
    hint: "Coordinates must be finite and below 2^31 steps of the precision.",
  });
}

interface Quantized {
  /** (A, 3) in units of the precision. */
  readonly integers: Int32Array;
  readonly minimum: Int32Array;
  readonly maximum: Int32Array;
  readonly smallIndex: number;
}

/** Rounds in single precision, as the C library does, so that ties fall the same way. */
function quantize(positions: Float32Array, precision: number): Quantized {
  const scale = Math.fround(precision);
  const integers = new Int32Array(positions.length);
  const minimum = new Int32Array(3);
  const maximum = new Int32Array(3);
  for (let d = 0; d < 3; d++) {
    let low = MAX_INTEGER;
    let high = -MAX_INTEGER;
    for (let i = d; i < positions.length; i += 3) {
      const scaled = Math.fround(positions[i]! * scale);
      const rounded = Math.fround(scaled >= 0 ? scaled + 0.5 : scaled - 0.5);
      if (!(rounded <= MAX_INTEGER && rounded >= -MAX_INTEGER)) throw notWritable(i, positions[i]!);
      const integer = rounded | 0; // truncates
      integers[i] = integer;
      if (integer < low) low = integer;
      if (integer > high) high = integer;
    }
    if (high - low >= MAX_INTEGER) throw notWritable(d, high / precision);
    minimum[d] = low;
    maximum[d] = high;
  }
  return { integers, minimum, maximum, smallIndex: firstSmallIndex(integers) };
}

/** The range of small differences that holds the shortest step from one atom to the next. */
function firstSmallIndex(integers: Int32Array): number {
  let shortest = 2 ** 31 - 1;
  for (let i = 3; i < integers.length; i += 3) {
    const step =
      Math.abs(integers[i]! - integers[i - 3]!) +
      Math.abs(integers[i + 1]! - integers[i - 2]!) +
      Math.abs(integers[i + 2]! - integers[i - 1]!);
    if (step < shortest) shortest = step;
  }
  let index = FIRST_SMALL_INDEX;
  while (index < LAST_SMALL_INDEX && SMALL_SIZES[index]! < shortest) index++;
  return index;
}

/** Bits being written, the highest of each byte first; those after `position` in its byte are zeros. */
interface BitSink {
  readonly view: DataView;
  /** In bits. */
  position: number;
}

/**
 * Writes the coordinates, group by group, at `DATA_OFFSET`. Swaps atoms in `integers`.
 * @returns the number of bytes written
 */
function compress({ integers, minimum, maximum, smallIndex: firstIndex }: Quantized, view: DataView): number {
  const nAtoms = integers.length / 3;
  const minX = minimum[0]!;
  const minY = minimum[1]!;
  const minZ = minimum[2]!;
  const sizeX = maximum[0]! - minX + 1;
  const sizeY = maximum[1]! - minY + 1;
  const sizeZ = maximum[2]! - minZ + 1;
  const alone = sizeX > MAX_SHARED_SIZE || sizeY > MAX_SHARED_SIZE || sizeZ > MAX_SHARED_SIZE;
  const bits = alone ? 0 : sharedBits(sizeX, sizeY, sizeZ);

  const sink: BitSink = { view, position: 8 * DATA_OFFSET };
  view.setUint8(DATA_OFFSET, 0);
  const differences = new Int32Array(3 * MAX_SMALL_ATOMS);
  const largestIndex = Math.min(LAST_SMALL_INDEX, firstIndex + MAX_SMALL_ATOMS);
  const smallestIndex = largestIndex - MAX_SMALL_ATOMS;
  const largerHalf = SMALL_SIZES[largestIndex]! >> 1;
  let smallIndex = firstIndex;
  let half = SMALL_SIZES[smallIndex]! >> 1;
  let smallerHalf = SMALL_SIZES[Math.max(FIRST_SMALL_INDEX, smallIndex - 1)]! >> 1;
  let lastRun = -1;
  let atom = 0;
  while (atom < nAtoms) {
    const at = 3 * atom;
    let change = smallIndex > smallestIndex ? -1 : 0;
    if (smallIndex < largestIndex && atom >= 1 && areWithin(integers, at, at - 3, largerHalf)) change = 1;
    let isSmall = atom + 1 < nAtoms && areWithin(integers, at, at + 3, half);
    if (isSmall) swapAtoms(integers, at);

    const x = integers[at]! - minX;
    const y = integers[at + 1]! - minY;
    const z = integers[at + 2]! - minZ;
    if (alone) {
      writeWideBits(sink, bitLength(sizeX), x);
      writeWideBits(sink, bitLength(sizeY), y);
      writeWideBits(sink, bitLength(sizeZ), z);
    } else {
      writeTriple(sink, bits, x, y, z, sizeY, sizeZ);
    }
    atom++;

    if (!isSmall && change === -1) change = 0;
    let run = 0; // numbers, three an atom
    while (isSmall && run < differences.length) {
      const to = 3 * atom;
      const dx = integers[to]! - integers[to - 3]!;
      const dy = integers[to + 1]! - integers[to - 2]!;
      const dz = integers[to + 2]! - integers[to - 1]!;
      // In 32 bits, overflow included, as in C: it only decides how well the next group is compressed.
      const squared = (Math.imul(dx, dx) + Math.imul(dy, dy) + Math.imul(dz, dz)) | 0;
      if (change === -1 && squared >= Math.imul(smallerHalf, smallerHalf)) change = 0;
      differences[run] = dx + half;
      differences[run + 1] = dy + half;
      differences[run + 2] = dz + half;
      run += 3;
      atom++;
      isSmall = atom < nAtoms && areWithin(integers, to + 3, to, half);
    }
    if (run !== lastRun || change !== 0) {
      lastRun = run;
      writeBits(sink, 6, 0b100000 | (run + change + 1));
    } else {
      writeBits(sink, 1, 0);
    }
    const small = SMALL_SIZES[smallIndex]!;
    for (let k = 0; k < run; k += 3) {
      writeTriple(sink, smallIndex, differences[k]!, differences[k + 1]!, differences[k + 2]!, small, small);
    }
    if (change !== 0) {
      smallIndex += change;
      half = SMALL_SIZES[smallIndex]! >> 1;
      smallerHalf = SMALL_SIZES[smallIndex - 1]! >> 1;
    }
  }
  return ((sink.position + 7) >>> 3) - DATA_OFFSET;
}

/** Whether the atoms at `a` and `b` differ by less than `limit` in each coordinate. */
function areWithin(integers: Int32Array, a: number, b: number, limit: number): boolean {
  return (
    Math.abs(integers[a]! - integers[b]!) < limit &&
    Math.abs(integers[a + 1]! - integers[b + 1]!) < limit &&
    Math.abs(integers[a + 2]! - integers[b + 2]!) < limit
  );
}

/** Exchanges the atom at `at` and the one after it. */
function swapAtoms(integers: Int32Array, at: number): void {
  for (let k = at; k < at + 3; k++) {
    const kept = integers[k]!;
    integers[k] = integers[k + 3]!;
    integers[k + 3] = kept;
  }
}

/** @param count 1 to 24 */
function writeBits(sink: BitSink, count: number, value: number): void {
  const { view, position } = sink;
  const at = position >>> 3;
  const window = (value << (32 - count)) >>> (position & 7);
  view.setInt32(at, (view.getUint8(at) << 24) | window);
  sink.position = position + count;
}

/** @param count 1 to 32 */
function writeWideBits(sink: BitSink, count: number, value: number): void {
  if (count > 24) writeBits(sink, count - 16, value >>> 16);
  if (count > 24) writeBits(sink, 16, value & 0xffff);
  else writeBits(sink, count, value);
}

/** A number of up to 24 bits, its bytes lowest first; the last one has the bits that are left over. */
function writeLittleEndian(sink: BitSink, count: number, value: number): void {
  if (count <= 8) {
    writeBits(sink, count, value);
  } else if (count <= 16) {
    const rest = count - 8;
    writeBits(sink, count, ((value & 0xff) << rest) | (value >>> 8));
  } else {
    const rest = count - 16;
    const first = ((value & 0xff) << 8) | ((value >>> 8) & 0xff);
    writeBits(sink, count, (first << rest) | (value >>> 16));
  }
}

/**
 * Writes (x * sizeY + y) * sizeZ + z as a little-endian number of `count` bits, in digits of 24 bits.
 * @param count 1 to 72; sizes are at most 2^24
 */
function writeTriple(
  sink: BitSink,
  count: number,
  x: number,
  y: number,
  z: number,
  sizeY: number,
  sizeZ: number,
): void {
  const BASE = 0x1000000;
  const upper = x * sizeY + y;
  if (count <= 24) {
    writeLittleEndian(sink, count, upper * sizeZ + z);
    return;
  }
  const upperHigh = Math.floor(upper / BASE);
  const low = (upper - upperHigh * BASE) * sizeZ + z;
  const lowCarry = Math.floor(low / BASE);
  const middle = upperHigh * sizeZ + lowCarry;
  writeLittleEndian(sink, 24, low - lowCarry * BASE);
  if (count <= 48) {
    writeLittleEndian(sink, count - 24, middle);
    return;
  }
  const high = Math.floor(middle / BASE);
  writeLittleEndian(sink, 24, middle - high * BASE);
  writeLittleEndian(sink, count - 48, high);
}
