// Input as people have it: patterns, restarts, gaps, parts of runs, one molecule in different amounts of water.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createFile, openFile } from "../../src/base/index.node.js";
import { createXtc, type FrameBlock, openTrajectory } from "../../src/trajectory/index.js";
import { lss, PENTAPEPTIDE, scratchFolder } from "./lss.js";

const folder = scratchFolder();
const at = (name: string): string => `${folder}/${name}`;
const every = (first: number, last: number): number[] => Array.from({ length: last - first }, (_, k) => first + k);

/** Frames of the example's trajectory, 100 ps apart, with waters that stand still behind the peptide. */
async function writeFrames(name: string, md: FrameBlock, frames: readonly number[], nWaters = 0): Promise<void> {
  const nAtoms = md.nAtoms + nWaters;
  const positions = new Float32Array(frames.length * nAtoms * 3);
  for (const [k, frame] of frames.entries()) {
    const peptide = md.positions.subarray(3 * md.nAtoms * frame, 3 * md.nAtoms * (frame + 1));
    positions.set(peptide, 3 * nAtoms * k);
  }
  const timesPs = Float64Array.from(frames, (frame) => 100 * frame);
  const writer = createXtc(await createFile(at(name)), nAtoms);
  await writer.write({ nFrames: frames.length, nAtoms, positions, timesPs, boxes: null });
  await writer.close();
}

const water = (serial: number): string =>
  `HETATM${String(serial).padStart(5)}  O   HOH W${String(serial).padStart(4)}       0.000   0.000   0.000  1.00  0.00           O`;

const project = (data: string): string => `
lag = "0.4ns"
select = "name CA"
stride = 2
discard = "1ns"
out = "model.lss"
${data}
[encoder]
maxEpochs = 1
seeds = 1
latentDim = 1
[propagator.reversible]
nComponents = [10]
[decoder.flow]
iterations = 5
width = 8
`;

beforeAll(async () => {
  const source = await openFile(`${PENTAPEPTIDE}pentapeptide-01.xtc`);
  const md = await (await openTrajectory(source)).read(0, 1500);
  await source.close();
  const dry = readFileSync(`${PENTAPEPTIDE}topology.pdb`, "utf8");
  mkdirSync(at("wet"));
  writeFileSync(at("dry.pdb"), dry);
  writeFileSync(at("wet/wet.pdb"), dry.replace(/^END/m, `${water(45)}\n${water(46)}\nEND`));
  writeFileSync(at("other.pdb"), dry.replaceAll(/ CZ {2}PHE| CB {2}/g, " CX  "));
  await writeFrames("run-1.xtc", md, every(0, 800));
  await writeFrames("run-2.xtc", md, [...every(0, 300), ...every(250, 800)]); // a restart
  await writeFrames("run-10.xtc", md, [...every(0, 400), ...every(420, 800)]); // frames are missing
  await writeFrames("long.part0001.xtc", md, every(0, 500));
  await writeFrames("long.part0002.xtc", md, every(490, 1000));
  await writeFrames("wet/run.xtc", md, every(700, 1500), 2);
  await writeFrames("held.xtc", md, every(1000, 1500));
  await writeFrames("mixed.xtc", md, [...every(0, 50), ...every(25, 60).map((k) => 2 * k)]);
  const sections = `[[data]]
top = "dry.pdb"
traj = ["run-*.xtc", "long.part*.xtc"]
[[data]]
top = "wet/*.pdb"
traj = "wet/*.xtc"`;
  writeFileSync(at("project.toml"), project(sections));
});

describe("lss fit", () => {
  test("takes patterns, joins parts, leaves out repeated frames, parts at gaps, and picks the molecule", () => {
    const { code, stderr, stdout } = lss("fit", at("project.toml"), "--json");
    expect(code).toBe(0);
    const notes = stderr.split("\n").filter((line) => line.startsWith("note: "));
    expect(notes.map((note) => note.replaceAll(`${folder}/`, ""))).toEqual([
      "note: long.part0001.xtc to long.part0002.xtc: 2 parts of one run, joined",
      "note: run-2.xtc: 50 frames left out that a restart wrote again (first at 25 ns)",
      "note: long.part0001.xtc: 10 frames left out that a restart wrote again (first at 49 ns)",
      "note: run-10.xtc: 1 gap (first before 42 ns), so it is 2 segments, and no pair crosses a gap",
    ]);
    const { manifest } = JSON.parse(stdout);
    expect(manifest.lag).toEqual({ frames: 2, spacing: 200, unit: "ps" });
    expect(manifest.options.reading).toEqual({ stride: 2, discard: { ps: 1000 }, timestepPs: null });
    const used = manifest.training_data.map(({ name, frames, used }: Record<string, unknown>) => [name, frames, used]);
    expect(used).toEqual([
      ["run-1.xtc", 800, 395],
      ["run-2.xtc", 850, 395],
      ["run-10.xtc", 780, 385],
      ["long.part0001.xtc", 500, 240],
      ["long.part0002.xtc", 510, 255],
      ["run.xtc", 800, 395],
    ]);
  });

  test.each([
    ["a pattern of nothing", ["--traj", "none-*.xtc"], 3, /none-\*\.xtc: no file matches/],
    [
      "two topologies for three trajectories",
      ["--top", "dry.pdb", "wet/wet.pdb", "--traj", "run-*.xtc"],
      2,
      /--top: 2 top/,
    ],
    [
      "different molecules",
      ["--top", "dry.pdb", "other.pdb", "--traj", "run-[12].xtc"],
      4,
      /other\.pdb: atom \d+ of the/,
    ],
    [
      "frames at two intervals",
      ["--traj", "mixed.xtc"],
      4,
      /mixed\.xtc: from frame 50 on there is a frame every 200 ps/,
    ],
    ["a discard of all", ["--traj", "run-1.xtc", "--discard", "1us"], 4, /run-1\.xtc: all of its 800 frames would be/],
  ])("refuses %s", (_, words, code, message) => {
    const paths = words.map((word) => (/\.(xtc|pdb)$/.test(word) ? at(word) : word));
    const top = words.includes("--top") ? [] : ["--top", at("dry.pdb")];
    const outcome = lss("fit", ...top, ...paths, "--lag", "0.5ns", "--select", "name CA", "-o", at("none.lss"));
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
  });
});

describe("lss validate", () => {
  test("reads held-out frames at the model's interval", () => {
    const validate = (...words: string[]) =>
      lss("validate", at("model.lss"), "--traj", at("hel?.xtc"), "--replicas", "1", "--length", "40ns", ...words);
    const { code, stderr } = validate("-o", at("report"), "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    const other = validate("-o", at("report-2"), "--stride", "3");
    expect(other.stderr).toMatch(
      /held-out trajectories have a frame every 300 ps, the model learned from one every 200 ps/,
    );
    expect(other.code).toBe(4);
  });
});

describe("lss inspect", () => {
  test("tells of every file how it would be used", () => {
    const inspect = (...words: string[]) => JSON.parse(lss("inspect", ...words, "--json").stdout);
    const all = inspect(at("run-*.xtc"));
    expect(all.map((file: { frames: number }) => file.frames)).toEqual([800, 850, 780]);
    expect(all[2]).toMatchObject({ time_step_ps: 100, frames_used: 780, segments: 2 });
    expect(all[1].frames_used).toBe(800);
    expect(inspect(at("mixed.xtc"))).toMatchObject({ time_step_ps: null, frames_used: 0, segments: 0 });
    const thinned = inspect(at("run-1.xtc"), "--stride", "4", "--discard", "100frames", "--timestep", "10ps");
    expect(thinned).toMatchObject({ time_step_ps: 10, frames_used: 175, segments: 1 });
  });
});
