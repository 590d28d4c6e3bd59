import { describe, expect, it } from "vitest";
import {
  type ByteSource,
  DataError,
  type Duration,
  FormatError,
  memorySource,
  UnsupportedError,
} from "../../src/base/index.js";
import {
  blocks,
  openTrajectories,
  openTrajectory,
  readTopology,
  type TrajectorySet,
} from "../../src/trajectory/index.js";
import { goldenBytes } from "./golden.js";
import { xtcOf } from "./timed-frames.js";

const every = (spacing: number, n: number, start = 0): number[] =>
  Array.from({ length: n }, (_, t) => start + t * spacing);
const open = async (...sources: Promise<ByteSource>[]) => openTrajectories(await Promise.all(sources), 4);

describe("openTrajectories", () => {
  it("knows the spacing and the number of frames", async () => {
    const set = await open(xtcOf("a.xtc", every(2.5, 10, 2.5)), xtcOf("b.xtc", every(2.5, 7)));
    expect(set.spacingPs).toBe(2.5);
    expect(set.nFrames).toBe(17);
    expect(set.readers.map(({ name }) => name)).toEqual(["a.xtc", "b.xtc"]);
  });

  it("allows for times in single precision", async () => {
    // At 10^6 ps single precision counts in steps of 1/16 ps.
    expect((await open(xtcOf("a.xtc", every(0.2, 500, 1e6)))).spacingPs).toBeCloseTo(0.2, 3);
    expect((await open(xtcOf("a.xtc", every(0.1, 300)))).spacingPs).toBe(0.1);
  });

  it("takes one-frame files among others", async () => {
    expect((await open(xtcOf("a.xtc", [0]), xtcOf("b.xtc", [0, 3]))).spacingPs).toBe(3);
  });

  it.each([
    [
      "a change of spacing",
      [[0, 1, 2, 3, 4, 5, 7, 9, 11]],
      "a.xtc: from frame 5 on there is a frame every 2 ps, elsewhere every 1 ps",
    ],
    [
      "a change of spacing after few frames",
      [[0, 2, 4, 6, 7, 8, 9, 10, 11, 12]],
      "a.xtc: from frame 0 on there is a frame every 2 ps, elsewhere every 1 ps",
    ],
    ["frames without a clock", [[0, 0, 0]], "a.xtc: all 3 frames are at 0 ps"],
    ["another spacing in another file", [every(1, 5), every(2, 5)], "b.xtc: has a frame every 2 ps, a.xtc every 1 ps"],
    ["single frames only", [[0], [5]], "a.xtc: has one frame, so the time between frames is unknown"],
    ["nothing", [], "no trajectory was given"],
  ])("refuses %s and closes the files", async (_, times, message) => {
    let closed = 0;
    const sources = await Promise.all(times.map((list, k) => xtcOf(`${"ab"[k]}.xtc`, list)));
    const watched = sources.map((source) => ({
      ...source,
      close: async () => {
        closed++;
      },
    }));
    const opening = openTrajectories(watched, 4);
    await expect(opening).rejects.toThrow(DataError);
    await expect(opening).rejects.toThrow(message);
    expect(closed).toBe(times.length);
  });

  it("refuses a topology of another molecule", async () => {
    const opening = openTrajectories([await xtcOf("a.xtc", [0, 1])], 20);
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow("a.xtc: file has 4 atoms, the topology has 20");
  });
});

/** Which frames of which file a set gives, segment by segment, as its readers place them. */
const placesOf = ({ readers }: TrajectorySet): string[] =>
  readers.map((reader) => {
    const places = Array.from(reader.timesPs, (_, t) => reader.placeOf(t));
    return `${reader.trajectory}: ${places.map(({ file, frame }) => `${file[0]}${frame}`).join(" ")}`;
  });

describe("the frames of a set", () => {
  it("are segments that end where a frame is missing", async () => {
    const set = await open(xtcOf("a.xtc", [0, 1, 2, 4, 5, 8]), xtcOf("b.xtc", every(1, 3)));
    expect(placesOf(set)).toEqual(["0: a0 a1 a2", "0: a3 a4", "0: a5", "1: b0 b1 b2"]);
    expect(set.notices).toEqual(["a.xtc: 2 gaps (first before 4 ps), so it is 3 segments, and no pair crosses a gap"]);
    expect(set.files.map(({ used }) => used.length)).toEqual([6, 3]);
    const { positions, timesPs } = await set.readers[1]!.read(1, 1);
    expect([positions[0], timesPs[0]]).toEqual([Math.fround(0.04), 5]);
  });

  it("are those of the later run where a restart repeats some", async () => {
    const set = await open(xtcOf("a.xtc", [0, 1, 2, 3, 4, 2, 3, 4, 5]));
    expect(placesOf(set)).toEqual(["0: a0 a1 a5 a6 a7 a8"]);
    expect([...set.files[0]!.used]).toEqual([0, 1, 5, 6, 7, 8]);
    expect(set.notices).toEqual(["a.xtc: 3 frames left out that a restart wrote again (first at 2 ps)"]);
    const { positions, timesPs } = await set.readers[0]!.read(1, 3);
    expect([...timesPs]).toEqual([1, 2, 3]);
    expect([0, 12, 24].map((i) => positions[i])).toEqual([0.01, 0.05, 0.06].map(Math.fround));
  });

  it("are of two runs where time starts again, and none is left out", async () => {
    const set = await open(xtcOf("a.xtc", [0, 1, 2, 0, 1]));
    expect(placesOf(set)).toEqual(["0: a0 a1 a2", "0: a3 a4"]);
    expect(set.notices).toEqual([
      "a.xtc: time starts again, so it is taken for 2 runs, and no pair crosses from one to the next",
    ]);
  });

  it("of parts of a run go on from one file to the next", async () => {
    const set = await open(
      xtcOf("c.xtc", every(1, 2)),
      xtcOf("b.part0010.xtc", [4, 5]),
      xtcOf("a.part0001.xtc", [0, 1]),
      xtcOf("b.part0002.xtc", [2, 3, 4]),
    );
    expect(placesOf(set)).toEqual(["0: c0 c1", "1: b0 b1 b0 b1", "2: a0 a1"]);
    expect(set.files.map(({ name, trajectory, used }) => [name, trajectory, ...used])).toEqual([
      ["c.xtc", 0, 0, 1],
      ["b.part0002.xtc", 1, 0, 1],
      ["b.part0010.xtc", 1, 0, 1],
      ["a.part0001.xtc", 2, 0, 1],
    ]);
    expect(set.notices).toEqual([
      "b.part0002.xtc to b.part0010.xtc: 2 parts of one run, joined",
      "b.part0002.xtc: 1 frame left out that a restart wrote again (first at 4 ps)",
    ]);
    expect([...(await set.readers[1]!.read(1, 2)).timesPs]).toEqual([3, 4]);
  });

  it("are every so-many-th on the grid of times: what is missing between them parts nothing", async () => {
    const times = [0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13];
    const sources = [await xtcOf("a.xtc", times)];
    const set = await openTrajectories(sources, 4, { stride: 2, discard: null, timestepPs: null });
    expect(set.spacingPs).toBe(2);
    expect(set.readers.map(({ timesPs }) => [...timesPs])).toEqual([[0, 2, 4, 6, 8], [12]]);
    const wanted = { stride: { toSpacingPs: 2 }, discard: null, timestepPs: null };
    expect((await openTrajectories(sources, 4, wanted)).nFrames).toBe(6);
    const other = openTrajectories(sources, 4, { ...wanted, stride: { toSpacingPs: 2.5 } });
    await expect(other).rejects.toThrow("has a frame every 1 ps, wanted is one every 2.5 ps");
  });

  it("leave out the beginning of every trajectory", async () => {
    const sources = [await xtcOf("a.xtc", every(2, 6, 100)), await xtcOf("b.xtc", every(2, 4))];
    const discarding = async (discard: Duration) =>
      placesOf(await openTrajectories(sources, 4, { stride: 1, discard, timestepPs: null }));
    expect(await discarding({ ps: 4 })).toEqual(["0: a2 a3 a4 a5", "1: b2 b3"]);
    expect(await discarding({ frames: 3 })).toEqual(["0: a3 a4 a5", "1: b3"]);
    await expect(discarding({ ps: 8 })).rejects.toThrow("b.xtc: all of its 4 frames would be discarded");
  });

  it("have the times that the user gives", async () => {
    const sources = [await xtcOf("a.xtc", [0, 0, 0, 0])];
    const set = await openTrajectories(sources, 4, { stride: 2, discard: null, timestepPs: 10 });
    expect(set.spacingPs).toBe(20);
    expect([...(await set.readers[0]!.read(0, 2)).timesPs]).toEqual([0, 20]);
  });

  it("tell when the format has no times", async () => {
    const xyz = "1\n\nC 0 0 0\n1\n\nC 1 0 0\n";
    const set = await openTrajectories([memorySource("a.xyz", new TextEncoder().encode(xyz))], 1);
    expect(set.notices).toEqual([
      "a.xyz: has no times, so frames count as 1 ps apart; --timestep gives the time between frames",
    ]);
  });

  it("with the same finding in many trajectories are told of once", async () => {
    const sources = await Promise.all([..."abcdefg"].map((name) => xtcOf(`${name}.xtc`, [0, 1, 2, 4])));
    const { notices } = await openTrajectories(sources, 4);
    expect(notices).toHaveLength(4);
    expect(notices.at(-1)).toBe("and the same for 4 more trajectories");
  });
});

describe("blocks", () => {
  it("gives all frames in order, the last block shorter", async () => {
    const reader = await openTrajectory(await xtcOf("a.xtc", every(1, 10)));
    const seen: [number, number, number][] = [];
    for await (const { first, nFrames, positions } of blocks(reader, 4)) seen.push([first, nFrames, positions[0]!]);
    expect(seen).toEqual([
      [0, 4, 0],
      [4, 4, Math.fround(0.04)],
      [8, 2, Math.fround(0.08)],
    ]);
  });

  it("bounds a block's bytes by default", async () => {
    const reader = { ...(await openTrajectory(await xtcOf("a.xtc", [0]))), nFrames: 1000, nAtoms: 100_000 };
    const asked: number[] = [];
    const read: typeof reader.read = async (first, nFrames) => {
      asked.push(first + nFrames);
      return { nFrames, nAtoms: 1, positions: new Float32Array(0), timesPs: new Float64Array(0), boxes: null };
    };
    for await (const _ of blocks({ ...reader, read }));
    expect(asked.slice(0, 2)).toEqual([6, 12]); // 6 frames of 100,000 atoms are 7.2 MB
    expect(asked.at(-1)).toBe(1000);
  });
});

describe("openTrajectory and readTopology", () => {
  it("go by the name's ending, whatever its case, and by the first bytes otherwise", async () => {
    const bytes = goldenBytes("pentapeptide.xtc");
    for (const name of ["run.XTC", "a/b.part0001.xtc", "trajectory", "traj.bin"]) {
      expect((await openTrajectory(memorySource(name, bytes))).format).toBe("xtc");
    }
    const pdb = memorySource("x.ENT", goldenBytes("alanine-dipeptide.pdb"));
    expect((await readTopology(pdb)).topology.atoms).toHaveLength(22);
  });

  it("refuse what they do not know", async () => {
    const text = memorySource("notes.txt", new TextEncoder().encode("hello"));
    await expect(openTrajectory(text)).rejects.toThrow(UnsupportedError);
    await expect(openTrajectory(memorySource("empty", new Uint8Array(0)))).rejects.toThrow(UnsupportedError);
    await expect(readTopology(text)).rejects.toThrow("notes.txt: is no topology in a known format");
  });
});
