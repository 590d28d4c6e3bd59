import { describe, expect, test } from "vitest";
import { type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import { defineInternalCoordinates, toCartesian, toInternal } from "../../src/decoder/index.js";
import { rmsd } from "../../src/features/index.js";
import { makeTopology } from "../features/golden-systems.js";
import { SELECTIONS } from "./selections.js";

/** Root mean square deviation of each frame from its own image, superposed without reflection. */
function largestDeviation(a: Matrix32, b: Matrix32): number {
  const nAtoms = a.cols / 3;
  let largest = 0;
  for (let t = 0; t < a.rows; t++) {
    const frame = (m: Matrix32): Float32Array => m.data.subarray(t * m.cols, (t + 1) * m.cols);
    largest = Math.max(largest, rmsd(frame(a), 1, nAtoms, frame(b))[0]!);
  }
  return largest;
}

/** Of single precision, over chains of placements. */
const ROUNDING_NM = 1e-5;

describe.each(SELECTIONS)("internal coordinates of %s", (_, load) => {
  test("give every frame back, hands included", async () => {
    const { topology, frames } = await load();
    const system = defineInternalCoordinates(topology, frames);
    const internal = toInternal(system, frames);
    expect(internal.cols).toBe(system.whitening.mean.length);
    expect(largestDeviation(toCartesian(system, internal), frames)).toBeLessThan(ROUNDING_NM);
  });

  test("are standardised, and blind to rotation and translation", async () => {
    const { topology, frames } = await load();
    const system = defineInternalCoordinates(topology, frames);
    const internal = toInternal(system, frames);
    for (let k = 0; k < internal.cols; k++) {
      const column = Array.from({ length: internal.rows }, (_, t) => internal.data[t * internal.cols + k]!);
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(column.reduce((sum, x) => sum + x * x, 0) / column.length).toBeLessThan(1.01);
    }
    const turned = matrixOf(rotateAndShift(frames.data), frames.rows, frames.cols);
    expect(largestDeviation(toCartesian(system, toInternal(system, turned)), frames)).toBeLessThan(ROUNDING_NM);
  });
});

function rotateAndShift(positions: Float32Array): Float32Array {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!];
    out[i] = c * x - s * y + 0.5;
    out[i + 1] = s * x + c * y - 0.25;
    out[i + 2] = z + 1;
  }
  return out;
}

test("any standardised numbers give finite frames", async () => {
  const { topology, frames } = await SELECTIONS[1]![1]();
  const system = defineInternalCoordinates(topology, frames);
  const noise = Rng.fromSeed(1)
    .fillNormal(new Float32Array(50 * system.whitening.mean.length))
    .map((x) => 5 * x);
  const { data } = toCartesian(system, matrixOf(noise, 50, system.whitening.mean.length));
  expect(data.every(Number.isFinite)).toBe(true);
});

test.each([
  [0.01, "narrow"],
  [0.05, "a torsion"],
] as const)("a dihedral that is elsewhere in %d of the frames is %s", (share, kind) => {
  const rng = Rng.fromSeed(2);
  const topology = makeTopology(
    [0, 1, 2, 3].map((a) => [`C${a}`, "C", 0] as const),
    [["BUT", 1, 0]],
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  );
  const frames = zeros32(1000, 12);
  for (let t = 0; t < frames.rows; t++) {
    const angle = 0.1 * rng.normal() + (t < share * frames.rows ? 2 : 0);
    frames.data.set([0, 0.15, 0, 0, 0, 0, 0.15, 0, 0, 0.15, 0.15 * Math.cos(angle), 0.15 * Math.sin(angle)], 12 * t);
  }
  const { placements } = defineInternalCoordinates(topology, frames);
  expect(placements.at(-1)!.centre === null ? "a torsion" : "narrow").toBe(kind);
});
