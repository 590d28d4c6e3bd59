// The four-well potential (Sidky 2020, section 3.1): Brownian dynamics in one dimension, whose every answer is known.
// The propagator works on x itself; an SRV on x shows that the encoder finds the same slow processes.

import { createTask, hashHex, type Matrix64, matrixOf, Rng, type Task } from "../base/index.js";
import { writeWholeFile } from "../base/index.node.js";
import { encodeBox, type Simulator } from "../box/index.js";
import { ENCODER_DEFAULTS, fitEncoder } from "../encoder/index.js";
import { type PairSplit, splitPairs, tableOf } from "../features/index.js";
import { resolveFitOptions } from "../options.js";
import { fitPropagator, type PropagatorOptions } from "../propagator/index.js";
import { everyNthRow } from "../synthesis/index.js";
import { type FourWellReference, fourWell, fourWellReference, sampleSystem } from "../systems/index.js";
import type { Engine } from "../tensor/index.js";
import { measureReference } from "../validation/index.js";
import { type Arguments, readSeed } from "./command.js";
import { presetOf } from "./demo-files.js";
import { summariseModel } from "./model-summary.js";
import { createResources } from "./resources.js";
import { planRun, simulateToFolder } from "./simulate.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";
import { planValidation, reportLines, validateToFolder } from "./validate.js";

/** As in the paper: five million steps, a lag of a hundred. */
const STEPS = 5_000_000;
const LAG_STEPS = 100;
const ENCODER = { ...ENCODER_DEFAULTS, latentDim: 3, batchSize: 10_000, maxEpochs: 12, patience: 3, seeds: 1 };
const SYNTHETIC = { replicas: 10, length: { frames: STEPS / LAG_STEPS } };

export async function runFourWell(folder: string, args: Arguments, terminal: Terminal): Promise<void> {
  const seed = readSeed(args);
  const { propagator: options } = resolveFitOptions({ lag: `${LAG_STEPS}frames`, ...presetOf(args) });
  const rng = Rng.fromSeed(seed);
  const task = createTask({ signal: terminal.signal, onProgress: terminal.onProgress });
  const resources = createResources(args, folder);
  const { engine } = resources;
  const reference = fourWellReference({ lag: LAG_STEPS });
  const path = await sampleSystem(fourWell, STEPS, 1, rng.split("dynamics"), undefined, task.part("dynamics"));
  const split = splitPairs([path.rows], LAG_STEPS, { fraction: 0.2 });

  const simulator = await fitFourWell(path, split, reference, options, seed, engine, rng, task);
  const bytes = await encodeBox(simulator);
  const model = `${folder}/model.lss`;
  await writeWholeFile(model, bytes);
  const sha256 = await hashHex(bytes);
  const eigenvalues = await encoderEigenvalues(path, split, engine, rng, task);

  const run = planRun(simulator, sha256, SYNTHETIC.length, { replicas: SYNTHETIC.replicas, seed, latentOnly: true });
  await simulateToFolder(simulator, run, `${folder}/synthetic`, false, engine, terminal);
  const exactEigenvalues = reference.eigenvalues.subarray(1);
  const exact = { ...reference, eigenvalues: exactEigenvalues };
  const evidence = { heldOut: null, isSeen: false, native: null, exact };
  const subject = { simulator, model: { name: "four-well", sha256, software: SOFTWARE }, evidence };
  const validation = planValidation(simulator, { seed });
  const report = await validateToFolder(subject, validation, `${folder}/report`, resources, terminal);

  const list = (values: Iterable<number>): string => Array.from(values, (value) => value.toFixed(3)).join(", ");
  terminal.result(
    {
      model,
      report,
      srv: { eigenvalues, exact: Array.from(exactEigenvalues) },
      lowest_nll: reference.conditionalEntropy,
    },
    [
      ...summariseModel(model, simulator),
      `  lowest possible   ${reference.conditionalEntropy.toFixed(3)} nats`,
      `  SRV on x          eigenvalues ${list(eigenvalues)}; exact ${list(exactEigenvalues)}`,
      "",
      ...reportLines(`${folder}/report`, report),
    ],
  );
}

/** A simulator whose latent coordinate is x. */
async function fitFourWell(
  path: Matrix64,
  split: PairSplit,
  { grid, eigenfunctions }: FourWellReference,
  options: PropagatorOptions,
  seed: number,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Simulator> {
  const propagator = await fitPropagator(
    path,
    split,
    [null], // x is no eigenfunction
    options,
    engine,
    rng.split("propagator"),
    task.part("propagator"),
  );
  const latent = matrixOf(Float32Array.from(path.data), path.rows, 1);
  const reference = await measureReference(
    {
      latent,
      segments: [path.rows],
      lagFrames: LAG_STEPS,
      spacing: 1,
      timeUnit: "steps",
      coordinates: null,
      topology: null,
      geometry: null,
      processes: { grid, values: eigenfunctions },
    },
    task.part("reference"),
  );
  return {
    lag: { frames: LAG_STEPS, spacing: 1, unit: "steps" },
    molecule: null,
    encoder: null,
    propagator,
    decoder: null,
    starts: everyNthRow(latent, 2000),
    reference,
    provenance: {
      software: SOFTWARE,
      engine: engine.name,
      seed,
      trainingData: [],
      options: { system: fourWell.name, steps: STEPS, lag: LAG_STEPS, propagator: options },
    },
  };
}

/** What the SRV finds on x. */
async function encoderEigenvalues(
  path: Matrix64,
  split: PairSplit,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<number[]> {
  const table = tableOf(matrixOf(Float32Array.from(path.data), path.rows, 1), [path.rows]);
  const encoder = await fitEncoder(table, split, ENCODER, engine, rng.split("encoder"), task.part("encoder"));
  return Array.from(encoder.modes.eigenvalues);
}
