// A demo on trajectories that come with the package: learns from some of them and is judged by the others.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Duration } from "../base/index.js";
import { type FitOptionsInput, resolveFitOptions } from "../options.js";
import { type Arguments, readSeed } from "./command.js";
import { fitFiles } from "./fit.js";
import { openTrajectoryFiles, readModel, readStructure } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import { createResources } from "./resources.js";
import { planRun, simulateToFolder } from "./simulate.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";
import { planValidation, reportLines, validateToFolder } from "./validate.js";

export interface FileDemo {
  /** In examples/: topology.pdb and trajectories. */
  readonly folder: string;
  /** Every so-many-th trajectory is kept for the report. */
  readonly heldOutEvery: number;
  readonly options: FitOptionsInput;
  readonly synthetic: { readonly replicas: number; readonly length: Duration };
  /** Trajectories made for the report, each as long as MD. */
  readonly replicas: number;
  /** Whether topology.pdb is the native structure. */
  readonly hasNative: boolean;
}

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** Leaves `model.lss`, `synthetic/` and `report/` in the folder. */
export async function runFileDemo(demo: FileDemo, folder: string, args: Arguments, terminal: Terminal): Promise<void> {
  const seed = readSeed(args);
  const resources = createResources(args, folder);
  const { top, learned, heldOut } = await findExample(demo);
  const options = resolveFitOptions({ ...demo.options, ...presetOf(args), seed });
  const path = `${folder}/model.lss`;
  await fitFiles({ data: { top: [top], traj: learned }, out: path, options }, args, terminal);

  const { simulator, sha256 } = await readModel(path);
  const { replicas, length } = demo.synthetic;
  const run = planRun(simulator, sha256, length, { replicas, seed, latentOnly: false });
  await simulateToFolder(simulator, run, `${folder}/synthetic`, false, resources.engine, terminal);

  const unseen = await openTrajectoryFiles(heldOut, simulator.molecule!.plan.map.nAtoms, options.reading, terminal);
  try {
    const native = demo.hasNative ? await readStructure(top, terminal) : null;
    const evidence = { heldOut: unseen, isSeen: false, native, exact: null };
    const subject = { simulator, model: { name: "model.lss", sha256, software: SOFTWARE }, evidence };
    const validation = planValidation(simulator, { replicas: demo.replicas, seed });
    const report = await validateToFolder(subject, validation, `${folder}/report`, resources, terminal);
    terminal.result({ model: path, report }, [
      ...summariseModel(path, simulator),
      `${folder}/synthetic: ${run.replicas} trajectories of ${run.frames} frames`,
      "",
      ...reportLines(`${folder}/report`, report),
    ]);
  } finally {
    await unseen.close();
  }
}

/** The preset asked for, as an option of a fit. */
export function presetOf(args: Arguments): { preset?: unknown } {
  const preset = args.text("preset");
  return preset === undefined ? {} : { preset };
}

async function findExample({
  folder,
  heldOutEvery,
}: FileDemo): Promise<{ top: string; learned: string[]; heldOut: string[] }> {
  const data = fileURLToPath(new URL(`${folder}/`, EXAMPLES));
  const files = (await readdir(data)).filter((name) => name.endsWith(".xtc")).sort();
  const isHeldOut = (i: number): boolean => i % heldOutEvery === heldOutEvery - 1;
  const pathsOf = (wanted: boolean): string[] =>
    files.filter((_, i) => isHeldOut(i) === wanted).map((name) => `${data}${name}`);
  return { top: `${data}topology.pdb`, learned: pathsOf(false), heldOut: pathsOf(true) };
}
