// Writes small classic NetCDF files for tests, in all three versions of the format.

import { type ByteSource, memorySource } from "../../src/base/index.js";

export interface TestVariable {
  readonly name: string;
  /** "frame" counts records if it has length 0. */
  readonly dimensions: readonly string[];
  readonly type: "char" | "short" | "float" | "double";
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** All numbers, frame by frame. */
  readonly data: readonly number[];
}

export interface TestFile {
  readonly version: 1 | 2 | 5;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly variables: readonly TestVariable[];
  readonly nRecords: number;
  /** What the header says of it instead; -1 is what an unfinished file says. */
  readonly nClaimed?: number;
}

const TYPES = { char: [2, 1], short: [3, 2], float: [5, 4], double: [6, 8] } as const;

export function netcdfOf(file: TestFile): ByteSource {
  const headerBytes = encodeHeader(file, new Map()).length;
  const isRecord = ({ dimensions }: TestVariable): boolean => file.dimensions[dimensions[0] ?? ""] === 0;
  const records = file.variables.filter(isRecord);
  const fixed = file.variables.filter((variable) => !isRecord(variable));
  const data: number[] = [];
  const begins = new Map<string, number>();
  for (const variable of fixed) {
    begins.set(variable.name, headerBytes + data.length);
    data.push(...padded(encodeNumbers(variable, variable.data)));
  }
  for (let record = 0; record < file.nRecords; record++) {
    for (const variable of records) {
      if (record === 0) begins.set(variable.name, headerBytes + data.length);
      const length = variable.data.length / file.nRecords;
      const row = encodeNumbers(variable, variable.data.slice(record * length, (record + 1) * length));
      data.push(...(records.length === 1 ? row : padded(row)));
    }
  }
  return memorySource("x.nc", Uint8Array.from([...encodeHeader(file, begins), ...data]));
}

function encodeHeader(
  { version, dimensions, variables, nRecords, nClaimed = nRecords }: TestFile,
  begins: ReadonlyMap<string, number>,
): number[] {
  const size = (x: number): number[] => (version === 5 ? long(x) : int(x));
  const name = (text: string): number[] => [...size(text.length), ...padded([...new TextEncoder().encode(text)])];
  const list = (tag: number, items: readonly (readonly number[])[]): number[] =>
    items.length === 0 ? [...int(0), ...size(0)] : [...int(tag), ...size(items.length), ...items.flat()];
  const attribute = ([key, value]: readonly [string, string | number]): number[] =>
    typeof value === "string"
      ? [...name(key), ...int(TYPES.char[0]), ...name(value)]
      : [...name(key), ...int(TYPES.double[0]), ...size(1), ...double(value)];
  const names = Object.keys(dimensions);
  return [
    ...new TextEncoder().encode("CDF"),
    version,
    ...size(nClaimed),
    ...list(
      10,
      names.map((key) => [...name(key), ...size(dimensions[key]!)]),
    ),
    ...list(12, [attribute(["Conventions", "AMBER"]), attribute(["ConventionVersion", "1.0"])]),
    ...list(
      11,
      variables.map((variable) => [
        ...name(variable.name),
        ...size(variable.dimensions.length),
        ...variable.dimensions.flatMap((key) => size(names.indexOf(key))),
        ...list(12, Object.entries(variable.attributes ?? {}).map(attribute)),
        ...int(TYPES[variable.type][0]),
        ...size(0), // the size of the data, which readers compute
        ...(version === 1 ? int : long)(begins.get(variable.name) ?? 0),
      ]),
    ),
  ];
}

function encodeNumbers({ type }: TestVariable, values: readonly number[]): number[] {
  const width = TYPES[type][1];
  const view = new DataView(new ArrayBuffer(width * values.length));
  values.forEach((x, k) => {
    if (type === "char") view.setUint8(k, x);
    else if (type === "short") view.setInt16(2 * k, x);
    else if (type === "float") view.setFloat32(4 * k, x);
    else view.setFloat64(8 * k, x);
  });
  return [...new Uint8Array(view.buffer)];
}

function padded(bytes: readonly number[]): number[] {
  return [...bytes, ...new Array<number>((4 - (bytes.length % 4)) % 4).fill(0)];
}

function int(x: number): number[] {
  return [24, 16, 8, 0].map((shift) => (x >> shift) & 0xff);
}

function long(x: number): number[] {
  return [...int(x < 0 ? -1 : Math.floor(x / 2 ** 32)), ...int(x | 0)];
}

function double(x: number): number[] {
  return encodeNumbers({ name: "", dimensions: [], type: "double", data: [] }, [x]);
}
