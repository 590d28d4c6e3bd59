import { describe, expect, test } from "vitest";
import { type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import { createNoiseSource, matchMemory } from "../../src/decoder/noise-memory.js";
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
});

/** The noise itself, and its sign: a motion that jumps between two states. */
const draw = async (noise: Matrix32): Promise<Matrix32> => {
  const out = zeros32(noise.rows, 3);
  for (let at = 0; at < out.data.length; at++) {
    out.data[at] = at % 3 === 2 ? Math.sign(noise.data[at]!) : noise.data[at]!;
  }
  return out;
};

describe("the memory that noise must have", () => {
  /** Coordinates that keep, a lag time later, a share of 0, 0.6 and 0.5 of their covariance. */
  const kept = async () => {
    const rng = Rng.fromSeed(2);
    const first = matrixOf(rng.fillNormal(new Float32Array(3 * N)), N, 3);
    const second = matrixOf(rng.fillNormal(new Float32Array(3 * N)), N, 3);
    for (let t = 0; t < N; t++) {
      const at = 3 * t;
      second.data[at + 1] = 0.6 * first.data[at + 1]! + 0.8 * second.data[at + 1]!;
      if (rng.uniform() < 0.5) second.data[at + 2] = first.data[at + 2]!;
    }
    return [await draw(first), await draw(second)] as const;
  };

  test("is none, the share itself, and more where it only shows by jumps", async () => {
    const memory = await matchMemory(await kept(), [draw, draw], Rng.fromSeed(3));
    expect(memory[0]).toBe(0);
    expect(Math.abs(memory[1]! - 0.6)).toBeLessThan(0.03);
    // Signs of normals of correlation m have the covariance 2 / pi asin(m): a half at sin(pi / 4).
    expect(Math.abs(memory[2]! - Math.SQRT1_2)).toBeLessThan(0.03);
  });

  test("is none where psi brings all that MD has", async () => {
    const [first, second] = await kept();
    const memory = await matchMemory([first, second], [async () => first, async () => second], Rng.fromSeed(3));
    expect(memory).toEqual(new Float64Array(3));
  });

  test("is none when there are no pairs", async () => {
    const none = matrixOf(new Float32Array(0), 0, 3);
    expect(await matchMemory([none, none], [draw, draw], Rng.fromSeed(3))).toEqual(new Float64Array(3));
  });
});
