// lss demo: everything at once, on data that come with the package or are generated.

import { rm } from "node:fs/promises";
import { ConfigError } from "../base/index.js";
import { type Arguments, type Command, required } from "./command.js";
import { ALANINE_DIPEPTIDE } from "./demo-alanine-dipeptide.js";
import { type FileDemo, runFileDemo } from "./demo-files.js";
import { runFourWell } from "./demo-four-well.js";
import { PENTAPEPTIDE } from "./demo-pentapeptide.js";
import { TRP_CAGE } from "./demo-trp-cage.js";
import { clearFolder, expectFree, expectFreeFolder } from "./outputs.js";
import { RESOURCE_OPTIONS } from "./resources.js";
import { SIMULATION_OUTPUTS } from "./simulate.js";
import type { Terminal } from "./terminal.js";
import { clearReport, REPORT_OUTPUTS } from "./validate.js";

type Demo = (folder: string, args: Arguments, terminal: Terminal) => Promise<void>;

const onFiles =
  (demo: FileDemo): Demo =>
  (folder, args, terminal) =>
    runFileDemo(demo, folder, args, terminal);

const DEMOS: Readonly<Record<string, Demo>> = {
  pentapeptide: onFiles(PENTAPEPTIDE),
  "trp-cage": onFiles(TRP_CAGE),
  "alanine-dipeptide": onFiles(ALANINE_DIPEPTIDE),
  "four-well": runFourWell,
};

export const demoCommand: Command = {
  summary: "everything at once, on bundled or generated data",
  usage: [
    "lss demo pentapeptide -o dir/    real MD of a peptide, to atoms and back",
    "lss demo trp-cage -o dir/        a miniprotein that folds, with the tables and figures of the paper",
    "lss demo alanine-dipeptide -o dir/",
    "lss demo four-well -o dir/       a potential with known answers",
  ],
  maxPositionals: 1,
  options: {
    out: { type: "string", short: "o", value: "FOLDER", help: "where model.lss, synthetic/ and report/ go" },
    preset: { type: "string", value: "NAME", help: "default, or paper: the published recipe" },
    seed: { type: "string", value: "N", help: "of all random numbers (default: 0)" },
    ...RESOURCE_OPTIONS,
    force: { type: "boolean", help: "replace an existing folder" },
  },
  run: async (args, terminal) => {
    const name = args.positionals[0] ?? "pentapeptide";
    const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined;
    if (demo === undefined) {
      throw new ConfigError(name, "is no demo", { hint: `There are: ${Object.keys(DEMOS).join(", ")}.` });
    }
    const folder = required(args, "out", "Name the folder for the results.");
    await prepare(folder, args.flag("force"));
    await demo(folder, args, terminal);
  },
};

/** Removes an earlier demo, before any of it is made anew. */
async function prepare(folder: string, force: boolean): Promise<void> {
  const [model, synthetic, report] = [`${folder}/model.lss`, `${folder}/synthetic`, `${folder}/report`];
  expectFree(model, force);
  await expectFreeFolder(synthetic, SIMULATION_OUTPUTS, force);
  await expectFreeFolder(report, REPORT_OUTPUTS, force);
  await rm(model, { force: true });
  await clearFolder(synthetic, SIMULATION_OUTPUTS);
  await clearReport(report);
}
