import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/base/index.js";
import { checkGeometry } from "../../src/decoder/geometry-checks.js";
import { projectGeometry } from "../../src/decoder/geometry-projection.js";
import { type GeometryRanges, measureGeometry } from "../../src/decoder/geometry-ranges.js";
import { heavyAtomEnsemble, mirrored, withNoise } from "./geometry-ensembles.js";

/** Two atoms, 1 to 2 nm apart. */
const PAIR: GeometryRanges = {
  nAtoms: 2,
  bonds: [{ atoms: [0, 1], min: 0.5, max: 2.5, low: 1, high: 2 }],
  angles: [],
  stereocentres: [],
  clashes: { atoms: [], cutoffNm: 0.27, perFrame: 0 },
};

describe("projectGeometry of a single bond", () => {
  it("moves both atoms by halves, a tenth of the width inside the range", () => {
    const frames = Float32Array.of(0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 1.5);
    expect(projectGeometry(PAIR, frames, 3)).toBe(0);
    const expected = [0.55, 0, 0, 2.45, 0, 0, 0, -0.3, 0, 0, 0.8, 0, 0, 0, 0, 0, 0, 1.5];
    frames.forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i]!, 6);
    });
  });

  it("parts atoms that lie on one another", () => {
    const frame = Float32Array.of(1, 1, 1, 1, 1, 1);
    expect(projectGeometry(PAIR, frame, 1)).toBe(0);
    expect(checkGeometry(PAIR, frame, 1).bondsInRange).toBe(1);
    expect(frame[3]! - frame[0]!).toBeCloseTo(1.1, 5);
  });

  it("says when the sweeps were not enough, and refuses other shapes", () => {
    expect(projectGeometry(PAIR, Float32Array.of(0, 0, 0, 3, 0, 0), 1, { sweeps: 1 })).toBe(1);
    expect(() => projectGeometry(PAIR, new Float32Array(6), 2)).toThrow(ShapeError);
  });
});

describe.each(["pentapeptide", "2jof"] as const)("projectGeometry of %s", (name) => {
  const { topology, nAtoms, nFrames, positions, table } = heavyAtomEnsemble(name);
  const ranges = measureGeometry(topology, table);

  it("leaves a frame in range as it is", () => {
    const wide = (range: GeometryRanges["bonds"][number]) => ({
      ...range,
      low: range.min - 1e-6,
      high: range.max + 1e-6,
    });
    const clashes = { ...ranges.clashes, cutoffNm: 0.2 };
    const allowing = { ...ranges, bonds: ranges.bonds.map(wide), angles: ranges.angles.map(wide), clashes };
    const frames = positions.slice();
    expect(projectGeometry(allowing, frames, nFrames)).toBe(0);
    expect(frames).toEqual(positions);
  });

  it("brings noisy frames back to MD's bonds and hands, without moving the whole", () => {
    const noisy = withNoise(positions, 0.03);
    const before = checkGeometry(ranges, noisy, nFrames);
    expect(before.framesAllBonds).toBe(0);
    expect(before.wrongChirality).toBeGreaterThan(0.02);
    const frames = noisy.slice();
    const nUnsettled = projectGeometry(ranges, frames, nFrames, { sweeps: 200 });
    expect(nUnsettled / nFrames).toBeLessThan(0.02);
    const after = checkGeometry(ranges, frames, nFrames);
    expect(after.framesAllBonds).toBeGreaterThan(0.98);
    expect(after.wrongChirality).toBe(0);
    const squares = frames.reduce((sum, x, i) => sum + (x - noisy[i]!) ** 2, 0);
    expect(Math.sqrt(squares / (nFrames * nAtoms))).toBeLessThan(0.06); // the noise itself is 0.03 sqrt(3) = 0.052
  });

  it("turns the hands of a mirror image", () => {
    const frames = mirrored(positions);
    projectGeometry(ranges, frames, nFrames, { sweeps: 200 });
    const { wrongChirality, bondsInRange } = checkGeometry(ranges, frames, nFrames);
    expect(wrongChirality).toBe(0);
    expect(bondsInRange).toBeGreaterThan(0.99);
  });
});
