import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openFile } from "../../src/base/index.node.js";
import { openTrajectory } from "../../src/trajectory/index.js";
import { LSS, lss, PENTAPEPTIDE, scratchFolder } from "./lss.js";

const folder = scratchFolder();
const at = (name: string): string => `${folder}/${name}`;
const trajectory = (number: string): string => `${PENTAPEPTIDE}pentapeptide-${number}.xtc`;

/** A simulator that is learned in seconds: little data, few epochs. It runs, and is no good. */
const project = `
top = "${PENTAPEPTIDE}topology.pdb"
traj = ["${trajectory("01")}", "${trajectory("02")}", "${trajectory("04")}"]
lag = "0.5ns"
select = "name CA and within 3nm of (resid 0)"
[encoder]
maxEpochs = 3
seeds = 1
latentDim = 2
[propagator.reversible]
nComponents = [10]
[decoder.flow]
iterations = 40
width = 32
`;

const fitInto = (model: string, ...more: string[]) => lss("fit", at("project.toml"), "-o", model, "--quiet", ...more);

beforeAll(() => {
  writeFileSync(at("project.toml"), project);
  expect(fitInto(at("model.lss"))).toMatchObject({ code: 0, stderr: "" });
});

describe("lss fit", () => {
  test("leaves the model and nothing else", () => {
    expect(readdirSync(folder).filter((name) => name.startsWith("model"))).toEqual(["model.lss"]);
  });

  test("the same seed gives the same bytes, another seed another model", () => {
    expect(fitInto(at("again.lss")).code).toBe(0);
    expect(readFileSync(at("again.lss")).equals(readFileSync(at("model.lss")))).toBe(true);
    expect(fitInto(at("other.lss"), "--seed", "1").code).toBe(0);
    expect(readFileSync(at("other.lss")).equals(readFileSync(at("model.lss")))).toBe(false);
  });

  test("interrupted, it keeps a checkpoint, and --resume gives the very same model", async () => {
    const model = at("resumed.lss");
    const child = spawn(process.execPath, [LSS, "fit", at("project.toml"), "-o", model]);
    let messages = "";
    const code = await new Promise((resolve) => {
      child.stderr.on("data", (text) => {
        messages += text;
        if (String(text).includes(" propagator ")) child.kill("SIGINT");
      });
      child.on("exit", resolve);
    });
    expect(code).toBe(130);
    expect(messages).toMatch(/--resume/);
    expect(existsSync(model)).toBe(false);
    expect(fitInto(model, "--resume", "--seed", "5")).toMatchObject({ code: 2 });
    expect(fitInto(model, "--resume").code).toBe(0);
    expect(readFileSync(model).equals(readFileSync(at("model.lss")))).toBe(true);
    expect(existsSync(`${model}.checkpoint`)).toBe(false);
  });

  test("an existing model is kept unless --force is given", () => {
    expect(fitInto(at("model.lss"))).toMatchObject({ code: 2 });
  });
});

describe("lss lags", () => {
  test("writes time scales against lags, as a figure and as numbers", () => {
    const { code, stdout } = lss(
      ...["lags", at("project.toml"), "--lags", "1ns", "0.5ns", "--features", "backbone-torsions,ca-distances"],
      ...["-o", at("lags"), "--json", "--quiet"],
    );
    expect(code).toBe(0);
    const scan = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(at("lags/lags.json"), "utf8"))).toEqual(scan);
    expect(scan.lags.map((lag: { lag_ps: number }) => lag.lag_ps)).toEqual([500, 1000]);
    expect(scan.lags[0].timescales[0].value_ps).toBeGreaterThan(1000);
    expect([500, 1000]).toContain(scan.recommended.lag_ps);
    expect(scan.features.map((set: { features: string[] }) => set.features.length)).toEqual([1, 1, 2]);
    expect(scan.advice).toMatch(/Take --features /);
    expect(readdirSync(at("lags")).sort()).toEqual(["feature-scores.svg", "implied-timescales.svg", "lags.json"]);
    for (const name of ["feature-scores", "implied-timescales"]) {
      expect(readFileSync(at(`lags/${name}.svg`), "utf8")).toMatch(/^<svg/);
    }
  });
});

describe("lss simulate", () => {
  const simulate = (out: string, ...more: string[]) =>
    lss("simulate", at("model.lss"), "--length", "100ns", "--replicas", "3", "-o", out, "--quiet", ...more);

  test("writes trajectories, latent paths, a topology and a ledger", async () => {
    expect(simulate(at("synthetic")).code).toBe(0);
    expect(readdirSync(at("synthetic")).sort()).toEqual([
      ...["replica-000.npy", "replica-000.xtc", "replica-001.npy", "replica-001.xtc", "replica-002.npy"],
      ...["replica-002.xtc", "run.json", "topology.pdb"],
    ]);
    const ledger = JSON.parse(readFileSync(at("synthetic/run.json"), "utf8"));
    expect(ledger).toMatchObject({ frames: 200, time_step: 500, time_unit: "ps", finished: [0, 1, 2] });
    const source = await openFile(at("synthetic/replica-001.xtc"));
    const reader = await openTrajectory(source);
    expect([reader.nFrames, reader.nAtoms]).toEqual([200, 5]);
    expect(Array.from(reader.timesPs.subarray(0, 3))).toEqual([0, 500, 1000]);
    await source.close();
    const npy = readFileSync(at("synthetic/replica-001.npy"));
    expect(npy.toString("latin1", 10, 80)).toContain("'shape': (200, 2)");
    expect(npy.length).toBe(128 + 200 * 2 * 4);
  });

  test("the same seed gives the same bytes; fewer replicas are the first of more", () => {
    expect(simulate(at("repeat"), "--threads", "1").code).toBe(0);
    for (const name of readdirSync(at("synthetic"))) {
      expect(readFileSync(at(`repeat/${name}`)).equals(readFileSync(at(`synthetic/${name}`)))).toBe(true);
    }
  });

  test("--resume makes what is missing", () => {
    expect(simulate(at("cut")).code).toBe(0);
    const ledger = JSON.parse(readFileSync(at("cut/run.json"), "utf8"));
    writeFileSync(at("cut/run.json"), JSON.stringify({ ...ledger, finished: [0, 2] }));
    writeFileSync(at("cut/replica-001.xtc"), "half");
    expect(simulate(at("cut")).code).toBe(2);
    expect(simulate(at("cut"), "--resume", "--seed", "9").code).toBe(2);
    expect(simulate(at("cut"), "--resume").code).toBe(0);
    const whole = readFileSync(at("synthetic/replica-001.xtc"));
    expect(readFileSync(at("cut/replica-001.xtc")).equals(whole)).toBe(true);
  });
});

describe("lss simulate into a folder with other things", () => {
  const simulate = (...more: string[]) =>
    lss("simulate", at("model.lss"), "--length", "5ns", "-o", at("shared"), "--latent-only", "--quiet", ...more);

  test("--force replaces an earlier run, and nothing else", () => {
    mkdirSync(at("shared"));
    writeFileSync(at("shared/thesis.txt"), "mine");
    expect(simulate("--replicas", "2").code).toBe(0);
    expect(simulate("--replicas", "1")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/replica-000.npy exists/),
    });
    expect(simulate("--replicas", "1", "--force").code).toBe(0);
    expect(readdirSync(at("shared")).sort()).toEqual(["replica-000.npy", "run.json", "thesis.txt"]);
  });

  test("a file in the place of the folder is kept", () => {
    const { code, stderr } = lss(
      "simulate",
      at("model.lss"),
      "--length",
      "5ns",
      "-o",
      at("shared/thesis.txt"),
      "--force",
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is no folder/)]);
    expect(readFileSync(at("shared/thesis.txt"), "utf8")).toBe("mine");
  });
});

describe("lss simulate --format", () => {
  const simulate = (out: string, ...more: string[]) =>
    lss("simulate", at("model.lss"), "--length", "100ns", "--replicas", "2", "-o", out, "--quiet", ...more);
  const read = async (path: string) => {
    const source = await openFile(path);
    const reader = await openTrajectory(source);
    const block = await reader.read(0, reader.nFrames);
    await source.close();
    return block;
  };

  test.each([
    ["trr", 5.1e-4], // XTC is rounded to 0.001 nm
    ["dcd", 5.1e-4],
    ["pdb", 5.6e-4], // and PDB to 0.0001
  ])("%s: the frames of the XTC, and --resume", async (format, tolerance) => {
    const out = at(`synthetic-${format}`);
    expect(simulate(out, "--format", format)).toMatchObject({ code: 0, stderr: "" });
    const [ours, xtc] = [await read(`${out}/replica-001.${format}`), await read(at("synthetic/replica-001.xtc"))];
    expect(ours.nFrames).toBe(200);
    for (const [t, time] of ours.timesPs.entries()) expect(Math.abs(time - xtc.timesPs[t]!)).toBeLessThan(0.01); // DCD
    const worst = ours.positions.reduce((max, x, k) => Math.max(max, Math.abs(x - xtc.positions[k]!)), 0);
    expect(worst).toBeLessThan(tolerance);
    const first = readFileSync(`${out}/replica-000.${format}`);
    const ledger = JSON.parse(readFileSync(`${out}/run.json`, "utf8"));
    writeFileSync(`${out}/run.json`, JSON.stringify({ ...ledger, finished: [1] }));
    writeFileSync(`${out}/replica-000.${format}`, "half");
    expect(simulate(out, "--resume", "--format", format).code).toBe(0);
    expect(readFileSync(`${out}/replica-000.${format}`).equals(first)).toBe(true);
  });

  test("a ledger that names no format is of XTC; an unknown one is refused", () => {
    const { format: _, ...ledger } = JSON.parse(readFileSync(at("cut/run.json"), "utf8"));
    writeFileSync(at("cut/run.json"), JSON.stringify(ledger));
    expect(
      lss("simulate", at("model.lss"), "--length", "100ns", "--replicas", "3", "-o", at("cut"), "--resume").code,
    ).toBe(0);
    expect(simulate(at("synthetic-dcd"), "--resume")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("another format"),
    });
    expect(simulate(at("none"), "--format", "netcdf")).toMatchObject({ code: 2 });
  });
});

describe("lss validate", () => {
  test("a native structure needs coordinates", () => {
    const psf = new URL("../golden/trajectory/formats/ala3.psf", import.meta.url).pathname;
    const { code, stderr } = lss("validate", at("model.lss"), "--native", psf, "-o", at("report-0"));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/ala3\.psf has no coordinates/)]);
  });

  test("writes the report, and prints it as JSON", () => {
    const { code, stdout } = lss(
      ...["validate", at("model.lss"), "--traj", trajectory("05"), "-o", at("report")],
      ...["--replicas", "2", "--length", "200ns", "--json", "--quiet"],
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(at("report/report.json"), "utf8"))).toEqual(report);
    expect(report).toMatchObject({ schema: "lss-report/1", time_unit: "ps", lag: 500, latent_dim: 2 });
    expect(report.timescales).toHaveLength(2);
    expect(report.structure.rg_nm.held_out.mean).toBeGreaterThan(0.2);
    expect(report.model.name).toBe("model.lss");
    expect(readFileSync(at("report/index.html"), "utf8")).toMatch(/<svg/);
    expect(readdirSync(at("report/figures")).length).toBeGreaterThan(5);
    expect(readFileSync(at("report/structures/state-1-md.pdb"), "utf8")).toMatch(/^ATOM /m);
    expect(report.msm.timescales).toHaveLength(2);
    expect(report.passages).toHaveLength(2);
    expect(report.structure.distance_jsd.floor).toBeLessThan(report.structure.distance_jsd.mean);
  });

  test("says when what is called held out was trained on", () => {
    const { code, stdout } = lss(
      ...["validate", at("model.lss"), "--traj", trajectory("01"), "-o", at("report-2")],
      ...["--replicas", "1", "--length", "200ns", "--json", "--quiet"],
    );
    expect(code).toBe(0);
    const codes = JSON.parse(stdout).warnings.map((warning: { code: string }) => warning.code);
    expect(codes).toContain("VALIDATED_ON_TRAINING_DATA");
  });
});

describe("lss inspect", () => {
  const inspect = (path: string) => JSON.parse(lss("inspect", path, "--json").stdout);

  test("a model", () => {
    expect(inspect(at("model.lss"))).toMatchObject({ lag: { frames: 5, spacing: 100, unit: "ps" }, latent_dim: 2 });
  });

  test("a trajectory", () => {
    expect(inspect(trajectory("01"))).toEqual({
      format: "xtc",
      frames: 4801,
      atoms: 44,
      time_first_ps: 0,
      time_step_ps: 100,
      box_nm: null,
      frames_used: 4801,
      segments: 1,
      notices: [],
    });
  });

  test("a topology", () => {
    expect(inspect(`${PENTAPEPTIDE}topology.pdb`)).toMatchObject({
      format: "pdb",
      atoms: 44,
      residues: 5,
      chains: 1,
      features: { "backbone-torsions": 8, "ca-distances": 10 },
    });
  });

  test("a topology whose bonds are guessed", () => {
    const carbon = (serial: number, x: string) =>
      `HETATM    ${serial}  C${serial}  LIG A   1       ${x}   0.000   0.000  1.00  0.00           C\n`;
    writeFileSync(at("ligand.pdb"), carbon(1, "0.000") + carbon(2, "1.500"));
    const { code, stderr } = lss("inspect", at("ligand.pdb"));
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^note: .*ligand.pdb: the bonds of LIG \(1 residue\) are guessed from distances/),
    });
  });
});
