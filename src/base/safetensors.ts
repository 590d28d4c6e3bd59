// Named arrays in one block of bytes, in the safetensors layout (Hugging Face, Apache-2.0 specification):
// u64 length of a JSON header, the header, the raw little-endian arrays. Python's safetensors reads it.

import { FormatError } from "./errors.js";

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array;
}

export type NamedArrays = Readonly<Record<string, NamedArray>>;

const DTYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;

function dtypeOf(data: NamedArray["data"]): keyof typeof DTYPES {
  if (data instanceof Float32Array) return "F32";
  return data instanceof Float64Array ? "F64" : "I32";
}

/** @param metadata free text values, kept in the header's `__metadata__` */
export function encodeSafetensors(arrays: NamedArrays, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header["__metadata__"] = metadata;
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  let json = JSON.stringify(header);
  json += " ".repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8); // arrays start at a multiple of 8
  const head = new TextEncoder().encode(json);
  const out = new Uint8Array(8 + head.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, 8);
  let position = 8 + head.length;
  for (const { data } of Object.values(arrays)) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return out;
}

/**
 * @param name what to call the bytes in an error
 * @throws FormatError when the header or an array's extent does not fit the bytes
 */
export function decodeSafetensors(
  name: string,
  bytes: Uint8Array,
): { arrays: Record<string, NamedArray>; metadata: Record<string, string> } {
  const damaged = (what: string, cause?: unknown) => new FormatError(name, `damaged arrays: ${what}`, { cause });
  if (bytes.length < 8) throw damaged("no header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headLength = Number(view.getBigUint64(0, true));
  if (headLength > bytes.length - 8) throw damaged("header longer than the file");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headLength)));
  } catch (cause) {
    throw damaged("header is not JSON", cause);
  }
  if (!isRecord(header)) throw damaged("header is not an object");
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === "string")) {
    throw damaged("metadata are not texts");
  }
  const block = bytes.subarray(8 + headLength);
  const arrays: Record<string, NamedArray> = {};
  for (const [key, entry] of Object.entries(entries)) {
    const found = readEntry(entry, block);
    if (typeof found === "string") throw damaged(`${key} ${found}`);
    arrays[key] = found;
  }
  return { arrays, metadata: metadata as Record<string, string> };
}

/** The array that a header entry describes, copied out of the block, or what is wrong with it. */
function readEntry(entry: unknown, block: Uint8Array): NamedArray | string {
  if (!isRecord(entry)) return "has no description";
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPES, dtype)) return `has the type ${JSON.stringify(dtype)}`;
  if (!isCounts(shape)) return `has the shape ${JSON.stringify(shape)}`;
  if (!isCounts(offsets) || offsets.length !== 2) return `has the offsets ${JSON.stringify(offsets)}`;
  const ArrayType = DTYPES[dtype as keyof typeof DTYPES];
  const [from, to] = offsets as [number, number];
  const count = shape.reduce((product, n) => product * n, 1);
  if (to - from !== count * ArrayType.BYTES_PER_ELEMENT || to > block.length) return "is cut";
  const owned = new Uint8Array(block.subarray(from, to)); // `slice` of a Node.js Buffer would not copy
  return { shape, data: new ArrayType(owned.buffer) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
