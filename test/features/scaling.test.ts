import { describe, expect, it } from "vitest";
import { DataError, matrixOf, Rng } from "../../src/base/index.js";
import { applyScaling, fitScaling, tableOf } from "../../src/features/index.js";

const NAMES = ["a", "b", "c"];

/** 9,000 rows (more than two blocks): normal about 1000 with deviation 0.01, constant, exponential-like growth. */
function makeTable() {
  const rng = Rng.fromSeed(1);
  const rows = 9000;
  const data = new Float32Array(rows * 3);
  for (let t = 0; t < rows; t++) {
    data[3 * t] = 1000 + 0.01 * rng.normal();
    data[3 * t + 1] = 0.1;
    data[3 * t + 2] = t;
  }
  return { table: tableOf(matrixOf(data, rows, 3), [4000, 5000]), data, rows };
}

describe("fitScaling", () => {
  it("gives the mean and deviation of two passes in double precision", () => {
    const { table, data, rows } = makeTable();
    const scaling = fitScaling(table, NAMES);
    for (const f of [0, 2]) {
      const column = Array.from({ length: rows }, (_, t) => data[3 * t + f]!);
      const mean = column.reduce((sum, x) => sum + x, 0) / rows;
      const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows;
      expect(scaling.mean[f]! / mean).toBeCloseTo(1, 10);
      expect(scaling.scale[f]! / Math.sqrt(variance)).toBeCloseTo(1, 8);
    }
    expect(scaling.mean[2]).toBeCloseTo((rows - 1) / 2, 8);
    expect(scaling.scale[2]! ** 2).toBeCloseTo((rows ** 2 - 1) / 12, 3); // of the numbers 0 to rows - 1
  });

  it("gives constant features the scale 1, and names them", () => {
    const scaling = fitScaling(makeTable().table, NAMES);
    expect(scaling.constant).toEqual(["b"]);
    expect(scaling.scale[1]).toBe(1);
    expect(scaling.mean[1]).toBeCloseTo(0.1, 7);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("names the features that hold %d", (value) => {
    const { table, data } = makeTable();
    data[3 * 8000 + 2] = value;
    data[0] = value;
    expect(() => fitScaling(table, NAMES)).toThrow(DataError);
    expect(() => fitScaling(table, NAMES)).toThrow(/: a, c$/);
    expect(() => fitScaling(table)).toThrow(/: column 0, column 2$/);
  });

  it("refuses an empty table", () => {
    expect(() => fitScaling(tableOf(matrixOf(new Float32Array(0), 0, 3), []), NAMES)).toThrow(DataError);
  });
});

describe("applyScaling", () => {
  it("leaves mean 0 and deviation 1", () => {
    const { table, rows } = makeTable();
    const scaling = fitScaling(table, NAMES);
    const scaled = table.read(0, rows);
    applyScaling(scaling, scaled);
    for (const [f, deviation] of [1, 0, 1].entries()) {
      const column = Array.from({ length: rows }, (_, t) => scaled.data[3 * t + f]!);
      const mean = column.reduce((sum, x) => sum + x, 0) / rows;
      expect(Math.abs(mean)).toBeLessThan(1e-6);
      expect(Math.sqrt(column.reduce((sum, x) => sum + x * x, 0) / rows)).toBeCloseTo(deviation, 5);
    }
  });
});
