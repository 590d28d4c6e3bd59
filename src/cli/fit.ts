// lss fit: trajectories in, model.lss out.

import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { AbortedError, type CheckpointStore, ConfigError, createTask, ResourceError } from "../base/index.js";
import { folderCheckpoints, writeWholeFile } from "../base/index.node.js";
import { encodeBox, type Provenance, type Simulator } from "../box/index.js";
import { FEATURE_KINDS } from "../features/index.js";
import { type FitOptions, resolveFitOptions } from "../options.js";
import { fit } from "../simulator.js";
import { type Arguments, type Command, integer, required } from "./command.js";
import { type DataFiles, findDataFiles, USAGE } from "./data-files.js";
import { identifyFiles, identifyTrajectories, openNpyFiles, openTrainingData, readManifestFile } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import { expectFree } from "./outputs.js";
import { READING_OPTIONS, readingFlags } from "./reading.js";
import { createResources, RESOURCE_OPTIONS } from "./resources.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";

export const fitCommand: Command = {
  summary: "learn a simulator from MD trajectories",
  usage: ["lss fit --top top.pdb --traj a.xtc b.xtc ... --lag 0.5ns -o model.lss", "lss fit project.toml"],
  maxPositionals: 1,
  options: {
    top: { type: "string", list: true, value: "FILE", help: "topology of the trajectories, or one of each" },
    traj: { type: "string", list: true, value: "FILE", help: 'trajectories, or patterns such as "runs/*.xtc"' },
    lag: { type: "string", value: "TIME", help: "lag time with its unit: 500ps, 0.5ns, 100frames" },
    out: { type: "string", short: "o", value: "FILE", help: "the model file to write" },
    select: {
      type: "string",
      value: "TEXT",
      help: 'atoms to decode (default: heavy atoms up to 100 of them, else "name CA")',
    },
    features: {
      type: "string",
      value: "KINDS",
      help: `comma-separated, of: ${FEATURE_KINDS.join(", ")}; more in a project file`,
    },
    "latent-dim": { type: "string", value: "M", help: "slow coordinates (default: by the spectral gap)" },
    modes: {
      type: "string",
      value: "LIST",
      help: "modes to keep, such as 1,3: slowest first, from 1 (default: the slowest)",
    },
    deflate: { type: "string", value: "LIST", help: "modes to take out of the features before the encoder is trained" },
    reweight: { type: "boolean", help: "short runs from anywhere: weigh them to equilibrium (Koopman)" },
    decoder: { type: "string", value: "NAME", help: "flow (default), or cwgan: as in the paper" },
    preset: { type: "string", value: "NAME", help: "default, or paper: the published recipe" },
    ensemble: {
      type: "string",
      value: "K",
      help: "further propagators on resampled data, for the model's own error (default: 0; at least 3 are needed)",
    },
    seeds: { type: "string", value: "K", help: "encoders to train; the best on held-out data is kept (default: 3)" },
    holdout: {
      type: "string",
      value: "WHAT",
      help: "kept for early stopping: a share (default: 0.2) or trajectory numbers from 0 (3,7)",
    },
    seed: { type: "string", value: "N", help: "of all random numbers (default: 0)" },
    ...READING_OPTIONS,
    ...RESOURCE_OPTIONS,
    resume: { type: "boolean", help: "go on where an interrupted run stopped" },
    force: { type: "boolean", help: "replace an existing model" },
  },
  run: runFit,
};

/** What is to be read and written, and how to learn. */
export interface Project {
  readonly data: DataFiles;
  readonly out: string;
  readonly options: FitOptions;
}

async function runFit(args: Arguments, terminal: Terminal): Promise<void> {
  const project = await readProject(args);
  expectFree(project.out, args.flag("force"));
  const simulator = await fitFiles(project, args, terminal);
  const manifest = await readManifestFile(project.out);
  terminal.result({ model: project.out, manifest }, summariseModel(project.out, simulator));
}

/** Fits and writes the model; checkpoints lie beside it while that lasts. */
export async function fitFiles(
  { data, out, options }: Project,
  args: Arguments,
  terminal: Terminal,
): Promise<Simulator> {
  const external = await openFeatureFiles(options, data.traj);
  const { structure, md } = await openTrainingData(data, options, terminal);
  try {
    const resources = createResources(args, out);
    const provenance: Provenance = {
      software: SOFTWARE,
      engine: resources.engine.name,
      seed: options.seed,
      trainingData: [...(await identifyTrajectories(md)), ...(await identifyFiles(featureFiles(options)))],
      options: withoutFolders(options),
    };
    const folder = `${out}.checkpoint`;
    const topologies = await identifyFiles([...new Set(data.top)]);
    const fingerprint = JSON.stringify({ options: provenance.options, data: provenance.trainingData, topologies });
    const checkpoints = await openCheckpoints(folder, fingerprint, args.flag("resume"));
    const { signal, onProgress, note: onNote } = terminal;
    const task = createTask({ signal, onProgress, onNote, checkpoints });
    const simulator = await fit(structure, md, options, provenance, resources, task, external.rows).catch((error) => {
      if (!(error instanceof AbortedError)) throw error;
      throw new AbortedError("stopped; what was learned so far is kept", {
        hint: `Go on with the same command and --resume. (${folder})`,
      });
    });
    await writeWholeFile(out, await encodeBox(simulator));
    await rm(folder, { recursive: true, force: true });
    return simulator;
  } finally {
    await external.close();
    await md.close();
  }
}

function featureFiles({ features }: FitOptions): readonly string[] {
  return (features ?? []).flatMap((request) => (request.kind === "npy" ? request.files : []));
}

/** Opens the user's own features, where the options ask for them. */
export function openFeatureFiles(options: FitOptions, traj: readonly string[]): ReturnType<typeof openNpyFiles> {
  const files = featureFiles(options);
  return openNpyFiles("features: npy", files, files.length > 0 ? traj : []);
}

/** The options as a model file keeps them: who gets it need not know where the data lay. */
function withoutFolders(options: FitOptions): FitOptions {
  const features = options.features?.map((request) =>
    request.kind === "npy" ? { ...request, files: request.files.map((file) => basename(file)) } : request,
  );
  return { ...options, features: features ?? null };
}

/**
 * Checkpoints in a folder, which is made with the first of them. They are of one set of options and data, which a file
 * in the folder records.
 * @throws ConfigError when --resume would go on with something else
 */
async function openCheckpoints(folder: string, fingerprint: string, resume: boolean): Promise<CheckpointStore> {
  const record = `${folder}/run.json`;
  if (resume && existsSync(folder)) {
    const kept = await readFile(record, "utf8").catch(() => "");
    if (kept !== fingerprint) {
      throw new ConfigError("--resume", "the interrupted run had other options or data", {
        hint: `Give the same ones, or leave --resume out to start anew. (${folder})`,
      });
    }
  } else {
    await rm(folder, { recursive: true, force: true });
  }
  const files = folderCheckpoints(folder);
  return {
    load: files.load,
    save: async (key, bytes) => {
      if (!existsSync(record)) await writeWholeFile(record, fingerprint);
      await files.save(key, bytes);
    },
  };
}

/**
 * What a project file and the flags say, flags first.
 * @param otherwise what stands for `lag` and `out` where a command does not need them
 */
export async function readProject(
  args: Arguments,
  otherwise: { readonly lag?: string; readonly out?: string } = {},
): Promise<Project> {
  const file = args.positionals[0];
  const fromFile = file === undefined ? {} : await readProjectFile(file);
  const { top, traj, data, out, ...written } = { ...otherwise, ...fromFile, ...flagsOf(args) } as Record<
    string,
    unknown
  >;
  const flags = { top: args.list("top"), traj: args.list("traj") };
  const found = await findDataFiles(flags, { top, traj, data }, file === undefined ? "." : dirname(file));
  if (typeof out !== "string" || out === "") throw new ConfigError("--out", "is missing", { hint: USAGE });
  if (written["lag"] === undefined) required(args, "lag", USAGE);
  return { data: found, out, options: resolveFitOptions(written) };
}

/** The model goes into the folder of the project file, unless its path says otherwise. */
async function readProjectFile(path: string): Promise<Record<string, unknown>> {
  const { parse } = await import("smol-toml");
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new ResourceError(`${path}: no such file, or not readable`, { cause });
  });
  let project: Record<string, unknown>;
  try {
    project = parse(text);
  } catch (cause) {
    throw new ConfigError(path, (cause as Error).message.split("\n")[0]!, { cause });
  }
  const beside = (value: unknown): unknown => (typeof value === "string" ? resolve(dirname(path), value) : value);
  const filesBeside = (entry: unknown): unknown =>
    typeof entry === "object" && entry !== null && "files" in entry && Array.isArray(entry.files)
      ? { ...entry, files: entry.files.map(beside) }
      : entry;
  const { out, features } = project;
  return {
    ...project,
    ...(out !== undefined && { out: beside(out) }),
    ...(Array.isArray(features) && { features: features.map(filesBeside) }),
  };
}

/** The flags that were given, in the form of a project file. */
function flagsOf(args: Arguments): Record<string, unknown> {
  const holdout = args.text("holdout");
  const encoder = onlyGiven({
    latentDim: integer(args, "latent-dim", 1),
    seeds: integer(args, "seeds", 1),
    modes: readModes(args, "modes"),
    deflate: readModes(args, "deflate"),
    reweight: args.flag("reweight") || undefined,
  });
  return onlyGiven({
    out: args.text("out"),
    lag: args.text("lag"),
    select: args.text("select"),
    features: args
      .text("features")
      ?.split(",")
      .map((kind) => kind.trim()),
    preset: args.text("preset"),
    seed: integer(args, "seed", Number.MIN_SAFE_INTEGER),
    ensemble: integer(args, "ensemble", 0),
    ...readingFlags(args),
    holdout: holdout === undefined ? undefined : readHoldOut(holdout),
    encoder: Object.keys(encoder).length === 0 ? undefined : encoder,
    decoder: args.text("decoder") === undefined ? undefined : { method: args.text("decoder") },
  });
}

function onlyGiven(flags: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

/** "1,3" */
function readModes(args: Arguments, name: string): number[] | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const numbers = text.split(",").map(Number);
  if (numbers.every((value) => Number.isInteger(value) && value > 0)) return numbers;
  throw new ConfigError(`--${name}`, `cannot read "${text}"`, { hint: "Give numbers of modes from 1, such as 1,3." });
}

/** "0.2" is a share, "3" and "3,7" are trajectory numbers. */
function readHoldOut(text: string): number | number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.some((value) => Number.isNaN(value))) {
    throw new ConfigError("--holdout", `cannot read "${text}"`, {
      hint: "Give a share such as 0.2, or numbers such as 3,7.",
    });
  }
  return numbers.length === 1 && !Number.isInteger(numbers[0]) ? numbers[0]! : numbers;
}
