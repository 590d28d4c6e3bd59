import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { beforeAll, describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/command.js";
import { demoCommand } from "../../src/cli/demo.js";
import { type FileDemo, runFileDemo } from "../../src/cli/demo-files.js";
import { TRP_CAGE } from "../../src/cli/demo-trp-cage.js";
import { createTerminal } from "../../src/cli/terminal.js";
import { resolveFitOptions } from "../../src/options.js";
import type { Report } from "../../src/validation/index.js";
import { scratchFolder } from "./lss.js";

const folder = scratchFolder();

/** The demo with little training and short synthetic trajectories: it runs, and is no good. */
const BRIEF: FileDemo = {
  ...TRP_CAGE,
  options: {
    ...TRP_CAGE.options,
    encoder: { ...TRP_CAGE.options.encoder, maxEpochs: 2, pairsPerEpoch: 20_000, seeds: 1 },
    propagator: { reversible: { nComponents: [10] } },
    decoder: { cwgan: { epochs: 1, hidden: [16] }, flow: { iterations: 20, width: 32 } },
  },
  synthetic: { replicas: 1, length: { frames: 50 } },
  replicas: 1,
};

describe("lss demo trp-cage", () => {
  let report: Report;
  let lines: readonly string[];

  beforeAll(async () => {
    const terminal = createTerminal({ json: false, quiet: true }, new AbortController().signal);
    const args = parseArguments(demoCommand, ["trp-cage", "-o", folder]);
    const result = (document: unknown, text: readonly string[]): void => {
      report = (document as { report: Report }).report;
      lines = text;
    };
    await runFileDemo(BRIEF, folder, args, { ...terminal, result });
  }, 300_000);

  it("learns three slow coordinates at a lag of 250 ps from four trajectories", () => {
    expect([report.lag, report.latent_dim]).toEqual([250, 3]);
    expect(report.model.name).toBe("model.lss");
    expect(readdirSync(`${folder}/synthetic`).sort()).toEqual([
      "replica-000.npy",
      "replica-000.xtc",
      "run.json",
      "topology.pdb",
    ]);
    expect(existsSync(`${folder}/report/index.html`)).toBe(true);
  });

  it("measures MD as the paper's tables and sentences need it", () => {
    const { structure, transitions, tica, basins, timescales } = report;
    // Of the whole data: Rg 0.803 +- 0.120 nm, and 164 transitions between cores along native contacts.
    expect(structure!.rg_nm.md.mean).toBeCloseTo(0.803, 1);
    expect(structure!.rg_nm.md.std).toBeCloseTo(0.12, 1);
    expect(structure!.rmsd_to_native_nm!.md).toBeLessThan(0.35);
    expect(transitions!.md).toBeGreaterThan(50);
    expect(tica).toHaveLength(3);
    expect(timescales).toHaveLength(3);
    expect(basins.length).toBeGreaterThan(1);
  });

  it("prints them", () => {
    const text = lines.join("\n");
    for (const wanted of [
      /^Time scales in n?p?s:$/m,
      /^t1 +\S+ ± \S+/m,
      /^TIC 3 /m,
      /the mean radius of gyration is .* against MD 0\.8/,
      /^The RMSD of the folded frames to the native structure is /m,
      /^The mean structures of LSS and MD are apart by /m,
      /^MD crosses between the cores of the slowest coordinate \d+ times/m,
    ]) {
      expect(text).toMatch(wanted);
    }
  });
});

describe("docs/desres-trp-cage.toml", () => {
  it("holds options that there are", () => {
    const text = readFileSync(new URL("../../docs/desres-trp-cage.toml", import.meta.url), "utf8");
    const { top, traj, out, ...options } = parse(text);
    expect([top, traj, out].every((value) => value !== undefined)).toBe(true);
    expect(resolveFitOptions(options)).toMatchObject({
      lag: { ps: 20_000 },
      select: "name CA",
      reading: { timestepPs: 200 },
      encoder: { modes: [1, 2, 3], maxLatentDim: 4 },
    });
  });
});
