import { describe, expect, it } from "vitest";
import {
  columnOf,
  expectShape,
  identity64,
  matrixOf,
  rowOf,
  rowsOf,
  ShapeError,
  zeros32,
} from "../../src/base/index.js";

describe("matrices", () => {
  const m = matrixOf(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);

  it("give rows as views and columns as copies", () => {
    expect([...rowOf(m, 1)]).toEqual([3, 4]);
    expect(rowOf(m, 1).buffer).toBe(m.data.buffer);
    expect(rowsOf(m, 1, 3)).toEqual({ data: Float32Array.of(3, 4, 5, 6), rows: 2, cols: 2 });
    expect(columnOf(m, 1)).toEqual(Float64Array.of(2, 4, 6));
    expect([...identity64(2).data]).toEqual([1, 0, 0, 1]);
  });

  it("refuse data of another length", () => {
    expect(() => matrixOf(new Float64Array(5), 2, 3)).toThrow("matrix: 2 x 3 needs 6 numbers, got 5");
    expect(() => matrixOf(new Float64Array(5), 2, 3)).toThrow(ShapeError);
  });
});

describe("expectShape", () => {
  it("names what it wants and what it got", () => {
    const check = () => expectShape("encode", zeros32(100, 40), { T: null, F: 42 });
    expect(check).toThrow(ShapeError);
    expect(check).toThrow("encode: want (T, F = 42), got (100, 40) in 4000 numbers");
    expect(() => expectShape("encode", zeros32(100, 42), { T: null, F: 42 })).not.toThrow();
    expect(() => expectShape("encode", zeros32(100, 42), { T: 99, F: 42 })).toThrow("want (T = 99, F = 42)");
  });

  it("sees a shape that its own data contradict", () => {
    const forged = { data: new Float32Array(3), rows: 2, cols: 2 };
    expect(() => expectShape("decode", forged, { K: null, D: null })).toThrow("got (2, 2) in 3 numbers");
  });
});
