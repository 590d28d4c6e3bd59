import { describe, expect, it } from "vitest";
import { createTask, DataError, type Matrix32, type RowReader } from "../../src/base/index.js";
import {
  computeFeatures,
  type ExternalRows,
  type FeatureRequest,
  featureNames,
  learnFeatures,
  memoryTable,
  plainRequest,
  readFeatures,
} from "../../src/features/index.js";
import type { FrameBlock, TrajectorySet } from "../../src/trajectory/index.js";
import { loadSystem, makeAlphaCarbonChain, makeBlock } from "./golden-systems.js";
import { readerOf, setOf } from "./memory-trajectories.js";

const chain = makeAlphaCarbonChain(5);
const atoms = Int32Array.of(0, 1, 2, 3, 4);
const T = 6;

/** Five beads, the first three a rigid right angle; the others wander. */
const wandering = makeBlock(
  T,
  5,
  Array.from({ length: T }, (_, t) => [
    ...[0, 0, 0, 0.4, 0, 0, 0.4, 0.4, 0],
    ...[0.4 + 0.1 * Math.sin(t), 0.7, 0.1, 0.5, 0.9, 0.2 + 0.1 * Math.cos(2 * t)],
  ]).flat(),
);
const md = setOf([readerOf("a.xtc", wandering, 0), readerOf("b.xtc", wandering, 1)]);

/** Learns and collects what is noted. */
async function learn(
  set: TrajectorySet,
  requests: readonly FeatureRequest[] | null,
  external: ExternalRows = new Map(),
  topology = chain,
) {
  const notes: string[] = [];
  const task = createTask({ onNote: (line) => notes.push(line) });
  const learned = await learnFeatures(topology, set, { requests, atoms, external }, memoryTable, task);
  return { ...learned, notes };
}

describe("learnFeatures", () => {
  it("names and drops features that never change, and reads later frames alike", async () => {
    const { plan, features, coordinates, notes } = await learn(md, null);
    expect(notes[0]).toBe(
      "note: only C-alphas are known, so their pseudo-dihedrals and pseudo-angles take the place of phi and psi",
    );
    expect(notes).toContain("features: 17 numbers a frame");
    expect(notes.at(-1)).toBe(
      "note: features left out that never change: cos angle CA1-CA2-CA3, d CA1-CA2, d CA1-CA3, d CA2-CA3",
    );
    const names = featureNames(plan.map);
    expect(names).toHaveLength(13);
    expect(names).not.toContain("d CA1-CA2");
    expect([features.rows, features.cols, coordinates.cols]).toEqual([2 * T, 13, 15]);
    expect(features.segments).toEqual([T, T]);
    const again = await readFeatures(plan, md, memoryTable, createTask(), new Map());
    expect(again.features.read(0, 2 * T)).toEqual(features.read(0, 2 * T));
    const gathered = new Float32Array(2 * 13);
    features.gather(Int32Array.of(7, 2), gathered);
    expect(gathered.subarray(13)).toEqual(features.read(2, 1).data);
  });

  it("drops one number of a torsion when only that never changes", async () => {
    // Turns by 1e-4 about the flat shape: the sine moves by 1e-4, the cosine by 1e-8.
    const flat = makeBlock(
      T,
      5,
      Array.from({ length: T }, (_, t) => [
        ...[0, 0.4, 0, 0, 0, 0, 0.4, 0, 0, 0.4, 0.4, 4e-5 * t],
        ...[0.8, 0.4, 0.1 * t],
      ]).flat(),
    );
    const { plan, features } = await learn(setOf([readerOf("flat", flat)]), [plainRequest("ca-torsions")]);
    expect(featureNames(plan.map)).toEqual([
      "sin dihedral CA1-CA2-CA3-CA4",
      "cos dihedral CA2-CA3-CA4-CA5",
      "sin dihedral CA2-CA3-CA4-CA5",
    ]);
    const whole = computeFeatures(plan.map, flat);
    expect(features.read(0, T)).toEqual(whole);
  });

  it("names and drops features that are not a number in some frame", async () => {
    const positions = wandering.positions.slice();
    positions.set([0.8, 0, 0], 3 * (5 * 2 + 2)); // frame 2: the first three beads in line
    const lined: FrameBlock = { ...wandering, positions };
    const requests = [plainRequest("ca-torsions"), plainRequest("ca-distances")];
    const { plan, notes } = await learn(setOf([readerOf("lined", lined)]), requests);
    expect(notes).toContain(
      "note: features left out that are not a number in some frame: cos dihedral CA1-CA2-CA3-CA4, sin dihedral CA1-CA2-CA3-CA4",
    );
    expect(featureNames(plan.map)[0]).toBe("cos dihedral CA2-CA3-CA4-CA5");
  });

  it("refuses to go on when nothing changes", async () => {
    const still = makeBlock(2, 5, [...wandering.positions.subarray(0, 15), ...wandering.positions.subarray(0, 15)]);
    await expect(learn(setOf([readerOf("still", still)]), null)).rejects.toThrow(DataError);
  });

  it("tells the range, mean and deviation of each kind", async () => {
    const { notes } = await learn(md, [{ kind: "atom-distances", atoms: [[0, 4]] }]);
    const d = Array.from({ length: T }, (_, t) => Math.hypot(0.5, 0.9, 0.2 + 0.1 * Math.cos(2 * t)));
    const mean = d.reduce((sum, x) => sum + x, 0) / T;
    const deviation = Math.sqrt(d.reduce((sum, x) => sum + (x - mean) ** 2, 0) / T);
    const [kind, ...shown] = notes.at(-1)!.trim().split(/\s+/);
    expect(kind).toBe("atom-distances");
    [Math.min(...d), Math.max(...d), mean, deviation].forEach((value, k) => {
      expect(Math.abs(Number(shown[k]) / value - 1)).toBeLessThan(1e-3); // four digits are shown
    });
  });
});

describe("numbers of the user's own", () => {
  const rowsOf = (name: string, rows: number, cols: number): RowReader => ({
    name,
    rows,
    cols,
    read: async (first, count): Promise<Matrix32> => ({
      data: Float32Array.from({ length: count * cols }, (_, i) => 1e-9 * (first * cols + i) ** 2),
      rows: count,
      cols,
    }),
  });
  const requests: readonly FeatureRequest[] = [
    { kind: "npy", files: ["a.npy", "b.npy"] },
    plainRequest("ca-distances"),
  ];
  const external = new Map([
    ["a.xtc", rowsOf("a.npy", T, 2)],
    ["b.xtc", rowsOf("b.npy", T, 2)],
  ]);

  it("stand beside the computed ones, however small their unit", async () => {
    const { plan, features } = await learn(md, requests, external);
    expect(featureNames(plan.map).slice(0, 3)).toEqual(["npy 0", "npy 1", "d CA1-CA4"]);
    const { data } = features.read(T + 2, 1);
    expect([...data.subarray(0, 2)]).toEqual([Math.fround(16e-9), Math.fround(25e-9)]);
  });

  it("follow the frames that are used, in whichever file they are", async () => {
    const used = Int32Array.of(1, 3, 4); // of a.xtc; then the last two of b.xtc
    const places = [...used]
      .map((frame) => ({ file: "a.xtc", frame }))
      .concat([4, 5].map((frame) => ({ file: "b.xtc", frame })));
    const reader = { ...readerOf("a.xtc", wandering), nFrames: 5, placeOf: (t: number) => places[t]! };
    const { features } = await learn({ ...md, readers: [reader] }, requests, external);
    const firsts = Array.from({ length: 5 }, (_, t) => features.read(t, 1).data[0]!);
    expect(firsts).toEqual([1, 3, 4, 4, 5].map((row) => Math.fround(1e-9 * (2 * row) ** 2)));
  });

  it("are refused when they do not fit", async () => {
    const failing = (file: string, rows: RowReader | null) => {
      const changed = new Map(external);
      if (rows === null) changed.delete(file);
      else changed.set(file, rows);
      return expect(learn(md, requests, changed)).rejects;
    };
    await failing("b.xtc", null).toThrow("npy: no file is given for b.xtc");
    await failing("b.xtc", rowsOf("b.npy", 5, 2)).toThrow("b.npy: has 5 rows, b.xtc has 6 frames");
    await failing("b.xtc", rowsOf("b.npy", 6, 3)).toThrow("b.npy: has 3 columns, those before have 2");
    const { plan } = await learn(md, requests, external);
    const narrow = new Map([...external.keys()].map((file) => [file, rowsOf("c.npy", T, 1)]));
    await expect(readFeatures(plan, md, memoryTable, createTask(), narrow)).rejects.toThrow(
      "c.npy: has 1 columns, the model was trained with 2",
    );
  });
});

it("a peptide with all its atoms keeps phi and psi", async () => {
  const { topology, block } = loadSystem("pentapeptide");
  const { plan } = await learn(setOf([readerOf("p", block)]), null, new Map(), topology);
  expect(plan.map.groups.map(({ kind }) => kind)).toEqual(["backbone-torsions", "sidechain-torsions", "ca-distances"]);
});
