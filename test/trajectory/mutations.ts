// Damaged binary files, and what a reader may do with one: read finite numbers, or refuse it. Also used by the long
// runs of scripts/fuzz-trajectories.ts.

import { type ByteSource, FormatError, memorySource, type Rng, UnsupportedError } from "../../src/base/index.js";
import { openTrajectory, type TrajectoryReader } from "../../src/trajectory/index.js";

/** 32-bit words at which programs stumble. */
const EXTREMES = [
  0,
  1,
  2,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  0x7fc00000,
  0x7f800000,
  0x00ffffff,
  0x01000000,
  72,
  84,
  1 << 28,
];
/** Where formats keep most of what they say of themselves. */
const HEAD_BYTES = 1024;

/** One to three changes: a bit, a byte, a word set to an extreme or taken from elsewhere, bytes cut, lost or repeated. */
export function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let change = rng.integer(3); change >= 0 && bytes.length > 8; change--) {
    const at = rng.integer(rng.integer(2) === 0 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
    const word = Math.min(at - (at % 4), bytes.length - 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kind = rng.integer(10);
    if (kind < 2) bytes[at] = bytes[at]! ^ (1 << rng.integer(8));
    else if (kind < 4) bytes[at] = rng.integer(256);
    else if (kind < 7) view.setInt32(word, EXTREMES[rng.integer(EXTREMES.length)]!, rng.integer(2) === 0);
    else if (kind < 8) view.setInt32(word, view.getInt32(rng.integer(bytes.length - 3)));
    else if (kind < 9) bytes = spliced(bytes, at, rng.integer(64), rng.integer(2) === 0);
    else if (rng.integer(3) === 0) bytes = bytes.slice(0, at);
  }
  return bytes;
}

/** Without some bytes, or with them twice. */
function spliced(bytes: Uint8Array, at: number, length: number, isRepeated: boolean): Uint8Array {
  const [head, tail] = [
    bytes.subarray(0, isRepeated ? at + length : at),
    bytes.subarray(isRepeated ? at : at + length),
  ];
  const result = new Uint8Array(head.length + tail.length);
  result.set(head);
  result.set(tail, head.length);
  return result;
}

/** A reader may ask for this many times the file's size; small files have a minimum. */
const MAX_ALLOCATION_RATIO = 10;
const MIN_ALLOCATION_BYTES = 1 << 16;
/** XTC packs an atom into two bits at best; DCD stores no atom that does not move. */
const MAX_PACKED_RATIO = 64;

/**
 * Reads a damaged trajectory frame by frame.
 * @returns whether it was refused
 * @throws Error when the reader fails in another way, or returns what it must not
 */
export async function isRefused(name: string, bytes: Uint8Array): Promise<boolean> {
  let reader: TrajectoryReader | null = null;
  try {
    reader = await openTrajectory(boundedSource(name, bytes));
    const { nFrames, nAtoms, timesPs } = reader;
    if (!(nFrames > 0 && nAtoms > 0 && timesPs.length === nFrames)) throw new Error(`${nFrames} frames of ${nAtoms}`);
    expectAllocation("times", timesPs.byteLength, MAX_ALLOCATION_RATIO, bytes);
    expectAllocation("a frame", 12 * nAtoms, MAX_PACKED_RATIO, bytes);
    if (!timesPs.every(Number.isFinite)) throw new Error("times that are not finite");
    for (let t = 0; t < nFrames; t++) {
      const { positions, boxes } = await reader.read(t, 1);
      if (positions.length !== 3 * nAtoms) throw new Error(`${positions.length} coordinates of ${nAtoms} atoms`);
      if (!positions.every(Number.isFinite)) throw new Error("coordinates that are not finite");
      if (boxes !== null && !(boxes.length === 9 && boxes.every(Number.isFinite))) throw new Error(`the box ${boxes}`);
    }
    return false;
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof UnsupportedError)) throw error;
    if (!error.message.startsWith(name)) throw new Error(`an error that does not name the file: ${error.message}`);
    // The HDF5 library, in WebAssembly, may refuse a file, but not break down over it: there is only one of it.
    if (error.cause instanceof Error && error.cause.name === "RuntimeError") throw error.cause;
    return true;
  } finally {
    await reader?.close();
  }
}

/** A source that fails when it is asked for much more than it has, as a reader does that believes what is damaged. */
function boundedSource(name: string, bytes: Uint8Array): ByteSource {
  const source = memorySource(name, bytes);
  const WINDOW_BYTES = 1 << 20; // readers may ask for more than is left, but not for whatever a header says
  return {
    ...source,
    read: (offset, length) => {
      const isPlace = Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0;
      if (!isPlace || length > bytes.length + WINDOW_BYTES) throw new Error(`${length} bytes read at ${offset}`);
      return source.read(offset, length);
    },
  };
}

function expectAllocation(what: string, nBytes: number, ratio: number, file: Uint8Array): void {
  if (nBytes > Math.max(ratio * file.length, MIN_ALLOCATION_BYTES)) {
    throw new Error(`${nBytes} bytes for ${what} of a file of ${file.length}`);
  }
}
