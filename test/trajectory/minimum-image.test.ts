import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { halfShortestSquared, LATTICE_LENGTH, minimumImage, writeLattice } from "../../src/trajectory/minimum-image.js";
import { anyBox, latticeVector, SHAPES, scaledBox, shortestByTrial } from "./periodic-boxes.js";

function latticeOf(box: ArrayLike<number>): Float64Array {
  const lattice = new Float64Array(LATTICE_LENGTH);
  expect(writeLattice(box, 0, lattice)).toBe(true);
  return lattice;
}

function imageOf(box: ArrayLike<number>, vector: readonly number[]): Float64Array {
  const out = Float64Array.of(...vector, Number.NaN);
  minimumImage(latticeOf(box), out);
  return out;
}

const anyVector = fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -8, max: 8, noNaN: true })));

describe("minimumImage", () => {
  it("is the shortest of all images, in boxes of any shape", () => {
    fc.assert(
      fc.property(anyBox, anyVector, (box, vector) => {
        const image = imageOf(box, vector);
        const length = Math.hypot(image[0]!, image[1]!, image[2]!);
        expect(image[3]).toBeCloseTo(length ** 2, 10);
        expect(length).toBeCloseTo(shortestByTrial(box, [...image.slice(0, 3)], 4), 9);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("differs from the vector by whole box vectors", () => {
    fc.assert(
      fc.property(anyBox, anyVector, (box, vector) => {
        const image = imageOf(box, vector);
        const [x, y, z] = [0, 1, 2].map((d) => image[d]! - vector[d]!) as [number, number, number];
        const k = Math.round(z / box[8]!);
        const j = Math.round((y - k * box[7]!) / box[4]!);
        const i = Math.round((x - k * box[6]! - j * box[3]!) / box[0]!);
        latticeVector(box, i, j, k).forEach((expected, d) => {
          expect([x, y, z][d]).toBeCloseTo(expected, 9);
        });
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("finds what rounding along the vectors misses: a skewed cell's far corner", () => {
    // Rounding along b leaves (0.5, 0.28), which is nearer to b itself.
    const box = [1, 0, 0, 0.5, 0.6, 0, 0, 0, 1];
    expect(imageOf(box, [0.5, 0.28, 0])[3]).toBeCloseTo(0.32 ** 2, 12);
  });

  it("leaves a vector that is the shortest as it is, bit for bit", () => {
    const vector = [0.1 + 0.2, -0.3, 1 / 3];
    expect([...imageOf(scaledBox(SHAPES["truncated octahedron"]!, 3), vector)].slice(0, 3)).toEqual(vector);
  });

  test.each(Object.entries(SHAPES))("%s: images are one edge apart", (_, shape) => {
    expect(halfShortestSquared(latticeOf(scaledBox(shape, 3)))).toBeCloseTo(1.5 ** 2, 6);
    expect(imageOf(scaledBox(shape, 3), latticeVector(scaledBox(shape, 3), 2, -1, 3))[3]).toBeCloseTo(0, 9);
  });

  it("finds the short lattice vectors of a cell given by long ones", () => {
    // The cube of 2 nm by a basis of determinant 1.
    expect(halfShortestSquared(latticeOf([2, 0, 0, 10, 2, 0, -6, 8, 2]))).toBeCloseTo(1, 12);
  });

  test.each([
    ["zeros", [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["a flat box", [1, 0, 0, 0, 1, 0, 1, 1, 0]],
    ["numbers that are none", [1, 0, 0, 0, Number.NaN, 0, 0, 0, 1]],
  ])("%s are no box", (_, box) => {
    expect(writeLattice(box, 0, new Float64Array(LATTICE_LENGTH))).toBe(false);
  });
});
