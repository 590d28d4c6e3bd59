import { describe, expect, it } from "vitest";
import { thinPath } from "../../src/report/paths.js";

describe("thinPath", () => {
  it("keeps a short path as it is", () => {
    const { x, y } = thinPath(Float64Array.of(3, 1, 2), 0.5);
    expect([...x]).toEqual([0, 0.5, 1]);
    expect([...y]).toEqual([3, 1, 2]);
  });

  it("keeps a single excursion of a long path, at its time", () => {
    const path = new Float64Array(100_000);
    path[31_234] = 7;
    path[77_777] = -5;
    const { x, y } = thinPath(path, 2);
    expect(y.length).toBeLessThanOrEqual(1200);
    expect(x[y.indexOf(7)]).toBe(2 * 31_234);
    expect(x[y.indexOf(-5)]).toBe(2 * 77_777);
    expect([...x]).toEqual([...x].sort((a, b) => a - b));
  });
});
