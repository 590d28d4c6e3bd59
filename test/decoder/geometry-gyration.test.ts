import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/base/index.js";
import { radiusOfGyration } from "../../src/decoder/geometry-gyration.js";
import { loadSystem } from "../features/golden-systems.js";

describe("radiusOfGyration", () => {
  it.each(["pentapeptide", "alanine-dipeptide", "2jof"] as const)(
    "of %s is mdtraj's, and numpy's with masses",
    (name) => {
      const { golden, block } = loadSystem(name);
      const { positions, nFrames, nAtoms } = block;
      radiusOfGyration(positions, nFrames, nAtoms).forEach((value, t) => {
        expect(value).toBeCloseTo(golden.rg[t]!, 6);
      });
      radiusOfGyration(positions, nFrames, nAtoms, Float64Array.from(golden.masses)).forEach((value, t) => {
        expect(value).toBeCloseTo(golden.rg_by_mass[t]!, 6);
      });
    },
  );

  it("of two points is half their distance, wherever they are", () => {
    expect(radiusOfGyration(Float32Array.of(5, 1, 1, 5, 3, 1), 1, 2)[0]).toBeCloseTo(1, 12);
  });

  it("refuses other shapes", () => {
    expect(() => radiusOfGyration(new Float32Array(6), 1, 3)).toThrow(ShapeError);
    expect(() => radiusOfGyration(new Float32Array(6), 1, 2, new Float64Array(3))).toThrow(ShapeError);
  });
});
