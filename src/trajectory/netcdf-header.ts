// The header of a classic NetCDF file (Unidata, "NetCDF Classic Format Specification"): CDF-1, CDF-2 (64-bit offsets) and
// CDF-5 (64-bit sizes). All numbers are big-endian, and what has bytes is padded to four.
//
//   "CDF", version, number of records
//   dimensions (name, length; the one of length 0 counts records), attributes of the file,
//   variables (name, dimensions, attributes, type, size, where its data begin)
//
// Variables whose first dimension counts records are stored record by record, all of them side by side.

import { type ByteSource, FormatError } from "../base/index.js";
import { viewOf } from "./stored-frames.js";

export interface NetcdfVariable {
  readonly name: string;
  /** Lengths of its dimensions, without the one that counts records. */
  readonly shape: readonly number[];
  readonly dimensions: readonly string[];
  readonly isRecord: boolean;
  readonly type: NetcdfType;
  /** Text and single numbers among its attributes. */
  readonly attributes: ReadonlyMap<string, string | number>;
  /** Where the data begin, in bytes. */
  readonly begin: number;
}

export interface NetcdfHeader {
  /** Null when the file does not say (it was being written). */
  readonly nRecords: number | null;
  /** Bytes from one record to the next. */
  readonly recordBytes: number;
  readonly variables: ReadonlyMap<string, NetcdfVariable>;
}

/** By the number that stands for it in the file. */
const TYPES = [
  null,
  "byte",
  "char",
  "short",
  "int",
  "float",
  "double",
  "ubyte",
  "ushort",
  "uint",
  "int64",
  "uint64",
] as const;
export type NetcdfType = NonNullable<(typeof TYPES)[number]>;

const TYPE_BYTES: Readonly<Record<NetcdfType, number>> = {
  byte: 1,
  char: 1,
  short: 2,
  int: 4,
  float: 4,
  double: 8,
  ubyte: 1,
  ushort: 2,
  uint: 4,
  int64: 8,
  uint64: 8,
};

const TAGS = { dimensions: 10, variables: 11, attributes: 12 } as const;
/** The limit of the NetCDF library for each list. */
const MAX_LIST_LENGTH = 8192;
const MAX_TEXT_BYTES = 4096;
const WINDOW_BYTES = 1 << 14;
const VERSIONS: readonly number[] = [1, 2, 5];

/** Whether a file that begins with these bytes is a classic NetCDF file. */
export function isClassicNetcdf(head: Uint8Array): boolean {
  return head.length >= 4 && asciiOf(head.subarray(0, 3)) === "CDF" && VERSIONS.includes(head[3]!);
}

function asciiOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** @throws FormatError when the file is no classic NetCDF file or its header is damaged */
export async function readNetcdfHeader(source: ByteSource): Promise<NetcdfHeader> {
  const cursor = createCursor(source, await versionOf(source));
  const nRecords = await cursor.nRecords();
  const dimensions = await readList(cursor, TAGS.dimensions, async () => ({
    name: await cursor.name(),
    length: await cursor.size(),
  }));
  await readAttributes(cursor);
  const variables = await readList(cursor, TAGS.variables, () => readVariable(cursor, dimensions));
  return {
    nRecords,
    recordBytes: recordBytesOf(variables),
    variables: new Map(variables.map((variable) => [variable.name, variable])),
  };
}

async function versionOf(source: ByteSource): Promise<number> {
  if (source.size === 0) throw new FormatError(source.name, "is empty");
  const head = await source.read(0, 4);
  if (isClassicNetcdf(head)) return head[3]!;
  if (head[0] === 0x89 && asciiOf(head.subarray(1)) === "HDF") {
    throw new FormatError(source.name, "is a NetCDF-4 file, wanted the classic format that AMBER writes", {
      hint: "Convert it: nccopy -k classic in.nc out.nc",
    });
  }
  throw new FormatError(source.name, "does not begin as a NetCDF file");
}

interface Dimension {
  readonly name: string;
  /** 0 for the one that counts records. */
  readonly length: number;
}

async function readVariable(cursor: Cursor, dimensions: readonly Dimension[]): Promise<NetcdfVariable> {
  const name = await cursor.name();
  const nDimensions = await cursor.size();
  if (nDimensions > dimensions.length) throw cursor.damaged(`has a variable ${name} of ${nDimensions} dimensions`);
  const own: Dimension[] = [];
  for (let k = 0; k < nDimensions; k++) {
    const index = await cursor.size();
    const dimension = dimensions[index];
    if (dimension === undefined) throw cursor.damaged(`has no dimension ${index}, which the variable ${name} has`);
    if (k > 0 && dimension.length === 0) throw cursor.damaged(`counts records by an inner dimension of ${name}`);
    own.push(dimension);
  }
  const attributes = await readAttributes(cursor);
  const type = await cursor.type();
  await cursor.size(); // the variable's size, which is too short a number for some
  const begin = await cursor.offset();
  const isRecord = own[0]?.length === 0;
  return {
    name,
    shape: own.slice(isRecord ? 1 : 0).map(({ length }) => length),
    dimensions: own.map((dimension) => dimension.name),
    isRecord,
    type,
    attributes,
    begin,
  };
}

async function readAttributes(cursor: Cursor): Promise<ReadonlyMap<string, string | number>> {
  const attributes = new Map<string, string | number>();
  await readList(cursor, TAGS.attributes, async () => {
    const name = await cursor.name();
    const value = await readAttributeValue(cursor);
    if (value !== null) attributes.set(name, value);
  });
  return attributes;
}

/** @returns null for what no reader of trajectories needs: long texts, and several numbers */
async function readAttributeValue(cursor: Cursor): Promise<string | number | null> {
  const type = await cursor.type();
  const length = await cursor.size();
  if (type === "char" && length <= MAX_TEXT_BYTES) return cursor.text(length);
  if (length === 1 && type === "float") return (await cursor.take(4)).getFloat32(0);
  if (length === 1 && type === "double") return (await cursor.take(8)).getFloat64(0);
  cursor.skip(length * TYPE_BYTES[type]);
  return null;
}

async function readList<T>(cursor: Cursor, tag: number, readItem: () => Promise<T>): Promise<T[]> {
  const found = (await cursor.take(4)).getInt32(0);
  const length = await cursor.size();
  if (found === 0 && length === 0) return [];
  if (found !== tag) throw cursor.damaged(`has the tag ${found}, wanted ${tag}`);
  if (length > MAX_LIST_LENGTH) throw cursor.damaged(`has a list of ${length} entries, more than can be handled`);
  const items: T[] = [];
  for (let k = 0; k < length; k++) items.push(await readItem());
  return items;
}

/** All record variables side by side, each padded to four bytes unless it is alone. */
function recordBytesOf(variables: readonly NetcdfVariable[]): number {
  const sizes = variables
    .filter(({ isRecord }) => isRecord)
    .map(({ shape, type }) => shape.reduce((product, length) => product * length, TYPE_BYTES[type]));
  return sizes.length === 1 ? sizes[0]! : sizes.reduce((sum, size) => sum + paddedBytes(size), 0);
}

function paddedBytes(nBytes: number): number {
  return Math.ceil(nBytes / 4) * 4;
}

/** Reads a header from front to back. */
interface Cursor {
  take(nBytes: number): Promise<DataView>;
  /** Passes over bytes and their padding. */
  skip(nBytes: number): void;
  /** A length or a count: 4 bytes, 8 in CDF-5. */
  size(): Promise<number>;
  /** A place in the file: 4 bytes in CDF-1, 8 otherwise. */
  offset(): Promise<number>;
  /** Null when all bits are set. */
  nRecords(): Promise<number | null>;
  text(nBytes: number): Promise<string>;
  name(): Promise<string>;
  type(): Promise<NetcdfType>;
  damaged(problem: string): FormatError;
}

function createCursor(source: ByteSource, version: number): Cursor {
  let position = 4;
  let view: DataView = new DataView(new ArrayBuffer(0));
  let start = 0;
  const damaged = (problem: string): FormatError =>
    new FormatError(source.name, `header (before byte ${position}) ${problem}`);
  const advance = (nBytes: number): number => {
    const at = position;
    if (!(at + nBytes <= source.size)) throw damaged(`is truncated: ${nBytes} bytes of it follow, the file has fewer`);
    position += nBytes;
    return at;
  };
  const take = async (nBytes: number): Promise<DataView> => {
    const at = advance(nBytes);
    if (at < start || at + nBytes > start + view.byteLength) {
      view = viewOf(await source.read(at, Math.max(nBytes, WINDOW_BYTES)));
      start = at;
      if (view.byteLength < nBytes) throw damaged("cannot be read: the file has become shorter");
    }
    return new DataView(view.buffer, view.byteOffset + at - start, nBytes);
  };
  const integer = async (nBytes: number): Promise<number> => {
    const bytes = await take(nBytes);
    const value = nBytes === 4 ? bytes.getUint32(0) : Number(bytes.getBigUint64(0));
    if (!Number.isSafeInteger(value)) throw damaged(`has the number ${value}, more than can be handled`);
    return value;
  };
  const size = (): Promise<number> => integer(version === 5 ? 8 : 4);
  const text = async (nBytes: number): Promise<string> => {
    const bytes = await take(paddedBytes(nBytes));
    return asciiOf(new Uint8Array(bytes.buffer, bytes.byteOffset, nBytes));
  };
  return {
    take,
    skip: (nBytes) => {
      advance(paddedBytes(nBytes));
    },
    size,
    offset: () => integer(version === 1 ? 4 : 8),
    nRecords: async () => {
      const bytes = await take(version === 5 ? 8 : 4);
      const [high, low] = [bytes.getUint32(0), bytes.getUint32(bytes.byteLength - 4)];
      if (high === 0xffffffff && low === 0xffffffff) return null;
      return version === 5 ? high * 2 ** 32 + low : low;
    },
    text,
    name: async () => {
      const length = await size();
      if (length > MAX_TEXT_BYTES) throw damaged(`has a name of ${length} bytes`);
      return text(length);
    },
    type: async () => {
      const number = await integer(4);
      const type = TYPES[number];
      if (type === undefined || type === null) throw damaged(`has the type ${number}, which is none`);
      return type;
    },
    damaged,
  };
}
