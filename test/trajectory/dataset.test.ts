import { describe, expect, it } from "vitest";
import { type ByteSource, DataError, FormatError, memorySource, UnsupportedError } from "../../src/base/index.js";
import { blocks, createXtc, openTrajectories, openTrajectory, readTopology } from "../../src/trajectory/index.js";
import { goldenBytes, memorySink } from "./golden.js";

/** An XTC file whose frame t has all its coordinates at t / 100 nm. */
async function xtcOf(name: string, times: readonly number[], nAtoms = 4): Promise<ByteSource> {
  const sink = memorySink();
  const positions = new Float32Array(times.length * nAtoms * 3).map((_, i) => Math.floor(i / (3 * nAtoms)) / 100);
  const timesPs = Float64Array.from(times);
  await createXtc(sink, nAtoms).write({ nFrames: times.length, nAtoms, positions, timesPs, boxes: null });
  return memorySource(name, sink.bytes());
}

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
    ["a gap", [[0, 1, 2, 4, 5]], "a.xtc: frame 3 comes after 2 ps, those before every 1 ps"],
    ["a repeated frame", [[0, 1, 1, 2]], "a.xtc: frame 2 is at 1 ps, not after the frame before it"],
    ["times that go back", [[0, 1, 2, 0, 1]], "a.xtc: frame 3 is at 0 ps, not after"],
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
