import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  crossValidationFolds,
  type HoldOut,
  laggedPairs,
  type PairSplit,
  splitPairs,
} from "../../src/features/index.js";

const segmentOf = (segments: readonly number[], row: number): number => {
  let first = 0;
  return segments.findIndex((length) => {
    first += length;
    return row < first;
  });
};

const framesOf = ({ lagFrames }: PairSplit, starts: Int32Array): ReadonlySet<number> =>
  new Set([...starts].flatMap((t) => [t, t + lagFrames]));

const heldOut: fc.Arbitrary<HoldOut> = fc.record({ fraction: fc.double({ min: 0.05, max: 0.6, noNaN: true }) });
const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 });

/** A split of random trajectories; undefined when the data are too few for it. */
function attempt(segments: readonly number[], lagFrames: number, holdOut: HoldOut): PairSplit | undefined {
  try {
    return splitPairs(segments, lagFrames, holdOut);
  } catch (error) {
    expect(error).toMatchObject({ kind: "data" });
    return undefined;
  }
}

describe("splitPairs", () => {
  it("puts no frame on both sides, and no pair across trajectories", () => {
    let nSplits = 0;
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 10 }), heldOut, (segments, lagFrames, holdOut) => {
        const split = attempt(segments, lagFrames, holdOut);
        if (split === undefined) return;
        nSplits++;
        const training = framesOf(split, split.training);
        expect([...framesOf(split, split.validation)].filter((frame) => training.has(frame))).toEqual([]);
        const all = new Set(laggedPairs(segments, lagFrames));
        const starts = [...split.training, ...split.validation];
        expect(starts.filter((start) => !all.has(start))).toEqual([]);
        expect(starts.filter((t) => segmentOf(segments, t) !== segmentOf(segments, t + lagFrames))).toEqual([]);
        expect(new Set(starts).size).toBe(starts.length);
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(nSplits).toBeGreaterThan(100);
  });

  it("loses only the pairs that straddle two blocks", () => {
    const { training, validation } = splitPairs([1000, 500], 7, { fraction: 0.2 });
    // Ten blocks of 150 or so: seven in the first trajectory, three in the second; each ends with 7 frames of no pair.
    expect(training.length + validation.length).toBe(1500 - 10 * 7);
    expect(validation.length).toBeGreaterThan(250);
  });

  it("keeps trajectories whole where there are many", () => {
    const segments = [100, 90, 80, 110, 120, 95];
    const { training, validation } = splitPairs(segments, 5, { fraction: 0.33 });
    const numbers = (starts: Int32Array) => new Set([...starts].map((t) => segmentOf(segments, t)));
    expect([...numbers(validation)]).toEqual([1, 4]);
    expect([...numbers(training)]).toEqual([0, 2, 3, 5]);
    expect(training.length).toBe(100 + 80 + 110 + 95 - 4 * 5);
    expect(validation.length).toBe(90 + 120 - 2 * 5);
  });

  it("keeps the segments of a trajectory together", () => {
    const segments = [40, 60, 90, 80, 70, 40, 120, 95];
    const trajectories = [0, 0, 1, 2, 3, 3, 4, 5];
    const { training, validation } = splitPairs(segments, 5, { fraction: 0.33 }, trajectories);
    const numbers = (starts: Int32Array) => new Set([...starts].map((t) => trajectories[segmentOf(segments, t)]));
    expect([...numbers(validation)]).toEqual([1, 4]);
    expect([...numbers(training)]).toEqual([0, 2, 3, 5]);
    expect(training.length).toBe(40 + 60 + 80 + 70 + 40 + 95 - 6 * 5);
    const named = splitPairs(segments, 5, { trajectories: [3] }, trajectories);
    expect(named.validation.length).toBe(70 + 40 - 2 * 5);
    expect(() => splitPairs(segments, 5, { trajectories: [6] }, trajectories)).toThrow("they are 0 to 5");
  });

  it("holds out blocks of few trajectories, however many their segments", () => {
    const segments = Array.from({ length: 50 }, () => 40);
    const { training, validation } = splitPairs(
      segments,
      4,
      { fraction: 0.2 },
      segments.map(() => 0),
    );
    expect(validation.length).toBe(10 * 36);
    expect(training.length).toBe(40 * 36);
  });

  it("holds out the trajectories named", () => {
    const { validation } = splitPairs([50, 60, 70], 5, { trajectories: [2] });
    expect([validation[0], validation.at(-1), validation.length]).toEqual([110, 174, 65]);
    expect(() => splitPairs([50, 60, 70], 5, { trajectories: [3] })).toThrow(
      "--holdout: there is no trajectory 3, they are 0 to 2",
    );
  });

  it("refuses a lag that the data cannot bear", () => {
    expect(() => splitPairs([50, 60], 60, { fraction: 0.2 })).toThrow(
      "the lag of 60 frames is not shorter than the longest trajectory, 60 frames",
    );
    expect(() => splitPairs([50, 60], 60, { fraction: 0.2 }, [0, 0])).toThrow(
      "not shorter than the longest stretch without a gap, 60 frames",
    );
    expect(() => splitPairs([100], 8, { fraction: 0.1 })).toThrow("a lag of 8 frames leaves");
    expect(() => splitPairs([50, 60, 70], 5, { trajectories: [0, 1, 2] })).toThrow("leaves 0 pairs to train on");
  });
});

describe("folds for cross-validation", () => {
  it("test each trajectory once, on networks that never saw it", () => {
    const segments = [40, 60, 90, 80, 70, 40];
    const folds = crossValidationFolds(segments, 5, 3);
    const owners = (starts: Int32Array) => [...new Set([...starts].map((t) => segmentOf(segments, t)))];
    expect(folds.map(({ test, validation, training }) => [test, validation, training].map(owners))).toEqual([
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
      [
        [1, 4],
        [2, 5],
        [0, 3],
      ],
      [
        [2, 5],
        [0, 3],
        [1, 4],
      ],
    ]);
    expect(folds.reduce((sum, { test }) => sum + test.length, 0)).toBe(380 - 6 * 5);
  });

  it("are of blocks where trajectories are few", () => {
    const folds = crossValidationFolds([500, 500], 10, 5);
    expect(folds.map(({ test, validation, training }) => [test.length, validation.length, training.length])).toEqual(
      Array.from({ length: 5 }, () => [180, 180, 540]),
    );
    const all = folds.flatMap(({ test }) => [...test]);
    expect(new Set(all).size).toBe(900);
  });

  it("need a pair each", () => {
    expect(() => crossValidationFolds([50, 50], 10, 5)).toThrow("a lag of 10 frames leaves no pairs in one of 5 parts");
  });
});
