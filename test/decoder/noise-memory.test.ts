import { describe, expect, test } from "vitest";
import { matrixOf, Rng } from "../../src/base/index.js";
import { createNoiseSource, measureMemory } from "../../src/decoder/index.js";
import { firstDifference } from "../base/first-difference.js";

const MEMORY = Float64Array.of(0, 0.3, 0.9);
const N = 20_000;

describe("the noise of a trajectory", () => {
  const noise = createNoiseSource(MEMORY, Rng.fromSeed(1)).next(N);

  test("is standard normal, and correlated in time as it should be", () => {
    for (let k = 0; k < 3; k++) {
      let [squares, products] = [0, 0];
      for (let t = 0; t < N - 1; t++) {
        squares += noise.data[3 * t + k]! ** 2 / (N - 1);
        products += (noise.data[3 * t + k]! * noise.data[3 * (t + 1) + k]!) / (N - 1);
      }
      // Standard errors: about sqrt(2 / N (1 + m^2) / (1 - m^2)), 0.03 at most, and less.
      expect(Math.abs(squares - 1)).toBeLessThan(0.1);
      expect(Math.abs(products / squares - MEMORY[k]!)).toBeLessThan(0.03);
    }
  });

  test("does not depend on how the frames are parted", () => {
    const source = createNoiseSource(MEMORY, Rng.fromSeed(1));
    const parts = [1, 0, 999, N - 1000].flatMap((count) => [...source.next(count).data]);
    expect(firstDifference(parts, noise.data)).toBe(-1);
  });

  test("is measured again from pairs of frames, and none where there is none", () => {
    const first = matrixOf(noise.data.slice(0, -3), N - 1, 3);
    const second = matrixOf(noise.data.slice(3), N - 1, 3);
    const measured = measureMemory(first, second);
    expect(measured[0]).toBe(0);
    expect(Math.abs(measured[1]! - 0.3)).toBeLessThan(0.03);
    expect(Math.abs(measured[2]! - 0.9)).toBeLessThan(0.01);
  });

  test("is none when there are no pairs", () => {
    const none = matrixOf(new Float32Array(0), 0, 3);
    expect(measureMemory(none, none)).toEqual(new Float64Array(3));
  });
});
