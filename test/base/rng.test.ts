import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../src/base/index.js";
import { golden } from "./golden.js";

const FIXED = { seed: 1, numRuns: 100 } as const;
const draw = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.uint32());

describe("the random stream", () => {
  it.each(golden.uint32)("of seed $seed under $labels has golden numbers", ({ seed, labels, values }) => {
    const rng = labels.reduce((stream, label) => stream.split(label), Rng.fromSeed(seed));
    expect(draw(rng, values.length)).toEqual(values);
  });

  it("has golden normals", () => {
    const got = Rng.fromSeed(golden.normals.seed).fillNormal(new Float64Array(golden.normals.values.length));
    golden.normals.values.forEach((want, k) => {
      expect(Math.abs(got[k]! - want)).toBeLessThan(1e-14); // the logarithm may differ in its last bit
    });
  });

  it("goes on from its state, through JSON, between the two normals of a pair too", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 9 }), (seed, nDrawn) => {
        const rng = Rng.fromSeed(seed);
        for (let i = 0; i < nDrawn; i++) rng.normal();
        const copy = Rng.fromState(JSON.parse(JSON.stringify(rng.state())));
        expect([copy.normal(), copy.normal(), copy.uint32()]).toEqual([rng.normal(), rng.normal(), rng.uint32()]);
        expect(draw(copy.split("x"), 2)).toEqual(draw(rng.split("x"), 2));
      }),
      FIXED,
    );
  });
});

describe("split", () => {
  it("does not depend on how much was drawn, and draws nothing", () => {
    const fresh = Rng.fromSeed(3);
    const used = Rng.fromSeed(3);
    used.normal();
    draw(used, 10);
    expect(draw(used.split("a"), 4)).toEqual(draw(fresh.split("a"), 4));
    fresh.split("b");
    expect(draw(fresh, 1)).toEqual(draw(Rng.fromSeed(3), 1));
  });

  it("gives another stream for each label, seed and order of labels", () => {
    const first = new Set<string>();
    const add = (rng: Rng): void => {
      first.add(draw(rng, 2).join());
    };
    for (let k = 0; k < 20_000; k++) add(Rng.fromSeed(k));
    for (let k = 0; k < 20_000; k++) add(Rng.fromSeed(0).split(`replica-${k}`));
    add(Rng.fromSeed(0).split("a").split("b"));
    add(Rng.fromSeed(0).split("b").split("a"));
    add(Rng.fromSeed(0).split("ab"));
    expect(first.size).toBe(40_003); // 64 bits: two equal ones by chance in 4e-11 of all cases
  });

  it("gives streams that are uncorrelated with their parent and their siblings", () => {
    const n = 20_000;
    const parent = Rng.fromSeed(5);
    const streams = [parent.split("0"), parent.split("1"), parent.split("2"), parent].map((rng) => {
      return Float64Array.from({ length: n }, () => rng.uniform() - 0.5);
    });
    for (let a = 0; a < streams.length; a++) {
      for (let b = 0; b < a; b++) {
        const overlap = streams[a]!.reduce((sum, value, t) => sum + value * streams[b]![t]!, 0);
        expect(Math.abs((12 * overlap) / n)).toBeLessThan(4 / Math.sqrt(n)); // four standard errors, six pairs
      }
    }
  });
});

describe("distributions", () => {
  it("uniform stays inside of (0, 1) with mean 1/2 and variance 1/12", () => {
    const n = 100_000;
    const values = Float64Array.from(
      { length: n },
      (
        (rng) => () =>
          rng.uniform()
      )(Rng.fromSeed(6)),
    );
    const mean = values.reduce((sum, u) => sum + u, 0) / n;
    const variance = values.reduce((sum, u) => sum + (u - 0.5) ** 2, 0) / n;
    expect(values.every((u) => u > 0 && u < 1)).toBe(true);
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 / Math.sqrt(12 * n));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 / Math.sqrt(180 * n));
  });

  it("normals have the moments 0, 1, 0, 3", () => {
    const n = 200_000;
    const values = Rng.fromSeed(7).fillNormal(new Float64Array(n));
    const moment = (power: number): number => values.reduce((sum, z) => sum + z ** power, 0) / n;
    // Four standard errors: the variances of z, z^2, z^3, z^4 are 1, 2, 15, 96.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it("integers are equally likely", () => {
    const counts = new Int32Array(7);
    const rng = Rng.fromSeed(8);
    for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]! += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(22.5); // 6 degrees of freedom, exceeded in 0.1 %
    expect(Rng.fromSeed(0).integer(1)).toBe(0);
  });

  it("shuffles are permutations, and every item gets everywhere", () => {
    const rng = Rng.fromSeed(9);
    const firstItem = new Int32Array(5);
    for (let i = 0; i < 5000; i++) {
      const order = rng.shuffle(Int32Array.of(0, 1, 2, 3, 4));
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      firstItem[order[0]!]! += 1;
    }
    for (const count of firstItem) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(800));
  });
});
