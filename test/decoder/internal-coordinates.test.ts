import { describe, expect, test } from "vitest";
import { type Matrix32, matrixOf, Rng } from "../../src/base/index.js";
import { openFile } from "../../src/base/index.node.js";
import { defineInternalCoordinates, toCartesian, toInternal } from "../../src/decoder/index.js";
import { heavyAtoms, rmsd, selectCoordinates } from "../../src/features/index.js";
import { openTrajectory, readTopology, subsetTopology, type Topology } from "../../src/trajectory/index.js";

const DATA = new URL("../../examples/pentapeptide/", import.meta.url).pathname;

async function load(pick: (topology: Topology) => number[]): Promise<{ topology: Topology; frames: Matrix32 }> {
  const { topology } = await readTopology(await openFile(`${DATA}topology.pdb`));
  const source = await openFile(`${DATA}pentapeptide-01.xtc`);
  const block = await (await openTrajectory(source)).read(0, 200);
  await source.close();
  const atoms = Int32Array.from(pick(topology));
  return { topology: subsetTopology(topology, atoms), frames: selectCoordinates(block, atoms) };
}

/** Root mean square deviation of each frame from its own image, superposed without reflection. */
function largestDeviation(a: Matrix32, b: Matrix32): number {
  const nAtoms = a.cols / 3;
  let largest = 0;
  for (let t = 0; t < a.rows; t++) {
    const frame = (m: Matrix32): Float32Array => m.data.subarray(t * m.cols, (t + 1) * m.cols);
    largest = Math.max(largest, rmsd(frame(a), 1, nAtoms, frame(b))[0]!);
  }
  return largest;
}

const selections: [string, (topology: Topology) => number[]][] = [
  ["all heavy atoms, with their rings", heavyAtoms],
  ["C-alphas", ({ atoms }) => [...atoms.keys()].filter((i) => atoms[i]!.name === "CA")],
  ["pieces that no bond joins", ({ atoms }) => [...atoms.keys()].filter((i) => atoms[i]!.residue !== 2)],
];

describe.each(selections)("internal coordinates of %s", (_, pick) => {
  test("give every frame back, hands included", async () => {
    const { topology, frames } = await load(pick);
    const system = defineInternalCoordinates(topology, frames);
    const internal = toInternal(system, frames);
    expect(internal.cols).toBe(system.whitening.mean.length);
    // Single precision over chains of placements.
    expect(largestDeviation(toCartesian(system, internal), frames)).toBeLessThan(2e-5);
  });

  test("are standardised, and blind to rotation and translation", async () => {
    const { topology, frames } = await load(pick);
    const system = defineInternalCoordinates(topology, frames);
    const internal = toInternal(system, frames);
    for (let k = 0; k < internal.cols; k++) {
      const column = Array.from({ length: internal.rows }, (_, t) => internal.data[t * internal.cols + k]!);
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(column.reduce((sum, x) => sum + x * x, 0) / column.length).toBeLessThan(1.01);
    }
    const turned = matrixOf(rotateAndShift(frames.data), frames.rows, frames.cols);
    const again = toInternal(system, turned);
    // Narrow coordinates are divided by deviations of some thousandths: float32 coordinates of a few nm leave 1e-3.
    for (let k = 0; k < again.data.length; k++) expect(Math.abs(again.data[k]! - internal.data[k]!)).toBeLessThan(5e-3);
  });
});

function rotateAndShift(positions: Float32Array): Float32Array {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!];
    out[i] = c * x - s * y + 0.5;
    out[i + 1] = s * x + c * y - 0.25;
    out[i + 2] = z + 1;
  }
  return out;
}

test("any standardised numbers give finite frames", async () => {
  const { topology, frames } = await load(heavyAtoms);
  const system = defineInternalCoordinates(topology, frames);
  const noise = Rng.fromSeed(1)
    .fillNormal(new Float32Array(50 * system.whitening.mean.length))
    .map((x) => 5 * x);
  const { data } = toCartesian(system, matrixOf(noise, 50, system.whitening.mean.length));
  expect(data.every(Number.isFinite)).toBe(true);
});
