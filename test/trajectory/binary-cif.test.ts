// The encodings of BinaryCIF that the golden file does not use, and what is refused.

import { describe, expect, it } from "vitest";
import { FormatError, memorySource } from "../../src/base/index.js";
import { readBinaryCifTopology } from "../../src/trajectory/binary-cif.js";
import { decodeMessagePack } from "../../src/trajectory/message-pack.js";
import {
  bytesOf,
  column,
  double,
  file,
  INT8,
  INT16,
  INT32,
  NAMES,
  type Packable,
  pack,
  SEQUENCE,
  texts,
  UINT8,
  X,
  Y,
  Z,
} from "./binary-cif-writer.js";

const read = (content: Packable) => readBinaryCifTopology(memorySource("test.bcif", Uint8Array.from(pack(content))));

describe("readBinaryCifTopology", () => {
  it("undoes fixed points, differences, intervals and run lengths", async () => {
    const { positions, topology } = await read(file(4, NAMES, X, Y, Z, SEQUENCE));
    // x: 1000 + cumulative sums, / 1000 A; y: -50 + n; z as it is.
    const angstrom = [2, -50, 1, 2.25, -40, 2, 1.75, 50, 3, 1.75, 0, 4];
    expect([...positions]).toEqual(angstrom.map((a) => Math.fround(a / 10)));
    expect(topology.residues.map(({ sequence }) => sequence)).toEqual([10, 11, 12, 13]);
  });

  it("undoes packed integers, signed and unsigned", async () => {
    const packing = (isUnsigned: boolean, byteCount: number) => ({
      kind: "IntegerPacking",
      byteCount,
      isUnsigned,
      srcSize: 4,
    });
    const fixed = { kind: "FixedPoint", factor: 10 };
    const signed = column("Cartn_x", bytesOf(Int8Array.of(127, 127, 6, -128, -128, -4, 127, 0, -1)), [
      fixed,
      packing(false, 1),
      INT8,
    ]);
    const unsigned = column("Cartn_y", bytesOf(Uint8Array.of(255, 255, 10, 0, 254, 255, 0)), [
      fixed,
      packing(true, 1),
      UINT8,
    ]);
    const wide = column("Cartn_z", bytesOf(Int16Array.of(32767, 1, -32768, -1, 5, 6)), [
      fixed,
      packing(false, 2),
      INT16,
    ]);
    const { positions } = await read(file(4, NAMES, signed, unsigned, wide));
    const tenths = [260, 520, 32768, -260, 0, -32769, 127, 254, 5, -1, 255, 6];
    expect([...positions]).toEqual(tenths.map((n) => Math.fround(n / 10 / 10)));
  });

  it("knows values that are not there, by their mask and by the index -1", async () => {
    const mask = { data: Uint8Array.of(0, 1, 2, 0), encoding: [UINT8] };
    const codes = texts("pdbx_PDB_ins_code", Int8Array.of(0, 0, 0, -1), ["Q"], mask);
    const { topology } = await read(file(4, NAMES, X, Y, Z, SEQUENCE, codes));
    expect(topology.residues.map(({ insertionCode }) => insertionCode)).toEqual(["Q", "", "", ""]);
  });

  const bomb = { kind: "RunLength", srcSize: 2 };
  it.each<[string, Packable, string]>([
    ["no structure", { version: "0.3.0" }, "has no atoms"],
    ["a number", 5, "has no atoms"],
    ["no rows", file(0), "has no atoms"],
    ["rows that cannot be", file(-1, X), "atom_site cannot have -1 rows"],
    ["more rows than bytes", file(2 ** 31, X), "atom_site cannot have 2147483648 rows"],
    [
      "another number of values",
      file(3, NAMES, X, Y, Z),
      "atom_site.label_atom_id has 4 values, not the 3 of its rows",
    ],
    ["no coordinates", file(4, NAMES, X, Y), "atom_site row 1 (atom N): Cartn_z is no coordinate"],
    [
      "run lengths without end",
      file(4, column("Cartn_x", bytesOf(Int32Array.of(7, 2 ** 31 - 1)), [bomb, INT32])),
      "atom_site.Cartn_x repeats values more often",
    ],
    [
      "negative run lengths",
      file(4, column("Cartn_x", bytesOf(Int32Array.of(7, -4)), [bomb, INT32])),
      "atom_site.Cartn_x repeats a value -4 times",
    ],
    [
      "an unknown encoding",
      file(4, column("Cartn_x", new Uint8Array(4), [{ kind: "Zip" }, UINT8])),
      "atom_site.Cartn_x has the unknown encoding Zip",
    ],
    [
      "an unknown type",
      file(4, column("Cartn_x", new Uint8Array(4), [{ kind: "ByteArray", type: 9 }])),
      "atom_site.Cartn_x has numbers of the unknown type 9",
    ],
    [
      "half a number",
      file(4, column("Cartn_x", new Uint8Array(5), [INT32])),
      "atom_site.Cartn_x has a part of a number",
    ],
    [
      "no factor",
      file(4, column("Cartn_x", new Uint8Array(4), [{ kind: "FixedPoint" }, UINT8])),
      "atom_site.Cartn_x has an encoding FixedPoint without its factor",
    ],
    ["no encoding", file(4, column("Cartn_x", new Uint8Array(4), [])), "atom_site.Cartn_x has no encoding"],
    [
      "a text that is not there",
      file(4, texts("label_atom_id", Int8Array.of(0, 1, 2, 9), ["A", "B"])),
      "atom_site.label_atom_id has the text 2 of 2",
    ],
  ])("refuses %s", async (_, content, message) => {
    const reading = read(content);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.bcif: ${message}`);
  });
});

describe("decodeMessagePack", () => {
  const decode = (...bytes: number[]) => decodeMessagePack("x", Uint8Array.from(bytes));

  it.each<[unknown, number[]]>([
    [7, [0x07]],
    [-1, [0xff]],
    [200, [0xcc, 200]],
    [0x0102, [0xcd, 1, 2]],
    [0x01020304, [0xce, 1, 2, 3, 4]],
    [2 ** 33, [0xcf, 0, 0, 0, 2, 0, 0, 0, 0]],
    [-100, [0xd0, 156]],
    [-2, [0xd1, 255, 254]],
    [-3, [0xd2, 255, 255, 255, 253]],
    [-4, [0xd3, 255, 255, 255, 255, 255, 255, 255, 252]],
    [1.5, [0xca, 0x3f, 0xc0, 0, 0]],
    [-0.1, [0xcb, ...double(-0.1)]],
    [null, [0xc0]],
    [false, [0xc2]],
    [true, [0xc3]],
    ["hé", [0xa3, 0x68, 0xc3, 0xa9]],
    ["ab", [0xd9, 2, 0x61, 0x62]],
    ["ab", [0xda, 0, 2, 0x61, 0x62]],
    [Uint8Array.of(9), [0xc4, 1, 9]],
    [Uint8Array.of(9), [0xc5, 0, 1, 9]],
    [
      [1, [2]],
      [0x92, 1, 0x91, 2],
    ],
    [[3], [0xdc, 0, 1, 3]],
    [new Map([["a", 1]]), [0x81, 0xa1, 0x61, 1]],
    [new Map([["a", 1]]), [0xde, 0, 1, 0xa1, 0x61, 1]],
  ])("reads %j", (value, bytes) => {
    expect(decode(...bytes)).toEqual(value);
  });

  it.each<[string, number[], string]>([
    ["nothing", [], "byte 0: 1 bytes are announced, 0 are left"],
    ["a cut number", [0xce, 1, 2], "byte 1: 4 bytes are announced, 2 are left"],
    ["endless bytes", [0xc6, 255, 255, 255, 255, 1], "4294967295 bytes are announced, 1 are left"],
    ["an endless list", [0xdd, 255, 255, 255, 255, 1], "a list of 4294967295 values is longer than the file"],
    ["an endless map", [0xdf, 255, 255, 255, 255, 0xa0, 1], "1 bytes are announced, 0 are left"],
    ["a key that is no text", [0x81, 1, 1], "a key is no text"],
    ["an extension", [0xd4, 1, 1], "the type 0xd4 is not known"],
    ["deep nesting", new Array<number>(100_000).fill(0x91), "nested more than 32 deep"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decode(...bytes)).toThrow(FormatError);
    expect(() => decode(...bytes)).toThrow(message);
  });
});
