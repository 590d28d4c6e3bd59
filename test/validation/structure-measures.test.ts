import { describe, expect, it } from "vitest";
import { type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import { measureGeometry } from "../../src/decoder/index.js";
import { tableOf } from "../../src/features/index.js";
import { createBondMeter } from "../../src/validation/bond-statistics.js";
import { createPairMeter, definePairs } from "../../src/validation/pair-distances.js";
import { makeAlphaCarbonChain } from "../features/golden-systems.js";

const LENGTH = 6;
const chain = makeAlphaCarbonChain(LENGTH);

/** Zigzags of bond length 0.38 nm whose angles are given for each frame, in degrees. */
function zigzags(angles: readonly number[]): Matrix32 {
  const frames = zeros32(angles.length, 3 * LENGTH);
  angles.forEach((angle, t) => {
    const half = (angle / 2) * (Math.PI / 180);
    for (let i = 0; i < LENGTH; i++) {
      frames.data[t * frames.cols + 3 * i] = 0.38 * Math.sin(half) * i;
      frames.data[t * frames.cols + 3 * i + 1] = 0.38 * Math.cos(half) * (i % 2);
    }
  });
  return frames;
}

const rowsFrom = ({ data, cols }: Matrix32, start: number, stop: number): Matrix32 =>
  matrixOf(data.slice(start * cols, stop * cols), stop - start, cols);

describe("bond statistics", () => {
  it("are the mean and deviation of every length and angle, whatever the blocks", () => {
    const frames = zigzags([90, 100, 110, 120]);
    const meter = createBondMeter(measureGeometry(chain, tableOf(frames, [4])));
    meter.add(rowsFrom(frames, 0, 1));
    meter.add(rowsFrom(frames, 1, 4));
    const { bondLengths, bondAngles } = meter.finish();
    expect(bondLengths.mean).toHaveLength(LENGTH - 1);
    expect(bondAngles.mean).toHaveLength(LENGTH - 2);
    for (const length of bondLengths.mean) expect(length).toBeCloseTo(0.38, 6);
    for (const deviation of bondLengths.std) expect(deviation).toBeLessThan(1e-6);
    for (const angle of bondAngles.mean) expect(angle).toBeCloseTo(105, 4);
    for (const deviation of bondAngles.std) expect(deviation).toBeCloseTo(Math.sqrt(125), 4);
  });
});

describe("pair distances", () => {
  it("are counted in MD's range, those beyond at its ends", () => {
    const frames = zigzags([90, 100, 110, 120]);
    const pairs = definePairs(chain, frames);
    expect(pairs.atoms).toHaveLength(LENGTH * (LENGTH - 1));
    const meter = createPairMeter(pairs);
    meter.add(frames);
    meter.add(zigzags([60, 179]));
    const { counts } = meter.finish();
    const last = [...counts.data.subarray(14 * 50)]; // the pair of residues 5 and 6: a bond, always 0.38 nm
    expect(last.reduce((sum, count) => sum + count, 0)).toBe(6);
    const second = counts.data.subarray(50, 100); // residues 1 and 3: the shortest and the longest of MD, and those beyond
    expect([second[0], second[49]]).toEqual([2, 2]);
  });

  it("are contacts within 0.8 nm, as counted one by one", () => {
    const rng = Rng.fromSeed(2);
    const frames = zeros32(50, 3 * LENGTH);
    for (let at = 0; at < frames.data.length; at++) frames.data[at] = rng.uniform();
    const meter = createPairMeter(definePairs(chain, frames));
    meter.add(rowsFrom(frames, 0, 20));
    meter.add(rowsFrom(frames, 20, 50));
    const { contacts } = meter.finish();
    for (let i = 0; i < LENGTH; i++) {
      for (let j = 0; j < LENGTH; j++) {
        let near = 0;
        for (let t = 0; t < 50; t++) {
          const atom = (k: number): Float32Array => frames.data.subarray(t * 18 + 3 * k, t * 18 + 3 * k + 3);
          const difference = atom(i).map((x, d) => x - atom(j)[d]!);
          if (i !== j && Math.hypot(...difference) <= 0.8) near++;
        }
        expect(contacts!.data[i * LENGTH + j]).toBeCloseTo(near / 50, 12);
      }
    }
  });

  it("of few C-alphas are those of heavy atoms, without contacts", () => {
    const three = makeAlphaCarbonChain(3);
    const frames = matrixOf(zigzags([100]).data.slice(0, 9), 1, 9);
    const pairs = definePairs(three, frames);
    expect(pairs.atoms).toHaveLength(6);
    expect(pairs.alphas).toBeNull();
    const meter = createPairMeter(pairs);
    meter.add(frames);
    expect(meter.finish().contacts).toBeNull();
  });
});
