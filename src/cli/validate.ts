// lss validate: training MD, held-out MD and the simulator side by side, as a page and as JSON.

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ConfigError, createTask, type Duration, parseDuration } from "../base/index.js";
import { findFiles, writeWholeFile } from "../base/index.node.js";
import type { Simulator } from "../box/index.js";
import { externalColumns } from "../features/index.js";
import { describeReport, type RenderedReport, renderReport } from "../report/index.js";
import { type Evidence, type Resources, type SimulateOptions, validate } from "../simulator.js";
import { type Structure, type Topology, writePdb } from "../trajectory/index.js";
import type { BasinStructures, Report } from "../validation/index.js";
import { type Arguments, type Command, integer, readSeed, required } from "./command.js";
import { identifyFiles, openNpyFiles, openTrajectoryFiles, readModel, readStructure } from "./inputs.js";
import { clearFolder, expectFreeFolder } from "./outputs.js";
import { READING_OPTIONS, readReading } from "./reading.js";
import { createResources, RESOURCE_OPTIONS } from "./resources.js";
import { lengthInFrames } from "./simulate.js";
import { SOFTWARE } from "./software.js";
import type { Terminal } from "./terminal.js";

export const validateCommand: Command = {
  summary: "compare MD, held-out MD and the simulator in a report",
  usage: ["lss validate model.lss --traj held-*.xtc -o report/ [--native native.pdb]"],
  maxPositionals: 1,
  options: {
    traj: {
      type: "string",
      list: true,
      value: "FILE",
      help: "MD that the simulator was not trained on; files or patterns",
    },
    npy: {
      type: "string",
      list: true,
      value: "FILE",
      help: "features of your own, one file a trajectory, for a model that learned from such",
    },
    native: { type: "string", value: "FILE", help: "a native structure to measure RMSD to (PDB)" },
    out: { type: "string", short: "o", value: "FOLDER", help: "where the report goes" },
    length: {
      type: "string",
      value: "TIME",
      help: "of each synthetic trajectory (default: the training data's, in all)",
    },
    replicas: { type: "string", value: "N", help: "synthetic trajectories (default: 10)" },
    seed: { type: "string", value: "N", help: "of the synthetic trajectories (default: 0)" },
    ...READING_OPTIONS,
    ...RESOURCE_OPTIONS,
    force: { type: "boolean", help: "replace an existing report" },
  },
  run: runValidate,
};

/** What stands in a report's folder, beside its figures. */
export const REPORT_OUTPUTS = /^(index\.html|report\.json)$/;

const DEFAULT_REPLICAS = 10;

async function runValidate(args: Arguments, terminal: Terminal): Promise<void> {
  const path = args.positionals[0];
  if (path === undefined) throw new ConfigError("model", "is missing", { hint: `Usage: ${validateCommand.usage[0]}` });
  const folder = required(args, "out", "Name the folder for the report.");
  await expectFreeFolder(folder, REPORT_OUTPUTS, args.flag("force"));
  const { simulator, sha256 } = await readModel(path);
  const evidence = await openEvidence(path, simulator, args, terminal);
  try {
    const model = { name: basename(path), sha256, software: SOFTWARE };
    const length = args.text("length");
    const run = planValidation(simulator, {
      replicas: integer(args, "replicas", 1),
      length: length === undefined ? undefined : parseDuration("--length", length),
      seed: readSeed(args),
    });
    const subject = { simulator, model, evidence };
    const report = await validateToFolder(subject, run, folder, createResources(args, folder), terminal);
    terminal.result(report, reportLines(folder, report));
  } finally {
    await evidence.heldOut?.close();
  }
}

async function openEvidence(
  path: string,
  simulator: Simulator,
  args: Arguments,
  terminal: Terminal,
): Promise<Evidence> {
  const { lag, molecule, provenance } = simulator;
  const files = await findFiles(args.list("traj"));
  const nativePath = args.text("native");
  if (molecule === null && (files.length > 0 || nativePath !== undefined)) {
    throw new ConfigError(files.length > 0 ? "--traj" : "--native", `${path} simulates a system without atoms`);
  }
  const native = nativePath === undefined ? null : await readNative(nativePath, terminal);
  if (molecule === null || files.length === 0) return { heldOut: null, isSeen: false, native, exact: null };
  const external = await openOwnFeatures(simulator, args.list("npy"), files);
  const known = new Set(provenance.trainingData.map(({ sha256 }) => sha256));
  const seen = (await identifyFiles(files)).filter(({ sha256 }) => known.has(sha256));
  for (const { name } of seen)
    terminal.note(`note: ${name} is among the training data; "held out" does not hold for it`);
  const reading = readReading(args, { toSpacingPs: lag.spacing });
  const heldOut = await openTrajectoryFiles(files, molecule.plan.map.nAtoms, reading, terminal);
  const close = async (): Promise<void> => {
    await heldOut.close();
    await external.close();
  };
  return { heldOut: { ...heldOut, close }, external: external.rows, isSeen: seen.length > 0, native, exact: null };
}

/** @throws ConfigError when the model needs such features and they are missing, or the other way round */
async function openOwnFeatures({ molecule }: Simulator, npy: readonly string[], traj: readonly string[]) {
  const isNeeded = molecule !== null && externalColumns(molecule.plan.map) !== null;
  if (isNeeded && npy.length === 0) {
    throw new ConfigError("--npy", "is missing: the model learned from features in .npy files", {
      hint: "Give the same features of these trajectories, one file each, in the same order.",
    });
  }
  if (!isNeeded && npy.length > 0)
    throw new ConfigError("--npy", "the model did not learn from features in .npy files");
  return openNpyFiles("--npy", npy, isNeeded ? traj : []);
}

/** @throws ConfigError when the file has no coordinates, as a PSF or PRMTOP */
async function readNative(path: string, terminal: Terminal): Promise<Structure> {
  const structure = await readStructure(path, terminal);
  if (structure.nFrames > 0) return structure;
  throw new ConfigError("--native", `${path} has no coordinates`, { hint: "Give a PDB, mmCIF or GRO file." });
}

/** The synthetic trajectories that are made for a validation. */
export type ValidationRun = Omit<SimulateOptions, "latentOnly">;

interface ValidationWishes {
  readonly replicas?: number | undefined;
  readonly length?: Duration | undefined;
  readonly seed: number;
}

/** Unless told otherwise ten trajectories, each as long as all of MD. @throws ConfigError when the length does not fit */
export function planValidation(
  simulator: Simulator,
  { replicas = DEFAULT_REPLICAS, length, seed }: ValidationWishes,
): ValidationRun {
  return {
    replicas: Array.from({ length: replicas }, (_, k) => k),
    nFrames: length === undefined ? lagsOfTraining(simulator) : lengthInFrames(length, simulator.lag),
    seed,
  };
}

interface Subject {
  readonly simulator: Simulator;
  readonly model: Report["model"];
  readonly evidence: Evidence;
}

/** Validates and writes the report; nothing is written before all is computed. */
export async function validateToFolder(
  { simulator, model, evidence }: Subject,
  run: ValidationRun,
  folder: string,
  resources: Resources,
  terminal: Terminal,
): Promise<Report> {
  const task = createTask({ signal: terminal.signal, onProgress: terminal.onProgress });
  const { report, figures, basins } = await validate(simulator, model, evidence, run, resources, task);
  const structures = simulator.molecule === null ? new Map() : structureFiles(simulator.molecule.topology, basins);
  await writeReport(folder, renderReport(report, figures), structures);
  return report;
}

/** What is printed of a report: the verdict, the findings, and where to read on. */
export function reportLines(folder: string, report: Report): string[] {
  const notes = report.warnings.map(({ message }) => `note: ${message}`);
  return [report.verdict.message, ...notes, "", ...describeReport(report), "", `${folder}/index.html`];
}

/** Lag times in the training data: each synthetic trajectory is as long as all of it. */
function lagsOfTraining({ lag, reference }: Simulator): number {
  return Math.max(2, Math.round(reference.evidence.frames / lag.frames));
}

/** Removes an earlier report, and the figures and structures beside it. */
export async function clearReport(folder: string): Promise<void> {
  if (existsSync(`${folder}/report.json`)) {
    await clearFolder(`${folder}/figures`, /\.svg$/);
    await clearFolder(`${folder}/structures`, /^state-.*\.pdb$/);
  }
  await clearFolder(folder, REPORT_OUTPUTS);
}

/** A PDB file of each state along psi_1 and source: `state-1-md.pdb`. */
function structureFiles(topology: Topology, basins: readonly BasinStructures[]): Map<string, string> {
  return new Map(
    basins.flatMap(({ state, frames }) =>
      Object.entries(frames).flatMap(([source, frame]): [string, string][] =>
        frame === null ? [] : [[`state-${state}-${source.replaceAll("_", "-")}.pdb`, writePdb(topology, frame, null)]],
      ),
    ),
  );
}

async function writeReport(
  folder: string,
  { html, json, figures }: RenderedReport,
  structures: ReadonlyMap<string, string>,
): Promise<void> {
  await clearReport(folder);
  for (const [name, text] of structures) await writeWholeFile(`${folder}/structures/${name}`, text);
  for (const [name, svg] of figures) await writeWholeFile(`${folder}/figures/${name}`, svg);
  await writeWholeFile(`${folder}/report.json`, json);
  await writeWholeFile(`${folder}/index.html`, html);
}
