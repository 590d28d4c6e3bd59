// The encodings of BinaryCIF columns, undone from the last to the first.
// Sehnal et al., PLoS Comput. Biol. 2020, 16, e1008247; https://github.com/molstar/BinaryCIF/blob/master/encoding.md

import type { FormatError } from "../base/index.js";
import type { PackedValue } from "./message-pack.js";

export type PackedMap = ReadonlyMap<string, PackedValue>;
type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Numbers, or texts with "" where there is none. */
export type Decoded = Numbers | readonly string[];

/** What decoding needs to know besides the data. */
export interface DecodeContext {
  /** No array gets longer, whatever the data say. */
  readonly maxLength: number;
  fail(problem: string): FormatError;
}

const ARRAY_TYPES: ReadonlyMap<
  PackedValue,
  { new (buffer: ArrayBuffer): Numbers; readonly BYTES_PER_ELEMENT: number }
> = new Map<PackedValue, { new (buffer: ArrayBuffer): Numbers; readonly BYTES_PER_ELEMENT: number }>([
  [1, Int8Array],
  [2, Int16Array],
  [3, Int32Array],
  [4, Uint8Array],
  [5, Uint16Array],
  [6, Uint32Array],
  [32, Float32Array],
  [33, Float64Array],
]);

/**
 * Decodes the data of a column.
 * @param encoded a map of `data` and `encoding`
 * @throws FormatError made by `context.fail`
 */
export function decodeColumn(encoded: PackedValue | undefined, context: DecodeContext): Decoded {
  const { fail } = context;
  if (!(encoded instanceof Map)) throw fail("has no data");
  const data: unknown = encoded.get("data");
  if (!(data instanceof Uint8Array)) throw fail("has data that are no bytes");
  return undo(data, encoded.get("encoding"), context);
}

function undo(bytes: Uint8Array, encodings: PackedValue | undefined, context: DecodeContext): Decoded {
  const { fail } = context;
  if (!Array.isArray(encodings) || encodings.length === 0) throw fail("has no encoding");
  const steps = [...encodings].reverse();
  let decoded: Decoded | null = null;
  for (const encoding of steps) {
    if (!(encoding instanceof Map)) throw fail("has an encoding that is no map");
    const kind = encoding.get("kind");
    if (decoded === null) {
      if (kind === "ByteArray") decoded = undoByteArray(bytes, encoding, context);
      else if (kind === "StringArray") decoded = undoStringArray(bytes, encoding, context);
      else throw fail(`has bytes in the encoding ${String(kind)}`);
    } else {
      if (!isNumbers(decoded)) throw fail("encodes texts twice");
      decoded = undoNumbers(decoded, kind, encoding, context);
    }
  }
  return decoded!;
}

function isNumbers(decoded: Decoded): decoded is Numbers {
  return ArrayBuffer.isView(decoded);
}

function undoNumbers(numbers: Numbers, kind: unknown, encoding: PackedMap, context: DecodeContext): Numbers {
  switch (kind) {
    case "FixedPoint":
      return undoFixedPoint(numbers, encoding, context);
    case "IntervalQuantization":
      return undoIntervalQuantization(numbers, encoding, context);
    case "RunLength":
      return undoRunLength(numbers, context);
    case "Delta":
      return undoDelta(numbers, encoding, context);
    case "IntegerPacking":
      return undoIntegerPacking(numbers, encoding, context);
    default:
      throw context.fail(`has the unknown encoding ${String(kind)}`);
  }
}

function parameter(encoding: PackedMap, name: string, { fail }: DecodeContext): number {
  const value = encoding.get(name);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw fail(`has an encoding ${String(encoding.get("kind"))} without its ${name}`);
}

/** Little-endian, as all machines that run this are. */
function undoByteArray(bytes: Uint8Array, encoding: PackedMap, { fail }: DecodeContext): Numbers {
  const ArrayType = ARRAY_TYPES.get(encoding.get("type") ?? null);
  if (ArrayType === undefined) throw fail(`has numbers of the unknown type ${String(encoding.get("type"))}`);
  if (bytes.length % ArrayType.BYTES_PER_ELEMENT !== 0) throw fail("has a part of a number at its end");
  return new ArrayType(new Uint8Array(bytes).buffer);
}

function undoFixedPoint(numbers: Numbers, encoding: PackedMap, context: DecodeContext): Float64Array {
  const factor = parameter(encoding, "factor", context);
  return Float64Array.from(numbers, (n) => n / factor);
}

function undoIntervalQuantization(numbers: Numbers, encoding: PackedMap, context: DecodeContext): Float64Array {
  const [min, max, numSteps] = ["min", "max", "numSteps"].map((name) => parameter(encoding, name, context));
  const step = (max! - min!) / (numSteps! - 1);
  return Float64Array.from(numbers, (n) => min! + n * step);
}

/** Pairs of a value and how often it comes. */
function undoRunLength(numbers: Numbers, { maxLength, fail }: DecodeContext): Int32Array {
  let length = 0;
  for (let k = 1; k < numbers.length; k += 2) {
    if (!(numbers[k]! >= 0)) throw fail(`repeats a value ${numbers[k]} times`);
    length += numbers[k]!;
  }
  if (numbers.length % 2 !== 0 || length > maxLength) throw fail("repeats values more often than there are rows");
  const out = new Int32Array(length);
  let at = 0;
  for (let k = 0; k < numbers.length; k += 2) {
    out.fill(numbers[k]!, at, at + numbers[k + 1]!);
    at += numbers[k + 1]!;
  }
  return out;
}

function undoDelta(numbers: Numbers, encoding: PackedMap, context: DecodeContext): Int32Array {
  let sum = parameter(encoding, "origin", context);
  return Int32Array.from(numbers, (n) => {
    sum += n;
    return sum;
  });
}

/** Integers in fewer bytes: the largest and the smallest value stand for more to come. */
function undoIntegerPacking(packed: Numbers, encoding: PackedMap, context: DecodeContext): Int32Array {
  const bits = 8 * parameter(encoding, "byteCount", context);
  const isUnsigned = encoding.get("isUnsigned") === true;
  const upper = isUnsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
  const lower = isUnsigned ? Number.NaN : -(2 ** (bits - 1));
  const out = new Int32Array(packed.length);
  let length = 0;
  let sum = 0;
  for (let k = 0; k < packed.length; k++) {
    const n = packed[k]!;
    sum += n;
    if (n === upper || n === lower) continue;
    out[length++] = sum;
    sum = 0;
  }
  return out.subarray(0, length);
}

/** Each text once, in one string that offsets cut; the data are indices, -1 for none. */
function undoStringArray(bytes: Uint8Array, encoding: PackedMap, context: DecodeContext): string[] {
  const { fail } = context;
  const all = encoding.get("stringData");
  const packedOffsets = encoding.get("offsets");
  if (typeof all !== "string" || !(packedOffsets instanceof Uint8Array)) throw fail("has texts without their data");
  const nested = { ...context, maxLength: all.length + 1 };
  const offsets = undo(packedOffsets, withoutTexts(encoding.get("offsetEncoding"), fail), nested);
  const indices = undo(bytes, withoutTexts(encoding.get("dataEncoding"), fail), context);
  if (!isNumbers(offsets) || !isNumbers(indices)) throw fail("has texts that are cut by texts");
  const texts: string[] = [];
  for (let k = 0; k + 1 < offsets.length; k++) texts.push(all.slice(offsets[k]!, offsets[k + 1]!));
  return Array.from(indices, (index) => {
    const text = index === -1 ? "" : texts[index];
    if (text === undefined) throw fail(`has the text ${index} of ${texts.length}`);
    return text;
  });
}

/** Encodings of numbers only: texts within texts could go on for ever. */
function withoutTexts(encodings: PackedValue | undefined, fail: DecodeContext["fail"]): PackedValue {
  const isNested =
    Array.isArray(encodings) && encodings.some((e) => e instanceof Map && e.get("kind") === "StringArray");
  if (encodings === undefined || isNested) throw fail("has texts that are cut by texts");
  return encodings;
}
