import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { FormatError, memorySource, npyHeader, openNpy, UnsupportedError } from "../../src/base/index.js";

const golden: { table: number[][]; files: Record<string, string> } = JSON.parse(
  readFileSync(new URL("../golden/base/npy.json", import.meta.url), "utf8"),
);
const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(golden.files[name]!, "base64"));
const open = (name: string) => openNpy(memorySource(`${name}.npy`, bytesOf(name)));
const rowsOf = (table: readonly (readonly number[])[]) => ({
  data: Float32Array.from(table.flat()),
  rows: table.length,
  cols: table[0]!.length,
});

describe("openNpy", () => {
  test.each(["float32", "float64", "big-endian", "version 3"])("reads what NumPy wrote: %s", async (name) => {
    const array = await open(name);
    expect([array.rows, array.cols]).toEqual([4, 3]);
    expect(await array.read(0, 4)).toEqual(rowsOf(golden.table));
    expect(await array.read(1, 2)).toEqual(rowsOf(golden.table.slice(1, 3)));
  });

  it("reads whole numbers, truth values, and a single column", async () => {
    expect(await (await open("int64")).read(0, 4)).toEqual(rowsOf(golden.table.map((row) => row.map((x) => 4 * x))));
    expect(await (await open("bool")).read(0, 4)).toEqual(
      rowsOf(golden.table.map((row) => row.map((x) => Number(x > 0)))),
    );
    expect(await (await open("column")).read(0, 4)).toEqual(rowsOf(golden.table.map((row) => [row[0]!])));
  });

  it("reads what this program writes", async () => {
    const bytes = new Uint8Array([...npyHeader("<f4", [2, 1]), ...new Uint8Array(Float32Array.of(1.5, -2).buffer)]);
    expect(await (await openNpy(memorySource("own.npy", bytes))).read(0, 2)).toEqual(rowsOf([[1.5], [-2]]));
  });

  it("says where a number is not finite", async () => {
    await expect((await open("nan")).read(1, 3)).rejects.toThrow(
      "nan.npy: row 2, column 2 is not a finite number: NaN",
    );
  });

  it("refuses what it cannot read, or what is no such file", async () => {
    await expect(open("fortran")).rejects.toThrow(UnsupportedError);
    await expect(open("complex")).rejects.toThrow("complex.npy: holds numbers of type <c8");
    await expect(open("cube")).rejects.toThrow("cube.npy: has the shape (2, 2, 3), want (T, F): a row a frame");
    const whole = bytesOf("float32");
    const refused = (bytes: Uint8Array) => expect(openNpy(memorySource("a.npy", bytes))).rejects;
    await refused(new TextEncoder().encode("1 2 3\n4 5 6\n")).toThrow("a.npy: is no .npy file");
    await refused(whole.subarray(0, whole.length - 1)).toThrow("a.npy: has 175 bytes, want 176 of its shape");
    for (let length = 0; length < whole.length; length += 7)
      await refused(whole.subarray(0, length)).toThrow(FormatError);
  });
});
