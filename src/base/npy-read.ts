// NumPy's .npy format: arrays of one row a frame, read in blocks.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import type { ByteSource } from "./bytes.js";
import { FormatError, UnsupportedError } from "./errors.js";
import { type Matrix32, zeros32 } from "./matrix.js";

/** A table of numbers in a file. */
export interface RowReader {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Rows [first, first + count). @throws FormatError naming the row and column of what is not a finite number */
  read(first: number, count: number): Promise<Matrix32>;
}

const MAGIC = "\x93NUMPY";
/** Headers of real arrays have some hundred bytes. */
const MAX_HEADER_BYTES = 1 << 16;

interface NumberType {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

/** By NumPy's name. */
const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  "<f4": { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  "<f8": { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  ">f4": { bytes: 4, read: (view, at) => view.getFloat32(at, false) },
  ">f8": { bytes: 8, read: (view, at) => view.getFloat64(at, false) },
  "<i4": { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  "<i8": { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  "|u1": { bytes: 1, read: (view, at) => view.getUint8(at) },
  "|b1": { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/**
 * Opens an array of shape (T, F), or (T) for a single column.
 * @throws FormatError when it is no .npy file, or not of that shape, or cut short
 * @throws UnsupportedError for column-major order and types other than real numbers
 */
export async function openNpy(source: ByteSource): Promise<RowReader> {
  const { name } = source;
  const { text, start } = await readHeader(source);
  const descr = field(name, text, "descr", /^'([^']*)'/);
  const isFortran = field(name, text, "fortran_order", /^(True|False)/) === "True";
  const shape = field(name, text, "shape", /^\(([\d, ]*)\)/)
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const [rows, cols = 1] = shape;
  if (rows === undefined || shape.length > 2 || rows * cols === 0) {
    throw new FormatError(name, `has the shape (${shape.join(", ")}), want (T, F): a row a frame`);
  }
  const type = Object.hasOwn(NUMBER_TYPES, descr) ? NUMBER_TYPES[descr]! : null;
  if (type === null) {
    throw new UnsupportedError(`${name}: holds numbers of type ${descr}`, {
      hint: "Save it with .astype(numpy.float32).",
    });
  }
  if (isFortran && cols > 1) {
    throw new UnsupportedError(`${name}: is in column-major order`, { hint: "Save numpy.ascontiguousarray of it." });
  }
  const size = start + rows * cols * type.bytes;
  if (source.size !== size) throw new FormatError(name, `has ${source.size} bytes, want ${size} of its shape`);

  const read = async (first: number, count: number): Promise<Matrix32> => {
    const bytes = await source.read(start + first * cols * type.bytes, count * cols * type.bytes);
    const out = zeros32(count, cols);
    if (bytes.length < out.data.length * type.bytes)
      throw new FormatError(name, `ends within row ${first + count - 1}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < out.data.length; i++) out.data[i] = type.read(view, i * type.bytes);
    expectFinite(name, out, first);
    return out;
  };
  return { name, rows, cols, read };
}

async function readHeader(source: ByteSource): Promise<{ text: string; start: number }> {
  const head = await source.read(0, 12);
  const magic = String.fromCharCode(...head.subarray(0, 6));
  if (head.length < 12 || magic !== MAGIC) throw new FormatError(source.name, "is no .npy file");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isFirstVersion = head[6] === 1;
  const begin = isFirstVersion ? 10 : 12;
  const length = isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES || begin + length > source.size) {
    throw new FormatError(source.name, `has a damaged header: ${length} bytes long`);
  }
  return { text: new TextDecoder().decode(await source.read(begin, length)), start: begin + length };
}

/** The value of one key of the header, which is a Python dictionary. */
function field(file: string, header: string, key: string, pattern: RegExp): string {
  const at = new RegExp(`['"]${key}['"]\\s*:\\s*`).exec(header);
  const match = at && pattern.exec(header.slice(at.index + at[0].length));
  if (!match) throw new FormatError(file, `has a damaged header: no ${key}`);
  return match[1]!;
}

function expectFinite(file: string, { data, cols }: Matrix32, first: number): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = first + Math.floor(at / cols);
  throw new FormatError(file, `row ${row}, column ${at % cols} is not a finite number: ${data[at]}`);
}
