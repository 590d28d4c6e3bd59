// What the readers of text formats and topologies do with thousands of damaged files: finite numbers, or a FormatError.

import { describe, expect, it } from "vitest";
import { FormatError, memorySource, Rng, UnsupportedError } from "../../src/base/index.js";
import { openTrajectory, readTopology, topologyFormatOf, trajectoryFormatOf } from "../../src/trajectory/index.js";
import { file, NAMES, pack, SEQUENCE, X, Y, Z } from "./binary-cif-writer.js";
import { goldenBytes } from "./golden.js";

/** What numbers and grammars may stumble over. */
const SNIPPETS = [
  "nan",
  "-1",
  "1e999",
  "99999999999",
  "0",
  "-",
  ".",
  "ITEM: ATOMS",
  "loop_",
  "'",
  ";",
  "%FLAG",
  "!NATOM",
  "END",
  "\n",
  "\n\n",
  " ",
].map((text) => new TextEncoder().encode(text));

/** Cuts, overwrites, inserts and repeats pieces of the original. */
function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = rng.integer(4) === 0 ? original.slice(0, rng.integer(original.length)) : original.slice();
  for (let change = rng.integer(4); change >= 0; change--) {
    const at = rng.integer(bytes.length + 1);
    const kind = rng.integer(5);
    if (kind === 0 && bytes.length > 0) bytes[at % bytes.length] = rng.integer(256);
    else if (kind === 1 && bytes.length > 0) bytes[at % bytes.length] = 32 + rng.integer(96);
    else {
      const snippet = SNIPPETS[rng.integer(SNIPPETS.length)]!;
      const from = rng.integer(bytes.length + 1);
      const piece = kind === 2 ? snippet : kind === 3 ? bytes.slice(from, from + rng.integer(200)) : new Uint8Array(0);
      const dropped = kind === 4 ? rng.integer(200) : rng.integer(2) * piece.length;
      bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at + dropped));
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function readAnything(name: string, bytes: Uint8Array): Promise<void> {
  const limit = 10 * bytes.length + 100_000; // numbers, far more than the file can mean
  if (trajectoryFormatOf(name) !== null) {
    const reader = await openTrajectory(memorySource(name, bytes));
    const { positions, timesPs, boxes } = await reader.read(0, reader.nFrames);
    expect(positions.every(Number.isFinite)).toBe(true);
    expect(timesPs.every(Number.isFinite)).toBe(true);
    expect(boxes === null || boxes.every(Number.isFinite)).toBe(true);
    expect(positions.length).toBeLessThan(limit);
  }
  if (topologyFormatOf(name) !== null) {
    const { topology, positions, nFrames } = await readTopology(memorySource(name, bytes));
    const nAtoms = topology.atoms.length;
    expect(positions.every(Number.isFinite)).toBe(true);
    expect(positions).toHaveLength(3 * nAtoms * nFrames);
    expect(topology.bonds.every(([i, j]) => 0 <= i && i < j && j < nAtoms)).toBe(true);
    expect(topology.atoms.every(({ residue }, i) => topology.residues[residue]!.atoms.includes(i))).toBe(true);
  }
}

/** The first lines of a golden file: what is small is read often. */
const head = (file: string, lines: number) => {
  const bytes = goldenBytes(`formats/${file}`);
  let end = 0;
  for (let k = 0; k < lines; k++) end = bytes.indexOf(10, end) + 1;
  return bytes.slice(0, end);
};

describe("damaged files", () => {
  it.each<[string, Uint8Array, number]>([
    ["x.gro", head("octahedron.gro", 2 * 97), 2000],
    ["x.pdb", head("ortho.pdb", 2 + 2 * 97), 1000],
    ["x.lammpstrj", goldenBytes("formats/octahedron.lammpstrj"), 2000],
    ["x.xyz", goldenBytes("formats/plain.xyz"), 2000],
    ["x.cif", head("1l2y.cif", 120), 2000],
    ["x.psf", goldenBytes("formats/ala3.psf"), 2000],
    ["x.prmtop", goldenBytes("formats/DPDP.prmtop"), 400],
    ["x.bcif", Uint8Array.from(pack(file(4, NAMES, X, Y, Z, SEQUENCE))), 3000],
    ["1l2y.bcif", goldenBytes("formats/1l2y.bcif"), 50],
  ])("%s reads or is refused", async (name, original, nRuns) => {
    const rng = Rng.fromSeed(31);
    await readAnything(name, original);
    let refused = 0;
    for (let run = 0; run < nRuns; run++) {
      const bytes = mutate(original, rng);
      try {
        await readAnything(name, bytes);
      } catch (error) {
        if (!(error instanceof FormatError || error instanceof UnsupportedError)) throw error;
        expect(error.message).toContain(name);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(nRuns / 10);
    expect(refused).toBeLessThan(nRuns);
  });
});
