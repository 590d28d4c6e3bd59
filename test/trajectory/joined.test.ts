import { describe, expect, it } from "vitest";
import { DataError, FormatError } from "../../src/base/index.js";
import { joinTrajectories, type TrajectoryReader } from "../../src/trajectory/index.js";

/** One atom, whose x is the time in ps. */
function readerOf(name: string, times: readonly number[], nAtoms = 1): TrajectoryReader {
  const timesPs = Float64Array.from(times);
  return {
    name,
    format: "memory",
    nFrames: times.length,
    nAtoms,
    timesPs,
    read: async (first, count) => ({
      nFrames: count,
      nAtoms,
      positions: Float32Array.from(times.slice(first, first + count).flatMap((x) => [x, 0, 0])),
      timesPs: timesPs.slice(first, first + count),
      boxes: null,
    }),
    close: async () => {},
  };
}

const parts = [readerOf("a", [0, 10, 20]), readerOf("b", [20, 30, 40]), readerOf("c", [50, 60])];
const all = { first: null, last: null, stride: 1 };
const timesOf = (wanted: Partial<Parameters<typeof joinTrajectories>[1]>): number[] => [
  ...joinTrajectories(parts, { ...all, ...wanted }).timesPs,
];

describe("joinTrajectories", () => {
  it("reads files one after the other; of a frame that a restart repeats the later one is kept", async () => {
    const joined = joinTrajectories(parts, all);
    expect([...joined.timesPs]).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(joined.placeOf(2)).toEqual({ file: "b", frame: 0 });
    const { positions } = await joined.read(1, 5);
    expect([...positions].filter((_, k) => k % 3 === 0)).toEqual([10, 20, 30, 40, 50]);
  });

  it("takes frames by number or by time, both ends among them", () => {
    expect(timesOf({ first: { frame: 1 }, last: { frame: 3 } })).toEqual([10, 20, 30]);
    expect(timesOf({ first: { timePs: 15 }, last: { timePs: 40 } })).toEqual([20, 30, 40]);
    expect(timesOf({ first: { frame: 1 }, stride: 3 })).toEqual([10, 40]);
  });

  it("keeps runs that start anew", () => {
    const runs = [readerOf("a", [0, 10]), readerOf("b", [0, 10])];
    expect([...joinTrajectories(runs, all).timesPs]).toEqual([0, 10, 0, 10]);
  });

  it("refuses other atoms, and bounds that leave no frame", () => {
    expect(() => joinTrajectories([parts[0]!, readerOf("d", [0], 2)], all)).toThrow(FormatError);
    expect(() => timesOf({ first: { timePs: 61 } })).toThrow(DataError);
    expect(() => timesOf({ first: { timePs: 61 } })).toThrow(/^a: none of its frames 0 to 6, 0 to 60 ps/);
  });
});
