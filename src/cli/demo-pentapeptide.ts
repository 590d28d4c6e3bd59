// Real MD of a pentapeptide (examples/pentapeptide): nine trajectories to learn from, three to judge by.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { resolveFitOptions } from "../options.js";
import { type Arguments, readSeed } from "./command.js";
import { fitFiles } from "./fit.js";
import { openTrajectoryFiles, readModel } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import { createResources } from "./resources.js";
import { planRun, simulateToFolder } from "./simulate.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";
import { describeReport, validateToFolder } from "./validate.js";

const DATA = fileURLToPath(new URL("../../examples/pentapeptide/", import.meta.url));
/** Every fourth trajectory is kept for the report. */
const HELD_OUT_STRIDE = 4;
const SYNTHETIC = { replicas: 10, length: { ps: 1e6 } };

export async function runPentapeptide(folder: string, args: Arguments, terminal: Terminal): Promise<void> {
  const files = (await readdir(DATA))
    .filter((name) => name.endsWith(".xtc"))
    .sort()
    .map((name) => `${DATA}${name}`);
  const isHeldOut = (_: string, i: number): boolean => i % HELD_OUT_STRIDE === HELD_OUT_STRIDE - 1;
  const seed = readSeed(args);
  const path = `${folder}/model.lss`;
  const options = resolveFitOptions({ lag: "0.5ns", seed });
  const project = {
    data: { top: [`${DATA}topology.pdb`], traj: files.filter((file, i) => !isHeldOut(file, i)) },
    out: path,
    options,
  };
  await fitFiles(project, args, terminal);
  const { simulator, sha256 } = await readModel(path);
  const run = planRun(simulator, sha256, SYNTHETIC.length, { replicas: SYNTHETIC.replicas, seed, latentOnly: false });
  const { engine } = createResources(args, folder);
  await simulateToFolder(simulator, run, `${folder}/synthetic`, false, engine, terminal);
  const heldOut = await openTrajectoryFiles(
    files.filter(isHeldOut),
    simulator.molecule!.plan.map.nAtoms,
    options.reading,
    terminal,
  );
  try {
    const evidence = { heldOut, isSeen: false, native: null, exact: null };
    const model = { name: "model.lss", sha256, software: SOFTWARE };
    const report = await validateToFolder(simulator, model, evidence, `${folder}/report`, args, terminal);
    terminal.result({ model: path, report }, [
      ...summariseModel(path, simulator),
      `${folder}/synthetic: ${run.replicas} trajectories of ${run.frames} frames`,
      ...describeReport(`${folder}/report`, report),
    ]);
  } finally {
    await heldOut.close();
  }
}
