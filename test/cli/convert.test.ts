import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openFile } from "../../src/base/index.node.js";
import { type FrameBlock, openTrajectory, readTopology, select } from "../../src/trajectory/index.js";
import { distancesOf, largestDifference, loadPeriodic } from "../trajectory/periodic-boxes.js";
import { LSS, lss, PENTAPEPTIDE, scratchFolder } from "./lss.js";

const folder = scratchFolder();
const at = (name: string): string => `${folder}/${name}`;
const GOLDEN = new URL("../golden/periodic/", import.meta.url).pathname;
const WRAPPED = `${GOLDEN}wrapped.xtc`;
const TOP = `${GOLDEN}topology.pdb`;
const PEPTIDE = `${PENTAPEPTIDE}pentapeptide-01.xtc`;

const convert = (...words: string[]) => lss("convert", ...words, "--quiet");

async function readAll(path: string): Promise<FrameBlock> {
  const source = await openFile(path);
  const reader = await openTrajectory(source);
  const block = await reader.read(0, reader.nFrames);
  await source.close();
  return block;
}

describe("formats", () => {
  test("from one to the next and back to XTC: the same frames, times and boxes", async () => {
    const original = await readAll(WRAPPED);
    let input = WRAPPED;
    for (const [ending, tolerance] of [
      ["trr", 0],
      ["dcd", 1e-6],
      ["gro", 1e-7],
      ["pdb", 1e-6],
      ["xtc", 0],
    ] as const) {
      const output = at(`there.${ending}`);
      expect(convert(input, "-o", output, "--top", TOP)).toMatchObject({ code: 0, stderr: "" });
      const { positions, timesPs, boxes } = await readAll(output);
      expect(largestDifference(positions, original.positions)).toBeLessThanOrEqual(tolerance);
      expect(largestDifference(timesPs, original.timesPs)).toBeLessThan(1e-3);
      expect(largestDifference(boxes!, original.boxes!)).toBeLessThan(1e-4); // PDB: 0.001 angstrom
      input = output;
    }
  });

  test("--precision of XTC", async () => {
    expect(convert(WRAPPED, "-o", at("coarse.xtc"), "--precision", "100").code).toBe(0);
    const [coarse, original] = [await readAll(at("coarse.xtc")), await readAll(WRAPPED)];
    const difference = largestDifference(coarse.positions, original.positions);
    expect(difference).toBeGreaterThan(0.004);
    expect(difference).toBeLessThan(0.0051);
  });
});

describe("parts of a trajectory", () => {
  test("--timestep counts the frames of all inputs", async () => {
    const out = at("timed.xtc");
    expect(convert(WRAPPED, WRAPPED, "-o", out, "--timestep", "0.5ns", "--first", "1ns").code).toBe(0);
    const [{ timesPs, nFrames }, original] = [await readAll(out), await readAll(WRAPPED)];
    expect(nFrames).toBe(2 * original.nFrames - 2);
    expect([...timesPs]).toEqual(Array.from({ length: nFrames }, (_, t) => 500 * (t + 2)));
  });

  test("--select with the topology that belongs to it", async () => {
    const out = [at("heavy.dcd"), at("heavy.pdb")] as const;
    const { code, stdout } = convert(
      ...[WRAPPED, "--top", TOP, "--select", "protein and not hydrogen"],
      ...["-o", out[0], "--write-top", out[1], "--json"],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output: out[0], topology: out[1], format: "dcd", frames: 8 });
    const source = await openFile(out[1]);
    const { topology, positions } = await readTopology(source);
    await source.close();
    expect(topology.atoms.length).toBe(JSON.parse(stdout).atoms);
    expect(topology.atoms.some(({ element }) => element === "H")).toBe(false);
    const block = await readAll(out[0]);
    expect(largestDifference(positions, block.positions.subarray(0, positions.length))).toBeLessThan(1e-5);
  });

  test("--select of what is near to something in the topology's coordinates", async () => {
    const out = [at("near.xtc"), at("near.pdb")] as const;
    const near = ["--top", TOP, "--select", "within 0.3 of (resid 0)"];
    expect(convert(WRAPPED, ...near, "-o", out[0], "--write-top", out[1]).code).toBe(0);
    const whole = await readTopology(await openFile(TOP));
    const expected = select(whole.topology, "within 0.3 of (resid 0)", whole);
    expect(expected.length).toBeGreaterThan(whole.topology.residues[0]!.atoms.length);
    expect((await readTopology(await openFile(out[1]))).topology.atoms).toHaveLength(expected.length);
  });

  test("--first, --last and --stride by number and by time", async () => {
    expect(convert(PEPTIDE, "-o", at("a.xtc"), "--first", "10", "--last", "30", "--stride", "5").code).toBe(0);
    expect([...(await readAll(at("a.xtc"))).timesPs]).toEqual([1000, 1500, 2000, 2500, 3000]);
    expect(convert(PEPTIDE, "-o", at("b.xtc"), "--first", "479.8ns", "--stride", "2").code).toBe(0);
    expect([...(await readAll(at("b.xtc"))).timesPs]).toEqual([479_800, 480_000]);
  });

  test("a pattern stands for its files in natural order", async () => {
    for (const [k, name] of ["piece-2.xtc", "piece-10.xtc"].entries()) {
      expect(convert(WRAPPED, "-o", at(name), "--first", `${k}`, "--last", `${k}`).code).toBe(0);
    }
    expect(convert(at("piece-*.xtc"), "-o", at("pieces.xtc")).code).toBe(0);
    const [pieces, whole] = [await readAll(at("pieces.xtc")), await readAll(WRAPPED)];
    expect([...pieces.timesPs]).toEqual([...whole.timesPs.slice(0, 2)]);
    expect(convert(at("none-*.xtc"), "-o", at("none.xtc")).stderr).toContain("no file matches");
  });

  test("several inputs are joined", async () => {
    expect(convert(PEPTIDE, "-o", at("one.xtc"), "--last", "3").code).toBe(0);
    expect(convert(PEPTIDE, "-o", at("two.xtc"), "--first", "3", "--last", "5").code).toBe(0);
    expect(convert(at("one.xtc"), at("two.xtc"), "-o", at("both.xtc")).code).toBe(0);
    const [both, original] = [await readAll(at("both.xtc")), await readAll(PEPTIDE)];
    expect([...both.timesPs]).toEqual([0, 100, 200, 300, 400, 500]);
    expect(both.positions).toEqual(original.positions.slice(0, both.positions.length));
  });
});

describe("periodic boxes", () => {
  const peptideOf = (block: FrameBlock, t: number) =>
    block.positions.subarray(3 * block.nAtoms * t, 3 * (block.nAtoms * t + 22));

  test.each(["--whole", "--unwrap"])("%s restores the peptide that the simulation had", async (option) => {
    const out = at(`repaired${option}.xtc`);
    expect(convert(WRAPPED, "--top", TOP, option, "-o", out)).toMatchObject({ code: 0, stderr: "" });
    const block = await readAll(out);
    (await loadPeriodic()).golden.peptide.forEach((expected, t) => {
      // Both files are rounded to 0.001 nm.
      expect(largestDifference(distancesOf(peptideOf(block, t)), distancesOf(expected))).toBeLessThan(2e-3);
    });
  });

  test("--unwrap with --stride writes what --unwrap alone writes of these frames", async () => {
    expect(convert(WRAPPED, "--top", TOP, "--unwrap", "--stride", "3", "-o", at("third.xtc")).code).toBe(0);
    const [third, all] = [await readAll(at("third.xtc")), await readAll(at("repaired--unwrap.xtc"))];
    expect(third.nFrames).toBe(3);
    for (const t of [0, 1, 2]) expect(peptideOf(third, t)).toEqual(peptideOf(all, 3 * t));
  });

  test("--center puts it into the middle, and says so when there is no box", async () => {
    expect(convert(WRAPPED, "--top", TOP, "--center", "protein", "-o", at("centred.trr")).code).toBe(0);
    const block = await readAll(at("centred.trr"));
    for (let t = 0; t < block.nFrames; t++) {
      const sum = peptideOf(block, t).reduce((total, x) => total + x, 0);
      expect(sum / 66).toBeCloseTo(block.boxes![9 * t]! / 2, 2);
    }
    const noBox = lss("convert", PEPTIDE, "--top", `${PENTAPEPTIDE}topology.pdb`, "--whole", "-o", at("no-box.xtc"));
    expect(noBox).toMatchObject({ code: 0 });
    expect(noBox.stderr).toMatch(/note: .* has no periodic box/);
  });
});

describe("one line, the documented exit code, and nothing left behind", () => {
  const out = at("refused/out.xtc");
  const cases: [string, string[], number, RegExp][] = [
    ["no output", [WRAPPED], 2, /--out: is missing/],
    ["an unknown ending", [WRAPPED, "-o", at("refused/out.abc")], 2, /out\.abc is of no format that can be written/],
    ["a selection without names", [WRAPPED, "-o", out, "--select", "name CA"], 2, /--select needs a topology/],
    ["another topology", [PEPTIDE, "-o", out, "--top", TOP], 2, /has 58 atoms, .* has 44/],
    ["a bound that is no time", [WRAPPED, "-o", out, "--first", "soon"], 2, /--first: cannot read "soon"/],
    ["an existing output", [WRAPPED, "-o", TOP], 2, /exists/],
    ["other atoms", [WRAPPED, PEPTIDE, "-o", out], 3, /file has 44 atoms, .* has 58/],
    ["a missing input", ["none.xtc", "-o", out], 3, /none\.xtc: no such file/],
    ["no frame", [WRAPPED, "-o", out, "--first", "8"], 4, /none of its frames 0 to 7/],
    ["uneven times in a DCD", [PEPTIDE, PEPTIDE, "-o", at("refused/o.dcd")], 4, /a DCD file has one spacing/],
  ];
  beforeAll(() => {
    mkdirSync(at("refused"));
  });

  test.each(cases)("%s", (_, words, code, message) => {
    const outcome = convert(...words);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
    expect(readdirSync(at("refused"))).toEqual([]);
  });

  test("--force replaces", () => {
    writeFileSync(at("old.trr"), "old");
    expect(convert(WRAPPED, "-o", at("old.trr"), "--force").code).toBe(0);
    expect(readFileSync(at("old.trr")).length).toBeGreaterThan(1000);
  });

  test("interrupted, it leaves nothing", async () => {
    const inputs = Array.from({ length: 20 }, () => PEPTIDE);
    const words = ["convert", ...inputs, "--top", `${PENTAPEPTIDE}topology.pdb`, "-o", at("refused/long.pdb")];
    const child = spawn(process.execPath, [LSS, ...words]);
    const code = await new Promise((resolve) => {
      child.stderr.once("data", () => child.kill("SIGINT"));
      child.on("exit", resolve);
    });
    expect(code).toBe(130);
    expect(readdirSync(at("refused"))).toEqual([]);
  });
});
