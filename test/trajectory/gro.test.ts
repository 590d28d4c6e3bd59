import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, FormatError, memorySink, memorySource, NumericsError, ShapeError } from "../../src/base/index.js";
import { createGro, groFormat, openGro, readGroTopology } from "../../src/trajectory/gro.js";
import { goldenStructure } from "./golden.js";
import { anyTrajectory, textSource, topologyOfSizes } from "./text-trajectories.js";

const TITLE = "Water in a box, t=   2.50000 step= 5";
const ATOMS = ["    1SOL     OW    1   0.126   1.624   1.679", "    1SOL    HW1    2  -0.190   1.661   1.747"];
const BOX = "   1.86206   1.86206   1.86206";
const FRAME = [TITLE, "    2", ...ATOMS, BOX];
const gro = (...lines: string[]) => textSource("test.gro", ...lines);
const readAll = async (...lines: string[]) => {
  const reader = await openGro(gro(...lines));
  return reader.read(0, reader.nFrames);
};
const floats = (...values: number[]) => values.map(Math.fround);

describe("openGro", () => {
  it("reads times from titles, and skips velocities", async () => {
    const moving = ATOMS.map((line) => `${line}  0.1227 -0.0580  0.0434`);
    const { positions, timesPs, boxes } = await readAll(...FRAME, "t= 1e2", "2", ...moving, BOX, "");
    expect([...timesPs]).toEqual([2.5, 100]);
    const frame = floats(0.126, 1.624, 1.679, -0.19, 1.661, 1.747);
    expect([...positions]).toEqual([...frame, ...frame]);
    expect([...boxes!.subarray(9)]).toEqual(floats(1.86206, 0, 0, 0, 1.86206, 0, 0, 0, 1.86206));
  });

  it("counts frames where a title has no time", async () => {
    expect([...(await readAll(...FRAME, "start= 7", ...FRAME.slice(1), ...FRAME)).timesPs]).toEqual([0, 1, 2]);
  });

  it("finds the number of decimals from the distance of the points", async () => {
    const wide = ["    1SOL     OW    1   0.1260004   1.6240001  -1.6790002  0.12270001 -0.05800001  0.04340001"];
    const narrow = ["    1SOL     OW    1   0.1   1.6  -1.7"];
    expect([...(await readAll("", "1", ...wide, BOX)).positions]).toEqual(floats(0.1260004, 1.6240001, -1.6790002));
    expect([...(await readAll("", "1", ...narrow, BOX)).positions]).toEqual(floats(0.1, 1.6, -1.7));
  });

  it("allows blank lines between frames, blank titles and Windows line ends", async () => {
    const blank = ["", "2", ...ATOMS, BOX];
    const { nFrames } = await readAll("", ...FRAME, "", "", ...FRAME, ...blank, "", ...blank, "", "  ", "");
    expect(nFrames).toBe(4);
    const windows = await openGro(gro(FRAME.join("\r\n"), ""));
    expect((await windows.read(0, 1)).positions).toEqual((await readAll(...FRAME)).positions);
  });

  it.each<[string, string[], string]>([
    ["nothing", [], "is empty"],
    ["blank lines", ["", "", ""], "is empty"],
    ["a cut frame", [...FRAME, ...FRAME.slice(0, 4)], "ends within frame 1"],
    ["a lone title", [...FRAME, "more"], "ends within frame 1"],
    ["no count", ["title", "many", ...ATOMS, BOX], 'line 2: "many" is no number of atoms'],
    ["no atoms", ["title", "0", BOX], 'line 2: "0" is no number of atoms'],
    ["another count", [...FRAME, "", "1", ATOMS[0]!, BOX], "line 7: the frame has 1 atoms, the first has 2"],
    ["a count beyond the file", ["title", "99999999999", ...ATOMS, BOX], "ends within frame 0"],
  ])("refuses %s", async (_, lines, message) => {
    const opening = openGro(gro(...lines));
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(`test.gro: ${message}`);
  });

  it.each<[string, string[], string]>([
    [
      "a NaN",
      [TITLE, "2", ATOMS[0]!, ATOMS[1]!.replace("  1.661", "    nan"), BOX],
      'line 4: "     nan" is no coordinate',
    ],
    ["no coordinates", [TITLE, "2", "    1SOL     OW    1", ATOMS[1]!, BOX], "line 3:"],
    ["a box of two numbers", [...FRAME.slice(0, 4), " 1.0 2.0"], 'line 5: "1.0 2.0" is no box'],
    ["a box askew", [...FRAME.slice(0, 4), " 2 2 2 1 0 0 0 0 0"], "line 5: the first box vector is not along x"],
  ])("refuses a frame with %s", async (_, lines, message) => {
    const reading = readAll(...FRAME, ...lines);
    await expect(reading).rejects.toThrow(FormatError);
    const shifted = message.replace(/^line (\d+)/, (_text, line) => `line ${Number(line) + FRAME.length}`);
    await expect(reading).rejects.toThrow(`test.gro: ${shifted}`);
  });
});

describe("createGro", () => {
  it("is undone by reading, to half a unit of its decimals", async () => {
    const input = fc.record({ trajectory: anyTrajectory(900), decimals: fc.integer({ min: 1, max: 7 }) });
    const check = fc.asyncProperty(input, async ({ trajectory: { topology, block }, decimals }) => {
      const sink = memorySink("memory");
      const writer = createGro(sink, topology, decimals);
      await writer.write(block);
      await writer.close();
      const source = memorySource("x.gro", sink.bytes());
      const reader = await openGro(source);
      expect([...reader.timesPs]).toEqual([...block.timesPs]);
      const again = await reader.read(0, block.nFrames);
      expect(again.boxes).toEqual(block.boxes);
      const half = 0.5 * 10 ** -decimals;
      again.positions.forEach((x, k) => {
        const rounding = 2 * 2 ** -24 * Math.abs(x);
        if (!(Math.abs(x - block.positions[k]!) <= half * (1 + 1e-9) + rounding)) expect(x).toBe(block.positions[k]);
      });
      const { topology: named } = await readGroTopology(source);
      expect(named.atoms.map(({ name, residue }) => [name, residue])).toEqual(
        topology.atoms.map(({ name, residue }) => [name, residue]),
      );
      expect(named.residues).toEqual(topology.residues);
    });
    await fc.assert(check, { seed: 21, numRuns: 200 });
  });

  it("keeps the topology of a peptide, its bonds too", async () => {
    const { topology, positions } = await goldenStructure("pentapeptide.pdb");
    const sink = memorySink("memory");
    const block = { nFrames: 1, nAtoms: 94, positions, timesPs: Float64Array.of(0), boxes: null };
    await createGro(sink, topology).write(block);
    const again = await readGroTopology(memorySource("x.gro", sink.bytes()));
    expect(again.topology).toEqual({ ...topology, chains: [{ id: "" }] });
  });

  it("writes the columns of the format", async () => {
    const sink = memorySink("memory");
    const positions = Float32Array.of(0.126, 1.624, 1.679, -0.19, 1.6609, 1.747);
    const boxes = Float32Array.of(1.86206, 0, 0, 0.5, 1.5, 0, -0.25, 0.125, 2);
    const topology = topologyOfSizes([1, 1]);
    await createGro(sink, topology).write({ nFrames: 1, nAtoms: 2, positions, timesPs: Float64Array.of(2), boxes });
    expect(new TextDecoder().decode(sink.bytes()).split("\n")).toEqual([
      "t= 2.0 step= 0",
      "2",
      "    1ALA     C0    1   0.126   1.624   1.679",
      "    2LIG     C0    2  -0.190   1.661   1.747",
      "   1.86206   1.50000   2.00000   0.00000   0.00000   0.50000   0.00000  -0.25000   0.12500",
      "",
    ]);
  });

  it("keeps its columns beyond 99,999 atoms", async () => {
    const nAtoms = 100_001;
    const topology = topologyOfSizes([1]);
    const [atom, residue] = [topology.atoms[0]!, topology.residues[0]!];
    const large = {
      ...topology,
      atoms: Array.from({ length: nAtoms }, (_, i) => ({ ...atom, residue: i })),
      residues: Array.from({ length: nAtoms }, (_, i) => ({ ...residue, sequence: i + 1, atoms: [i] })),
    };
    const sink = memorySink("memory");
    const positions = new Float32Array(3 * nAtoms).map((_, k) => (k % 1000) / 1000);
    await createGro(sink, large).write({ nFrames: 1, nAtoms, positions, timesPs: Float64Array.of(0), boxes: null });
    const reader = await openGro(memorySource("large.gro", sink.bytes()));
    expect((await reader.read(0, 1)).positions.every((x, k) => x === positions[k])).toBe(true);
  });

  it("refuses what does not fit", async () => {
    const topology = topologyOfSizes([1]);
    const frame = { nFrames: 1, nAtoms: 1, timesPs: Float64Array.of(0), boxes: null };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 10_000, -1000]) {
      const writing = createGro(memorySink("memory"), topology).write({
        ...frame,
        positions: Float32Array.of(bad, 0, 0),
      });
      await expect(writing).rejects.toThrow(NumericsError);
    }
    const writing = createGro(memorySink("memory"), topology).write({
      ...frame,
      nAtoms: 2,
      positions: new Float32Array(6),
    });
    await expect(writing).rejects.toThrow(ShapeError);
    expect(() => groFormat.create!(memorySink("memory"), 1)).toThrow(ConfigError);
  });
});
