import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createFile } from "../../src/base/index.node.js";
import { createXtc } from "../../src/trajectory/index.js";
import { lss, lssWith, PENTAPEPTIDE, scratchFolder } from "./lss.js";

const folder = scratchFolder();
const top = `${PENTAPEPTIDE}topology.pdb`;
const traj = `${PENTAPEPTIDE}pentapeptide-01.xtc`;
const out = `${folder}/model.lss`;
const runFit = (...words: string[]) => lss("fit", "--top", top, "--traj", traj, "--lag", "0.5ns", "-o", out, ...words);

/** Eight atoms are stored as plain floats, where a NaN survives. */
const eightAtoms = Array.from({ length: 8 }, (_, i) => {
  const serial = String(i + 1).padStart(5);
  return `ATOM  ${serial}  CA  ALA A${String(i + 1).padStart(4)}    ${(3.8 * i).toFixed(3).padStart(8)}   0.000   0.000  1.00  0.00           C`;
});

beforeAll(async () => {
  writeFileSync(`${folder}/cut.xtc`, readFileSync(traj).subarray(0, 100_000));
  writeFileSync(`${folder}/eight.pdb`, `${eightAtoms.join("\n")}\nEND\n`);
  writeFileSync(`${folder}/empty.xtc`, "");
  writeFileSync(`${folder}/bad.toml`, 'lag = "0.5ns"\n[encoder]\nlatentDims = 3\n');
  const xtc = createXtc(await createFile(`${folder}/nan.xtc`), 8);
  const positions = Float32Array.from({ length: 200 * 24 }, (_, k) => Math.sin(k));
  const timesPs = Float64Array.from({ length: 200 }, (_, t) => t);
  await xtc.write({ nFrames: 200, nAtoms: 8, positions, timesPs, boxes: null });
  await xtc.close();
  const bytes = readFileSync(`${folder}/nan.xtc`);
  const frameBytes = bytes.length / 200;
  bytes.writeFloatBE(Number.NaN, 29 * frameBytes + 60);
  writeFileSync(`${folder}/nan.xtc`, bytes);
});

/** What a user may do wrong: the arguments, the exit code, and what the one line must say. */
const cases: [string, () => ReturnType<typeof lss>, number, RegExp][] = [
  ["no lag", () => lss("fit", "--top", top, "--traj", traj, "-o", out), 2, /--lag: is missing/],
  [
    "a lag without unit",
    () => lss("fit", "--top", top, "--traj", traj, "--lag", "20", "-o", out),
    2,
    /--lag: "20" has no unit/,
  ],
  ["an unknown unit", () => lss("fit", "--top", top, "--traj", traj, "--lag", "20h", "-o", out), 2, /unknown unit "h"/],
  [
    "a lag between frames",
    () => lss("fit", "--top", top, "--traj", traj, "--lag", "150ps", "-o", out),
    2,
    /150 ps is no multiple of 100 ps/,
  ],
  ["an unknown flag", () => runFit("--lags", "3"), 2, /--lags: is no option/],
  ["a flag without value", () => runFit("--select"), 2, /--select.*needs a value/],
  ["a flag given twice", () => runFit("--seed", "1", "--seed", "2"), 2, /--seed: is given twice/],
  ["an unknown command", () => lss("fitt"), 2, /fitt: is no command/],
  ["a preset that there is not", () => runFit("--preset", "best"), 2, /preset:/],
  ["a malformed selection", () => runFit("--select", "name CA and"), 2, /--select/],
  ["a selection of nothing", () => runFit("--select", "resname XYZ"), 2, /names 0 atoms/],
  [
    "an unknown key in a project",
    () => lss("fit", `${folder}/bad.toml`, "--top", top, "--traj", traj, "-o", out),
    2,
    /latentDims: is no option/,
  ],
  [
    "an existing output",
    () => lss("fit", "--top", top, "--traj", traj, "--lag", "0.5ns", "-o", `${folder}/cut.xtc`),
    2,
    /exists/,
  ],
  [
    "a missing trajectory",
    () => lss("fit", "--top", top, "--traj", "none.xtc", "--lag", "0.5ns", "-o", out),
    3,
    /none\.xtc: no such file/,
  ],
  [
    "a missing topology",
    () => lss("fit", "--top", "none.pdb", "--traj", traj, "--lag", "0.5ns", "-o", out),
    3,
    /none\.pdb: no such file/,
  ],
  [
    "a missing model",
    () => lss("simulate", "none.lss", "--length", "1us", "-o", `${folder}/s`),
    3,
    /none\.lss: no such file/,
  ],
  [
    "something else as a model",
    () => lss("simulate", traj, "--length", "1us", "-o", `${folder}/s`),
    3,
    /is not a model file|is no model file/,
  ],
  [
    "a truncated trajectory",
    () => lss("fit", "--top", top, "--traj", `${folder}/cut.xtc`, "--lag", "0.5ns", "-o", out),
    3,
    /cut\.xtc: frame \d+/,
  ],
  [
    "an empty trajectory",
    () => lss("fit", "--top", top, "--traj", `${folder}/empty.xtc`, "--lag", "0.5ns", "-o", out),
    3,
    /empty\.xtc/,
  ],
  [
    "another number of atoms",
    () => lss("fit", "--top", `${folder}/eight.pdb`, "--traj", traj, "--lag", "0.5ns", "-o", out),
    3,
    /has 44 atoms, the topology has 8/,
  ],
  [
    "NaN coordinates",
    () => lss("fit", "--top", `${folder}/eight.pdb`, "--traj", `${folder}/nan.xtc`, "--lag", "2ps", "-o", out),
    3,
    /nan\.xtc: frame 29 .*not finite/,
  ],
  [
    "a lag longer than the trajectory",
    () => lss("fit", "--top", top, "--traj", traj, "--lag", "900ns", "-o", out),
    4,
    /lag of 9000 frames/,
  ],
];

describe("one line, the documented exit code, and nothing left behind", () => {
  test.each(cases)("%s", (_, run, code, message) => {
    const before = readdirSync(folder).sort();
    const outcome = run();
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
    const lines = outcome.stderr
      .trim()
      .split("\n")
      .filter((line) => !/^(note:|features:| )/.test(line)); // progress, and the table of features
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(lines[0]).toMatch(/^error {2}/);
    expect(outcome.stdout).toBe("");
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(existsSync(out)).toBe(false);
  });
});

describe("colours of an error", () => {
  test.each([
    ["a log of continuous integration is plain", { CI: "true" }, false],
    ["FORCE_COLOR asks for them", { FORCE_COLOR: "1" }, true],
    ["NO_COLOR wins", { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("%s", (_name, environment, colored) => {
    expect(lssWith(environment, "fitt").stderr.startsWith("\u001b[31merror")).toBe(colored);
  });
});
