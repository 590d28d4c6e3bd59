import { expect, test } from "vitest";
import { columnsOf, tableOf } from "../../src/features/index.js";

test("a view of some columns reads and gathers them in the order asked for", () => {
  const table = tableOf({ data: Float32Array.from({ length: 12 }, (_, k) => k), rows: 4, cols: 3 }, [1, 3]);
  const view = columnsOf(table, Int32Array.of(2, 0));
  expect([view.rows, view.cols, view.segments]).toEqual([4, 2, [1, 3]]);
  expect([...view.read(1, 2).data]).toEqual([5, 3, 8, 6]);
  const out = new Float32Array(4);
  view.gather(Int32Array.of(3, 0), out);
  expect([...out]).toEqual([11, 9, 2, 0]);
});
