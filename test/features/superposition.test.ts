import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/base/index.js";
import { meanStructure, rmsd, superposeBlock } from "../../src/features/index.js";
import { loadSystem } from "./golden-systems.js";
import { moved, quaternion } from "./rigid-motion.js";

/** mdtraj takes the difference of squares in single precision: a frame's RMSD to itself comes out as 1e-4 nm. */
const MDTRAJ_SQUARED_NM = 2e-7;
const SHIFT = [0.4, -1.2, 2.5];

describe.each(["pentapeptide", "alanine-dipeptide", "2jof"] as const)("superposition of %s", (name) => {
  const { golden, block } = loadSystem(name);
  const { nFrames, nAtoms, positions } = block;
  const first = positions.slice(0, 3 * nAtoms);

  it("gives mdtraj's RMSD", () => {
    rmsd(positions, nFrames, nAtoms, first).forEach((value, t) => {
      expect(Math.abs(value ** 2 - golden.rmsd_to_first[t]! ** 2)).toBeLessThan(MDTRAJ_SQUARED_NM);
    });
  });

  it("gives mdtraj's RMSD of the heavy atoms by weights 0 and 1", () => {
    const heavy = new Set(golden.heavy);
    const weights = Float64Array.from({ length: nAtoms }, (_, atom) => (heavy.has(atom) ? 1 : 0));
    rmsd(positions, nFrames, nAtoms, first, weights).forEach((value, t) => {
      expect(Math.abs(value ** 2 - golden.heavy_rmsd_to_first[t]! ** 2)).toBeLessThan(MDTRAJ_SQUARED_NM);
    });
  });

  it("superposes as mdtraj does", () => {
    const frames = positions.slice();
    superposeBlock(frames, nFrames, nAtoms, first);
    const last = frames.subarray(3 * nAtoms * (nFrames - 1));
    last.forEach((x, i) => {
      expect(Math.abs(x - golden.last_superposed_on_first[i]!)).toBeLessThan(2e-5);
    });
  });

  it("leaves the RMSD that rmsd promises", () => {
    const frames = positions.slice();
    superposeBlock(frames, nFrames, nAtoms, first);
    rmsd(positions, nFrames, nAtoms, first).forEach((value, t) => {
      const frame = frames.subarray(3 * nAtoms * t, 3 * nAtoms * (t + 1));
      const squares = frame.reduce((sum, x, i) => sum + (x - first[i]!) ** 2, 0);
      expect(Math.sqrt(squares / nAtoms)).toBeCloseTo(value, 6);
    });
  });
});

describe("superposeBlock", () => {
  const { block } = loadSystem("pentapeptide");
  const { nAtoms } = block;
  const first = block.positions.slice(0, 3 * nAtoms);

  it("undoes any rotation and translation", () => {
    fc.assert(
      fc.property(quaternion, (rotation) => {
        const frame = moved(first, rotation, SHIFT);
        expect(rmsd(frame, 1, nAtoms, first)[0]).toBeLessThan(1e-6);
        superposeBlock(frame, 1, nAtoms, first);
        frame.forEach((x, i) => {
          expect(Math.abs(x - first[i]!)).toBeLessThan(2e-6);
        });
      }),
      { seed: 6, numRuns: 50 },
    );
  });

  it("never turns a mirror image into its original", () => {
    const mirrored = first.map((x, i) => (i % 3 === 0 ? -x : x));
    const distance = rmsd(mirrored, 1, nAtoms, first)[0]!;
    expect(distance).toBeGreaterThan(0.1);
    superposeBlock(mirrored, 1, nAtoms, first);
    const squares = mirrored.reduce((sum, x, i) => sum + (x - first[i]!) ** 2, 0);
    expect(Math.sqrt(squares / nAtoms)).toBeCloseTo(distance, 5);
  });

  it("copes with points in a plane, on a line, and all at one place", () => {
    const square = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
    const line = Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 4, 0, 0);
    for (const reference of [square, line, new Float32Array(12)]) {
      const frame = moved(reference, [0.5, 0.5, 0.5, 0.5], SHIFT);
      superposeBlock(frame, 1, 4, reference);
      frame.forEach((x, i) => {
        expect(x).toBeCloseTo(reference[i]!, 5);
      });
    }
  });

  it("names the dimension that does not fit", () => {
    expect(() => superposeBlock(first, 1, nAtoms - 1, first)).toThrow(ShapeError);
    expect(() => superposeBlock(first, 1, nAtoms, first.subarray(3))).toThrow(/reference of \(A = 94, 3\)/);
    expect(() => rmsd(first, 1, nAtoms, first, new Float64Array(3))).toThrow(/weights of \(A = 94\)/);
  });
});

describe("meanStructure", () => {
  const { block } = loadSystem("2jof");
  const { nFrames, nAtoms, positions } = block;

  it("is the structure itself for copies of one structure", () => {
    const first = positions.slice(0, 3 * nAtoms);
    const copies = Float32Array.from([...first, ...moved(first, [0.6, 0, 0.8, 0], SHIFT)]);
    expect(rmsd(meanStructure(copies, 2, nAtoms), 1, nAtoms, first)[0]).toBeLessThan(1e-6);
  });

  it("is the mean of the frames superposed on it", () => {
    const mean = meanStructure(positions, nFrames, nAtoms);
    const frames = positions.slice();
    superposeBlock(frames, nFrames, nAtoms, mean);
    mean.forEach((x, i) => {
      let sum = 0;
      for (let t = 0; t < nFrames; t++) sum += frames[t * 3 * nAtoms + i]!;
      expect(Math.abs(x - sum / nFrames)).toBeLessThan(5e-6);
    });
  });

  it("lies about the origin, and leaves the frames as they are", () => {
    const before = positions.slice();
    const mean = meanStructure(positions, nFrames, nAtoms);
    expect(positions).toEqual(before);
    for (let k = 0; k < 3; k++) {
      const sum = mean.reduce((total, x, i) => total + (i % 3 === k ? x : 0), 0);
      expect(Math.abs(sum / nAtoms)).toBeLessThan(1e-6);
    }
  });
});
