// lss fit: trajectories in, model.lss out.

import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { AbortedError, type CheckpointStore, ConfigError, createTask, ResourceError } from "../base/index.js";
import { folderCheckpoints, writeWholeFile } from "../base/index.node.js";
import { encodeBox, type Provenance, type Simulator } from "../box/index.js";
import { FEATURE_KINDS } from "../features/index.js";
import { type FitOptions, type FitOptionsInput, resolveFitOptions } from "../options.js";
import { fit } from "../simulator.js";
import { type Arguments, type Command, integer, required } from "./command.js";
import { identifyFiles, openTrajectoryFiles, readManifestFile, readStructure } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import { expectFree } from "./outputs.js";
import { createResources, RESOURCE_OPTIONS } from "./resources.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";

export const fitCommand: Command = {
  summary: "learn a simulator from MD trajectories",
  usage: ["lss fit --top top.pdb --traj a.xtc b.xtc ... --lag 0.5ns -o model.lss", "lss fit project.toml"],
  maxPositionals: 1,
  options: {
    top: { type: "string", value: "FILE", help: "topology of the trajectories (PDB)" },
    traj: { type: "string", list: true, value: "FILE", help: "trajectories (XTC)" },
    lag: { type: "string", value: "TIME", help: "lag time with its unit: 500ps, 0.5ns, 100frames" },
    out: { type: "string", short: "o", value: "FILE", help: "the model file to write" },
    select: {
      type: "string",
      value: "TEXT",
      help: 'atoms to decode (default: heavy atoms up to 100 of them, else "name CA")',
    },
    features: { type: "string", value: "KINDS", help: `comma-separated, of: ${FEATURE_KINDS.join(", ")}` },
    "latent-dim": { type: "string", value: "M", help: "slow coordinates (default: by the spectral gap)" },
    decoder: { type: "string", value: "NAME", help: "cwgan (default), as in the paper, or flow: slower, closer to MD" },
    preset: { type: "string", value: "NAME", help: "default, or paper: the published recipe" },
    seeds: { type: "string", value: "K", help: "encoders to train; the best on held-out data is kept (default: 3)" },
    holdout: {
      type: "string",
      value: "WHAT",
      help: "kept for early stopping: a share (default: 0.2) or trajectory numbers from 0 (3,7)",
    },
    seed: { type: "string", value: "N", help: "of all random numbers (default: 0)" },
    ...RESOURCE_OPTIONS,
    resume: { type: "boolean", help: "go on where an interrupted run stopped" },
    force: { type: "boolean", help: "replace an existing model" },
  },
  run: runFit,
};

/** What is to be read and written, and how to learn. */
export interface Project {
  readonly top: string;
  readonly traj: readonly string[];
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
  { top, traj, out, options }: Project,
  args: Arguments,
  terminal: Terminal,
): Promise<Simulator> {
  const { topology } = await readStructure(top);
  const md = await openTrajectoryFiles(traj, topology.atoms.length, terminal);
  try {
    const resources = createResources(args, out);
    const provenance: Provenance = {
      software: SOFTWARE,
      engine: resources.engine.name,
      seed: options.seed,
      trainingData: await identifyFiles(traj),
      options,
    };
    const folder = `${out}.checkpoint`;
    const fingerprint = JSON.stringify({ options, data: provenance.trainingData });
    const checkpoints = await openCheckpoints(folder, fingerprint, args.flag("resume"));
    const task = createTask({ signal: terminal.signal, onProgress: terminal.onProgress, checkpoints });
    const simulator = await fit(topology, md, options, provenance, resources, task).catch((error) => {
      if (!(error instanceof AbortedError)) throw error;
      throw new AbortedError("stopped; what was learned so far is kept", {
        hint: `Go on with the same command and --resume. (${folder})`,
      });
    });
    await writeWholeFile(out, await encodeBox(simulator));
    await rm(folder, { recursive: true, force: true });
    return simulator;
  } finally {
    await md.close();
  }
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
  const { top, traj, out, ...written } = { ...otherwise, ...fromFile, ...flagsOf(args) } as Record<string, unknown> &
    FitOptionsInput;
  const hint = "Usage: lss fit --top top.pdb --traj a.xtc b.xtc --lag 0.5ns -o model.lss";
  const text = (name: string, value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    throw new ConfigError(`--${name}`, "is missing", { hint });
  };
  const trajectories = typeof traj === "string" ? [traj] : traj;
  if (!Array.isArray(trajectories) || trajectories.length === 0)
    throw new ConfigError("--traj", "is missing", { hint });
  if (written.lag === undefined) required(args, "lag", hint);
  return {
    top: text("top", top),
    traj: trajectories.map((path) => text("traj", path)),
    out: text("out", out),
    options: resolveFitOptions(written),
  };
}

/** Paths in a project file are relative to its folder. */
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
  return {
    ...project,
    ...("top" in project && { top: beside(project["top"]) }),
    ...("traj" in project && { traj: [project["traj"]].flat().map(beside) }),
    ...("out" in project && { out: beside(project["out"]) }),
  };
}

/** The flags that were given, in the form of a project file. */
function flagsOf(args: Arguments): Record<string, unknown> {
  const holdout = args.text("holdout");
  const encoder = { latentDim: integer(args, "latent-dim", 1), seeds: integer(args, "seeds", 1) };
  const flags: Record<string, unknown> = {
    top: args.text("top"),
    traj: args.list("traj").length > 0 ? args.list("traj") : undefined,
    out: args.text("out"),
    lag: args.text("lag"),
    select: args.text("select"),
    features: args.text("features")?.split(","),
    preset: args.text("preset"),
    seed: integer(args, "seed", Number.MIN_SAFE_INTEGER),
    holdout: holdout === undefined ? undefined : readHoldOut(holdout),
    encoder: encoder.latentDim === undefined && encoder.seeds === undefined ? undefined : encoder,
    decoder: args.text("decoder") === undefined ? undefined : { method: args.text("decoder") },
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
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
