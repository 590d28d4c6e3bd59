import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matrixOf, ResourceError, ShapeError } from "../../src/base/index.js";
import { laggedPairs, memoryTable, type Table, type TableBuilder } from "../../src/features/index.js";
import { diskTable, tableFactory } from "../../src/features/index.node.js";

const COLS = 3;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lss-table-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 10 rows in segments of 4, 0 and 6, appended in parts of 2; row t is 100 t, 100 t + 1, 100 t + 2. */
function fill(builder: TableBuilder): Table {
  for (let t = 0; t < 10; t += 2) {
    if (t === 4) {
      builder.endSegment();
      builder.endSegment();
    }
    builder.append(
      matrixOf(Float32Array.of(...[t, t + 1].flatMap((row) => [0, 1, 2].map((c) => 100 * row + c))), 2, COLS),
    );
  }
  builder.endSegment();
  return builder.finish();
}

const BUILDERS: readonly (readonly [string, () => TableBuilder])[] = [
  ["memory", () => memoryTable(COLS)],
  ["disk", () => diskTable(COLS, folder)],
  ["memory within a budget", () => tableFactory({ memoryBytes: 1e6, folder })(COLS)],
  ["memory, then disk", () => tableFactory({ memoryBytes: 60, folder })(COLS)],
];

describe.each(BUILDERS)("a table in %s", (_, builder) => {
  it("reads back what was put in, trajectory by trajectory", () => {
    const table = fill(builder());
    expect([table.rows, table.cols, table.segments]).toEqual([10, COLS, [4, 0, 6]]);
    expect(table.read(3, 2)).toEqual(matrixOf(Float32Array.of(300, 301, 302, 400, 401, 402), 2, COLS));
    table.close();
  });

  it("gathers rows in any order, repeated and in runs", () => {
    const table = fill(builder());
    const indices = Int32Array.of(9, 0, 1, 2, 2, 8, 9);
    const out = new Float32Array(indices.length * COLS);
    table.gather(indices, out);
    expect([...out]).toEqual([...indices].flatMap((t) => [100 * t, 100 * t + 1, 100 * t + 2]));
    table.close();
  });

  it("ends the last trajectory by itself, and refuses other widths", () => {
    const filling = builder();
    filling.append(matrixOf(new Float32Array(6), 2, COLS));
    expect(() => filling.append(matrixOf(new Float32Array(4), 2, 2))).toThrow(ShapeError);
    const table = filling.finish();
    expect(table.segments).toEqual([2]);
    table.close();
  });

  it("leaves no file behind, closed or abandoned", () => {
    fill(builder()).close();
    const abandoned = builder();
    for (let k = 0; k < 3; k++) abandoned.append(matrixOf(new Float32Array(9), 3, COLS));
    abandoned.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("tableFactory", () => {
  it("shares one budget, and gets it back", () => {
    // 120 bytes a table: one fits, and another after the first is closed.
    const elsewhere = join(folder, "blocked");
    writeFileSync(elsewhere, "a file, where the folder of temporary files would have to be");
    const makeTable = tableFactory({ memoryBytes: 150, folder: elsewhere });
    const first = fill(makeTable(COLS));
    expect(() => fill(makeTable(COLS))).toThrow(ResourceError);
    first.close();
    expect(fill(makeTable(COLS)).rows).toBe(10);
    rmSync(elsewhere);
  });
});

describe("laggedPairs", () => {
  it("never crosses from one trajectory into the next", () => {
    expect([...laggedPairs([4, 2, 0, 5], 2)]).toEqual([0, 1, 6, 7, 8]);
    expect([...laggedPairs([3], 3)]).toEqual([]);
  });
});
