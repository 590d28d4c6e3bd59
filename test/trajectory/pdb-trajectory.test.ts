import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, FormatError, memorySink, memorySource, NumericsError, ShapeError } from "../../src/base/index.js";
import { readPdbTopology } from "../../src/trajectory/index.js";
import { openPdb, pdbFormat } from "../../src/trajectory/pdb-trajectory.js";
import { createPdb } from "../../src/trajectory/pdb-write.js";
import { goldenBytes, goldenStructure } from "./golden.js";
import { anyTrajectory, textSource, topologyOfSizes } from "./text-trajectories.js";

const atom = (name: string, x: string, alternative = " ", occupancy = "1.00") =>
  `ATOM      1  ${name.padEnd(3)}${alternative}GLY A   1    ${x.padStart(8)}   2.000   3.000  ${occupancy}  0.00`;
const MODEL = [atom("N", "1.000"), atom("CA", "-9.500")];
const cell = (a: string) => `CRYST1${a.padStart(9)}   50.000   60.000  90.00  90.00  90.00 P 1           1`;
const readAll = async (...lines: string[]) => {
  const reader = await openPdb(textSource("test.pdb", ...lines));
  return reader.read(0, reader.nFrames);
};

describe("openPdb", () => {
  it.each(["formats/1l2y.pdb", "formats/ortho.pdb", "pentapeptide.pdb", "alanine-dipeptide.pdb"])(
    "gives the coordinates that the topology reader gives: %s",
    async (file) => {
      const { positions, nFrames } = await goldenStructure(file);
      const reader = await openPdb(memorySource(file, goldenBytes(file)));
      expect((await reader.read(0, nFrames)).positions).toEqual(positions);
    },
  );

  it("reads the times and the cell of each model as GROMACS writes them", async () => {
    const model = (k: number, time: string, a: string) => [
      `TITLE     Protein in water t= ${time} step= ${k}`,
      cell(a),
      `MODEL     ${String(k).padStart(4)}`,
      ...MODEL,
      "TER",
      "ENDMDL",
    ];
    const { timesPs, boxes } = await readAll(...model(1, "0.5", "40.000"), ...model(2, "20.5", "41.000"));
    expect([...timesPs]).toEqual([0.5, 20.5]);
    expect([boxes![0], boxes![9], boxes![17]]).toEqual([4, 4.1, 6].map(Math.fround));
  });

  it("counts models without times, and holds a cell until the next", async () => {
    const lines = [...MODEL, "END", cell("40.000"), ...MODEL, "ENDMDL", ...MODEL, "END", "CONECT    1    2", "END"];
    const { timesPs, boxes, nFrames } = await readAll(...lines);
    expect(nFrames).toBe(3);
    expect([...timesPs]).toEqual([0, 1, 2]);
    expect([0, 9, 18].map((k) => boxes![k])).toEqual([0, 4, 4]);
  });

  it("keeps of alternative locations the one that the first model has more of", async () => {
    const model = (shift: string) => [
      atom("N", `1.${shift}`),
      atom("CA", `2.${shift}`, "A", "0.30"),
      atom("CA", `3.${shift}`, "B", "0.70"),
    ];
    const lines = [...model("000"), "ENDMDL", ...model("500"), "ENDMDL"];
    const { positions, nAtoms } = await readAll(...lines);
    expect(nAtoms).toBe(2);
    expect([0, 3, 6, 9].map((k) => positions[k])).toEqual([0.1, 0.3, 0.15, 0.35].map(Math.fround));
    expect((await readPdbTopology(textSource("test.pdb", ...lines))).positions).toEqual(positions);
  });

  it.each<[string, string[], string]>([
    ["no atom", ["HEADER", "END"], "has no ATOM line"],
    ["nothing", [], "has no ATOM line"],
    ["a short model", [...MODEL, "ENDMDL", MODEL[0]!, "ENDMDL"], "line 5: model 2 has 1 atoms, the first has 2"],
    ["a cut last model", [...MODEL, "ENDMDL", MODEL[0]!], "line 4: model 2 has 1 atoms, the first has 2"],
    [
      "other atoms",
      [...MODEL, "ENDMDL", MODEL[1]!, MODEL[0]!],
      "line 4: model 2 has atom CA where the first has atom N",
    ],
    ["a NaN", [...MODEL, "ENDMDL", MODEL[0]!, atom("CA", "NaN")], 'line 5: "     NaN" is no coordinate'],
  ])("refuses %s", async (_, lines, message) => {
    const reading = readAll(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.pdb: ${message}`);
  });
});

describe("createPdb", () => {
  it("is undone by reading, to half a thousandth of an angstrom", async () => {
    const check = fc.asyncProperty(anyTrajectory(99), async ({ topology, block }) => {
      const sink = memorySink("memory");
      const writer = createPdb(sink, topology);
      await writer.write({ ...block, nFrames: 1, boxes: block.boxes?.slice(0, 9) ?? null });
      const rest = 3 * block.nAtoms;
      await writer.write({
        ...block,
        nFrames: block.nFrames - 1,
        positions: block.positions.subarray(rest),
        timesPs: block.timesPs.subarray(1),
        boxes: block.boxes?.subarray(9) ?? null,
      });
      await writer.close();
      const source = memorySource("x.pdb", sink.bytes());
      const reader = await openPdb(source);
      expect([...reader.timesPs]).toEqual([...block.timesPs]);
      const again = await reader.read(0, block.nFrames);
      again.positions.forEach((x, k) => {
        const rounding = 2 * 2 ** -24 * Math.abs(x);
        if (!(Math.abs(x - block.positions[k]!) <= 5e-5 * (1 + 1e-9) + rounding)) expect(x).toBe(block.positions[k]);
      });
      expect(again.boxes === null).toBe(block.boxes === null);
      again.boxes?.forEach((x, k) => {
        // Angles are given to 0.01 degrees, and vectors are up to 10 nm long.
        if (!(Math.abs(x - block.boxes![k]!) <= 3e-3)) expect(x).toBe(block.boxes![k]);
      });
      const { topology: named } = await readPdbTopology(source);
      expect(named.atoms).toEqual(topology.atoms);
      expect(named.residues).toEqual(topology.residues);
    });
    await fc.assert(check, { seed: 22, numRuns: 200 });
  });

  it("writes the bonds that names do not tell", async () => {
    const { topology, positions } = await goldenStructure("alanine-dipeptide.pdb");
    const sink = memorySink("memory");
    const writer = createPdb(sink, topology);
    const block = { nAtoms: 22, timesPs: Float64Array.of(0), boxes: null };
    await writer.write({ ...block, nFrames: 1, positions });
    await writer.close();
    expect((await readPdbTopology(memorySource("x.pdb", sink.bytes()))).topology).toEqual(topology);
  });

  it("refuses what does not fit", async () => {
    const topology = topologyOfSizes([1]);
    const frame = { nFrames: 1, nAtoms: 1, timesPs: Float64Array.of(0), boxes: null };
    for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY, 1e9]) {
      const writing = createPdb(memorySink("memory"), topology).write({
        ...frame,
        positions: Float32Array.of(bad, 0, 0),
      });
      await expect(writing).rejects.toThrow(NumericsError);
    }
    const writing = createPdb(memorySink("memory"), topology).write({
      ...frame,
      nAtoms: 2,
      positions: new Float32Array(6),
    });
    await expect(writing).rejects.toThrow(ShapeError);
    expect(() => pdbFormat.create!(memorySink("memory"), 1)).toThrow(ConfigError);
  });
});
