import { describe, expect, it } from "vitest";
import { startImaging } from "../../src/trajectory/index.js";
import { bondsOf, frameOf, largestDifference, loadPeriodic, SHAPES, scaledBox } from "./periodic-boxes.js";

const inFile = (t: number): string => `a.xtc: frame ${t}`;

describe("startImaging", () => {
  it("centres as mdtraj's image_molecules does: the peptide in the middle, waters around it", async () => {
    const { structure, read, golden } = await loadPeriodic();
    const { atoms, bonds } = structure.topology;
    const block = await read();
    const centre = Int32Array.from({ length: 22 }, (_, i) => i);
    startImaging(bondsOf(...bonds), Int32Array.from(atoms.keys()), { unwrap: false, centre })(block, inFile);
    const nAtoms = atoms.length;
    golden.imaged.forEach((expected, t) => {
      const frame = block.positions.subarray(3 * nAtoms * t, 3 * nAtoms * (t + 1));
      // mdtraj leaves the peptide where it is: compare relative to its first atom. Golden ones are rounded to 1e-4 nm.
      const relative = (xyz: ArrayLike<number>) => Array.from(xyz, (x, k) => x - xyz[k % 3]!);
      expect(largestDifference(relative(frame), relative(expected))).toBeLessThan(3e-4);
      const box = block.boxes!.subarray(9 * t, 9 * t + 9);
      for (let d = 0; d < 3; d++) {
        const mean = centre.reduce((sum, i) => sum + frame[3 * i + d]! / 22, 0);
        expect(mean).toBeCloseTo(box[4 * d]! / 2, 5);
      }
    });
  });

  it("keeps every molecule in the compact cell of an octahedron: nearer to the middle than to any other", () => {
    const box = scaledBox(SHAPES["truncated octahedron"]!, 3);
    const scattered = Array.from({ length: 300 }, (_, k) => 9 * Math.sin(12.9898 * k));
    const frame = frameOf(scattered, box);
    startImaging(
      [],
      Int32Array.from({ length: 100 }, (_, i) => i),
      { unwrap: false, centre: Int32Array.of(7) },
    )(frame, inFile);
    const middle = [0, 1, 2].map((d) => (box[d]! + box[3 + d]! + box[6 + d]!) / 2);
    expect(largestDifference(frame.positions.subarray(21, 24), middle)).toBeLessThan(1e-5);
    // The circumscribed sphere of a truncated octahedron with images 3 nm apart: sqrt(5) / (2 sqrt(3)) of that.
    for (let i = 0; i < 100; i++) {
      const distance = Math.hypot(...middle.map((x, d) => frame.positions[3 * i + d]! - x));
      expect(distance).toBeLessThanOrEqual((3 * Math.sqrt(5)) / (2 * Math.sqrt(3)) + 1e-5);
    }
  });

  it("unwraps and centres at once: paths stay whole", () => {
    const box = scaledBox(SHAPES["cube"]!, 3);
    const image = startImaging(bondsOf([0, 1]), Int32Array.of(0, 1, 2), { unwrap: true, centre: Int32Array.of(2) });
    const [first, second] = [
      frameOf([2.8, 0, 0, 2.9, 0, 0, 1, 1, 1], box),
      frameOf([0.1, 0, 0, 0.2, 0, 0, 1, 1, 1], box),
    ];
    image(first, inFile);
    image(second, inFile);
    expect(largestDifference(first.positions, [3.3, 0.5, 0.5, 3.4, 0.5, 0.5, 1.5, 1.5, 1.5])).toBeLessThan(1e-6);
    expect(largestDifference(second.positions, [3.6, 0.5, 0.5, 3.7, 0.5, 0.5, 1.5, 1.5, 1.5])).toBeLessThan(1e-6);
  });

  it("centres at the origin where there is no box", () => {
    const frame = frameOf([1, 2, 3, 3, 2, 1], null);
    startImaging(bondsOf([0, 1]), Int32Array.of(0, 1), { unwrap: false, centre: Int32Array.of(0, 1) })(frame, inFile);
    expect([...frame.positions]).toEqual([-1, 0, 1, 1, 0, -1]);
  });
});
