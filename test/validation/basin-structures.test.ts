import { describe, expect, it } from "vitest";
import { Rng, zeros32 } from "../../src/base/index.js";
import { representBasins } from "../../src/validation/basin-structures.js";
import { averageOf, framesByState, rmsdBetween } from "../../src/validation/sample-frames.js";
import { makeAlphaCarbonChain } from "../features/golden-systems.js";
import { measurePath, twoStatePath } from "./known-processes.js";

const LENGTH = 8;
const chain = makeAlphaCarbonChain(LENGTH);

/** A zigzag below psi_1 = 0, bent above, turned and moved at random, with 0.01 nm of noise. */
async function bendingChain(seed: number, bend: number) {
  const path = twoStatePath(0.05, 0.05, 2000, 3);
  const { observables, evidence } = await measurePath(path);
  const { latent } = evidence.sample;
  const rng = Rng.fromSeed(seed);
  const coordinates = zeros32(latent.rows, 3 * LENGTH);
  for (let s = 0; s < latent.rows; s++) {
    const turn = 2 * Math.PI * rng.uniform();
    for (let i = 0; i < LENGTH; i++) {
      const y = latent.data[s]! > 0 ? bend * i * i : 0;
      const x = 0.38 * i;
      const at = s * coordinates.cols + 3 * i;
      coordinates.data[at] = Math.cos(turn) * x - Math.sin(turn) * y + s + 0.01 * rng.normal();
      coordinates.data[at + 1] = Math.sin(turn) * x + Math.cos(turn) * y + 0.01 * rng.normal();
      coordinates.data[at + 2] = 0.2 * (i % 2) - (s % 5) + 0.01 * rng.normal();
    }
  }
  return { observables, evidence: { ...evidence, sample: { latent, coordinates } } };
}

const ALL = [...Array(LENGTH).keys()];

describe("the states along psi_1", () => {
  it("have a mean structure each, and the frame closest to it stands for them", async () => {
    const { observables, evidence } = await bendingChain(1, 0.02);
    const { boundaries } = observables.basins;
    expect(boundaries).toHaveLength(1);
    const { sample } = evidence;
    const [straight, bent] = framesByState(sample, boundaries).map((frames) =>
      averageOf(sample.coordinates, frames, ALL),
    );
    const zigzag = Float32Array.from({ length: 3 * LENGTH }, (_, at) => {
      const i = Math.floor(at / 3);
      return [0.38 * i, 0, 0.2 * (i % 2)][at % 3]!;
    });
    // Noise of 0.01 nm over a thousand frames leaves less than a thousandth.
    expect(rmsdBetween(straight!, zigzag)).toBeLessThan(0.001);
    expect(rmsdBetween(straight!, bent!)).toBeGreaterThan(0.05);

    const other = await bendingChain(2, 0.02);
    const sources = { md: evidence, msm: null, held_out: null, lss: other.evidence };
    const basins = representBasins(observables, sources, chain);
    expect(basins.map(({ state }) => state)).toEqual([1, 2]);
    for (const { frames, atoms } of basins) {
      expect(atoms).toEqual(ALL);
      // Superposed: as they lie, they are apart by their noise only.
      const apart = frames.md!.map((x, at) => x - frames.lss![at]!);
      expect(Math.sqrt(apart.reduce((sum, x) => sum + x * x, 0) / LENGTH)).toBeLessThan(0.05);
    }
  });

  it("are left open with fewer than five frames", async () => {
    const { evidence } = await bendingChain(1, 0.02);
    expect(averageOf(evidence.sample.coordinates, [0, 1, 2, 3], ALL)).toBeNull();
    expect(rmsdBetween(null, new Float32Array(3))).toBeNull();
  });
});
