// MessagePack, as far as files use it: no extension types.
// https://github.com/msgpack/msgpack/blob/master/spec.md

import { FormatError } from "../base/index.js";

/** Binary data are views of the bytes that were read. */
export type PackedValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PackedValue[]
  | ReadonlyMap<string, PackedValue>;

const MAX_DEPTH = 32;

/**
 * Decodes the value that the bytes hold.
 * @param file for messages
 * @throws FormatError when they are cut, nested too deeply, or no MessagePack
 */
export function decodeMessagePack(file: string, bytes: Uint8Array): PackedValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder("utf-8");
  let at = 0;
  const fail = (problem: string): FormatError => new FormatError(file, `byte ${at}: ${problem}`);

  /** The place of the next `length` bytes, which are then passed over. */
  const take = (length: number): number => {
    if (length > bytes.length - at) throw fail(`${length} bytes are announced, ${bytes.length - at} are left`);
    const start = at;
    at += length;
    return start;
  };
  const unsigned = (length: number): number => {
    const start = take(length);
    if (length === 1) return view.getUint8(start);
    if (length === 2) return view.getUint16(start);
    return length === 4 ? view.getUint32(start) : Number(view.getBigUint64(start));
  };
  const signed = (length: number): number => {
    const start = take(length);
    if (length === 1) return view.getInt8(start);
    if (length === 2) return view.getInt16(start);
    return length === 4 ? view.getInt32(start) : Number(view.getBigInt64(start));
  };
  const binary = (length: number): Uint8Array => {
    const start = take(length);
    return bytes.subarray(start, start + length);
  };
  const array = (length: number, depth: number): PackedValue[] => {
    if (length > bytes.length - at) throw fail(`a list of ${length} values is longer than the file`);
    const values: PackedValue[] = [];
    for (let k = 0; k < length; k++) values.push(value(depth + 1));
    return values;
  };
  const map = (length: number, depth: number): ReadonlyMap<string, PackedValue> => {
    const entries = new Map<string, PackedValue>();
    for (let k = 0; k < length; k++) {
      const key = value(depth + 1);
      if (typeof key !== "string") throw fail("a key is no text");
      entries.set(key, value(depth + 1));
    }
    return entries;
  };

  const value = (depth: number): PackedValue => {
    if (depth > MAX_DEPTH) throw fail(`values are nested more than ${MAX_DEPTH} deep`);
    const type = unsigned(1);
    if (type < 0x80) return type;
    if (type < 0x90) return map(type & 0x0f, depth);
    if (type < 0xa0) return array(type & 0x0f, depth);
    if (type < 0xc0) return decoder.decode(binary(type & 0x1f));
    if (type >= 0xe0) return type - 0x100;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return binary(unsigned(1 << (type - 0xc4)));
      case 0xca:
        return view.getFloat32(take(4));
      case 0xcb:
        return view.getFloat64(take(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return unsigned(1 << (type - 0xcc));
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return signed(1 << (type - 0xd0));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return decoder.decode(binary(unsigned(1 << (type - 0xd9))));
      case 0xdc:
      case 0xdd:
        return array(unsigned(2 << (type - 0xdc)), depth);
      case 0xde:
      case 0xdf:
        return map(unsigned(2 << (type - 0xde)), depth);
      default:
        throw fail(`the type 0x${type.toString(16)} is not known`);
    }
  };
  return value(0);
}
