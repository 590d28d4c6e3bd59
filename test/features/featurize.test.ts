import { describe, expect, it } from "vitest";
import { AbortedError, createTask, type Progress, ShapeError } from "../../src/base/index.js";
import {
  computeFeatures,
  countFeatures,
  defaultKinds,
  featurize,
  memoryTable,
  plainRequest,
  planFeatures,
  type TableBuilder,
} from "../../src/features/index.js";
import { openTrajectories, subsetTopology } from "../../src/trajectory/index.js";
import { distancesOf, largestDifference, loadPeriodic } from "../trajectory/periodic-boxes.js";
import { repeatedDcd } from "../trajectory/repeated-dcd.js";
import { loadSystem, makeBlock } from "./golden-systems.js";
import { readerOf } from "./memory-trajectories.js";

const { topology, block, golden } = loadSystem("pentapeptide");
const atoms = Int32Array.from(golden.heavy);
const plan = planFeatures(topology, defaultKinds(topology).map(plainRequest), atoms);

describe("featurize", () => {
  it("computes features and picks the decoder's atoms, a segment a trajectory", async () => {
    const readers = [readerOf("a", block), readerOf("b", block)];
    const { features, coordinates } = await featurize(readers, plan, memoryTable, createTask());
    const n = block.nFrames;
    expect([features.segments, coordinates.segments]).toEqual([
      [n, n],
      [n, n],
    ]);
    expect(features.read(n, n)).toEqual(computeFeatures(plan.map, block));
    const last = block.nAtoms * (n - 1) + golden.heavy.at(-1)!;
    expect(coordinates.read(n - 1, 1).data.slice(-3)).toEqual(block.positions.slice(3 * last, 3 * last + 3));
  });

  it("reads long trajectories in several blocks", async () => {
    // Nine blocks of 8 MB: 7,500 frames of 94 atoms each, and a rest.
    const copies = 10_000;
    const positions = new Float32Array(copies * block.positions.length);
    for (let k = 0; k < copies; k++) positions.set(block.positions, k * block.positions.length);
    const nFrames = copies * block.nFrames;
    const long = readerOf("long", { ...block, nFrames, positions, timesPs: new Float64Array(nFrames) });
    const progress: Progress[] = [];
    const task = createTask({ onProgress: (now) => progress.push(now) });
    const { features } = await featurize([long], plan, memoryTable, task);
    expect(progress).toHaveLength(9);
    expect(progress.at(-1)).toMatchObject({ fraction: 1, detail: "long" });
    expect(features.read(nFrames - block.nFrames, block.nFrames)).toEqual(computeFeatures(plan.map, block));
  });

  it("takes no more at once of a long trajectory than of a short one", async () => {
    const pieces = await Promise.all([10e6, 40e6].map(largestPieces));
    expect(pieces[1]).toEqual(pieces[0]);
    expect(pieces[0]!.bytesRead).toBeLessThan(3e6);
    expect(pieces[0]!.rows).toBeLessThan(8000);
  });

  it("makes molecules whole that a periodic box has broken: features and coordinates are those of the simulation", async () => {
    const { structure, read, golden } = await loadPeriodic();
    const peptide = subsetTopology(
      structure.topology,
      Int32Array.from({ length: 22 }, (_, i) => i),
    );
    const kinds = ["backbone-torsions", "heavy-atom-distances"] as const;
    const all = Int32Array.from(peptide.atoms.keys());
    const whole = makeBlock(8, 22, golden.peptide.flat());
    const [ours, expected] = await Promise.all([
      featurize(
        [readerOf("wrapped", await read())],
        planFeatures(structure.topology, kinds.map(plainRequest), all),
        memoryTable,
        createTask(),
      ),
      featurize(
        [readerOf("whole", whole)],
        planFeatures(peptide, kinds.map(plainRequest), all),
        memoryTable,
        createTask(),
      ),
    ]);
    const [ofOurs, ofExpected] = [ours, expected].map(({ features }) => features.read(0, 8).data);
    // Coordinates of both files are rounded to 0.001 nm, which turns a torsion by up to 0.02.
    expect(largestDifference(ofOurs!, ofExpected!)).toBeLessThan(0.02);
    for (let t = 0; t < 8; t++) {
      const [a, b] = [ours, expected].map(({ coordinates }) => distancesOf(coordinates.read(t, 1).data));
      expect(largestDifference(a!, b!)).toBeLessThan(2e-3);
    }
  });

  it("refuses another number of atoms, and molecules that cannot be made whole", async () => {
    const other = readerOf("other.xtc", { ...block, nAtoms: 47, nFrames: 12 });
    await expect(featurize([other], plan, memoryTable, createTask())).rejects.toThrow(ShapeError);
    const boxes = Float32Array.from({ length: 9 * block.nFrames }, (_, k) => ((k % 9) % 4 === 0 ? 0.2 : 0));
    const broken = readerOf("broken.xtc", { ...block, boxes });
    await expect(featurize([broken], plan, memoryTable, createTask())).rejects.toThrow(
      /^broken\.xtc: frame 0: the bond/,
    );
  });

  it("stops when asked, and leaves no table behind", async () => {
    const controller = new AbortController();
    controller.abort();
    const abandoned: number[] = [];
    const makeTable = (cols: number): TableBuilder => ({ ...memoryTable(cols), abandon: () => abandoned.push(cols) });
    const task = createTask({ signal: controller.signal });
    await expect(featurize([readerOf("a", block)], plan, makeTable, task)).rejects.toThrow(AbortedError);
    expect(abandoned).toEqual([countFeatures(plan.map), 3 * atoms.length]);
  });
});

/** The most that is read of a file of so many bytes, and the most rows that are made of it, in one go. */
async function largestPieces(nBytes: number): Promise<{ bytesRead: number; rows: number }> {
  const source = await repeatedDcd({ ...block, timesPs: block.timesPs.map((_, t) => t) }, nBytes);
  let [bytesRead, rows] = [0, 0];
  const read = (offset: number, length: number): Promise<Uint8Array> => {
    bytesRead = Math.max(bytesRead, length);
    return source.read(offset, length);
  };
  const makeTable = (cols: number): TableBuilder => ({
    ...memoryTable(cols),
    append: (part) => {
      rows = Math.max(rows, part.rows);
    },
  });
  const md = await openTrajectories([{ ...source, read }], block.nAtoms);
  await featurize(md.readers, plan, makeTable, createTask());
  return { bytesRead, rows };
}
