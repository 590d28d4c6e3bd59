// BinaryCIF written by the rules of its specification, and four atoms with every encoding of numbers.

export type Packable =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Packable[]
  | { readonly [key: string]: Packable };

const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const word = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
export const double = (x: number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return [...new Uint8Array(view.buffer)];
};

/** MessagePack with 32-bit lengths, and all numbers as double precision. */
export function pack(value: Packable): number[] {
  if (value === null) return [0xc0];
  if (typeof value === "boolean") return [value ? 0xc3 : 0xc2];
  if (typeof value === "number") return [0xcb, ...double(value)];
  if (typeof value === "string") return [0xdb, ...word(utf8(value).length), ...utf8(value)];
  if (value instanceof Uint8Array) return [0xc6, ...word(value.length), ...value];
  if (Array.isArray(value)) return [0xdd, ...word(value.length), ...value.flatMap(pack)];
  const entries = Object.entries(value);
  return [0xdf, ...word(entries.length), ...entries.flatMap(([key, own]) => [...pack(key), ...pack(own)])];
}

export const bytesOf = (array: Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array) =>
  new Uint8Array(array.buffer);
export const INT8 = { kind: "ByteArray", type: 1 };
export const INT16 = { kind: "ByteArray", type: 2 };
export const INT32 = { kind: "ByteArray", type: 3 };
export const UINT8 = { kind: "ByteArray", type: 4 };
export const FLOAT32 = { kind: "ByteArray", type: 32 };

export const column = (name: string, data: Uint8Array, encoding: Packable, mask: Packable = null) => ({
  name,
  data: { data, encoding },
  mask,
});
export const texts = (name: string, indices: Int8Array, strings: string[], mask: Packable = null) =>
  column(
    name,
    bytesOf(indices),
    [
      {
        kind: "StringArray",
        dataEncoding: [INT8],
        stringData: strings.join(""),
        offsetEncoding: [UINT8],
        offsets: Uint8Array.from([0, ...strings].map((_, k) => strings.slice(0, k).join("").length)),
      },
    ],
    mask,
  );

export const file = (rowCount: number, ...columns: Packable[]) => ({
  version: "0.3.0",
  dataBlocks: [{ header: "X", categories: [{ name: "_atom_site", rowCount, columns }] }],
});

export const NAMES = texts("label_atom_id", Int8Array.of(0, 1, 1, 1), ["N", "CX"]);
export const X = column("Cartn_x", bytesOf(Int32Array.of(1000, 250, -500, 0)), [
  { kind: "FixedPoint", factor: 1000 },
  { kind: "Delta", origin: 1000 },
  INT32,
]);
export const Y = column("Cartn_y", bytesOf(Int8Array.of(0, 10, 100, 50)), [
  { kind: "IntervalQuantization", min: -50, max: 50, numSteps: 101 },
  INT8,
]);
export const Z = column("Cartn_z", bytesOf(Float32Array.of(1, 2, 3, 4)), [FLOAT32]);
export const SEQUENCE = column("label_seq_id", bytesOf(Int32Array.of(5, 1, 1, 3)), [
  { kind: "Delta", origin: 5 },
  { kind: "RunLength", srcSize: 4 },
  INT32,
]);
