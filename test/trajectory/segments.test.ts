import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laggedPairs } from "../../src/features/index.js";
import { openTrajectories, type TrajectorySet } from "../../src/trajectory/index.js";
import { xtcOf } from "./timed-frames.js";

const SPACING = 2;

/** Steps on a grid: mostly one spacing, some gaps, times that go back. */
const steps = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.integer({ min: -6, max: 5 }) }),
  { minLength: 2, maxLength: 60 },
);

function timesOf(gridSteps: readonly number[]): number[] {
  const times = [0];
  for (const step of gridSteps) times.push(times.at(-1)! + SPACING * step);
  return times;
}

/** The times at both ends of every pair that a set gives. */
function pairsOf({ readers }: TrajectorySet, lagFrames: number): string[] {
  const times = readers.flatMap(({ timesPs }) => [...timesPs]);
  const segments = readers.map(({ nFrames }) => nFrames);
  return [...laggedPairs(segments, lagFrames)].map((t) => `${times[t]} ${times[t + lagFrames]}`);
}

/** Pairs by the definition: walks along the frames, keeping for each time the last frame that has it. */
function pairsByDefinition(times: readonly number[], lagFrames: number): string[] {
  const pairs: string[] = [];
  let run: number[] = [];
  const finish = (): void => {
    for (const from of run) {
      const between = Array.from({ length: lagFrames + 1 }, (_, k) => from + k * SPACING);
      if (between.every((time) => run.includes(time))) pairs.push(`${from} ${between.at(-1)}`);
    }
  };
  for (const time of times) {
    const start = run[0]!;
    const startsAnew = run.length > 0 && (time < start || (time === start && run.length > 1));
    if (startsAnew) {
      finish();
      run = [];
    }
    run = [...run.filter((earlier) => earlier < time), time];
  }
  finish();
  return pairs;
}

describe("segments", () => {
  it("have the pairs of frames that are an unbroken lag apart, and no other", async () => {
    let nPairs = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (gridSteps, lagFrames) => {
        // A long plain trajectory beside it, so that the spacing is beyond doubt.
        const plain = Array.from({ length: 5 }, (_, t) => SPACING * t);
        const times = timesOf([...gridSteps, ...Array<number>(2 * gridSteps.length).fill(1)]);
        const isOtherSpacing = gridSteps.some(
          (step, k) => step > 1 && step === gridSteps[k + 1] && step === gridSteps[k + 2],
        );
        fc.pre(!isOtherSpacing);
        const set = await openTrajectories([await xtcOf("a.xtc", times), await xtcOf("b.xtc", plain)], 4);
        const expected = [...pairsByDefinition(times, lagFrames), ...pairsByDefinition(plain, lagFrames)];
        expect(pairsOf(set, lagFrames)).toEqual(expected);
        nPairs += expected.length;
      }),
      { seed: 3, numRuns: 200 },
    );
    expect(nPairs).toBeGreaterThan(1000);
  });
});
