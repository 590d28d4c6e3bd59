// lss inspect: what is in a model, a trajectory or a topology.

import { ConfigError, DataError, FormatError, formatTime, UnsupportedError } from "../base/index.js";
import { findFiles, openFile } from "../base/index.node.js";
import { describeFeatures, describeKinds } from "../features/index.js";
import {
  arrangeFrames,
  cellOfBox,
  openTrajectory,
  type ReadingOptions,
  type TrajectoryReader,
  topologyFormatOf,
  trajectoryFormatOf,
  withTimestep,
} from "../trajectory/index.js";
import type { Arguments, Command } from "./command.js";
import { readManifestFile, readModel, readStructure } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import { READING_OPTIONS, readReading } from "./reading.js";
import type { Terminal } from "./terminal.js";

export const inspectCommand: Command = {
  summary: "say what is in a model, a trajectory or a topology",
  usage: ["lss inspect model.lss [--json]", "lss inspect a.xtc b.xtc top.pdb ... [--top top.pdb] [--json]"],
  maxPositionals: Number.POSITIVE_INFINITY,
  options: {
    top: { type: "string", value: "FILE", help: "topology that the trajectories should fit" },
    ...READING_OPTIONS,
  },
  run: runInspect,
};

interface Description {
  readonly document: object;
  readonly lines: readonly string[];
}

async function runInspect(args: Arguments, terminal: Terminal): Promise<void> {
  const { positionals } = args;
  if (positionals.length === 0)
    throw new ConfigError("file", "is missing", { hint: `Usage: ${inspectCommand.usage[0]}` });
  const top = args.text("top");
  const nAtoms = top === undefined ? null : (await readStructure(top, terminal)).topology.atoms.length;
  const described: Description[] = [];
  const reading = readReading(args, 1);
  for (const path of await findFiles(positionals)) described.push(await describeFile(path, nAtoms, reading, terminal));
  const documents = described.map(({ document }) => document);
  terminal.result(
    documents.length === 1 ? documents[0] : documents,
    described.flatMap(({ lines }) => lines),
  );
}

async function describeFile(
  path: string,
  nAtoms: number | null,
  reading: ReadingOptions,
  terminal: Terminal,
): Promise<Description> {
  if (path.endsWith(".lss")) return describeModel(path);
  const isTrajectory = trajectoryFormatOf(path) !== null;
  if (topologyFormatOf(path) === null || (isTrajectory && nAtoms !== null))
    return describeTrajectory(path, nAtoms, reading);
  const topology = await describeTopology(path, terminal);
  if (!isTrajectory) return topology;
  const frames = await describeTrajectory(path, nAtoms, reading); // PDB and GRO are both
  return {
    document: { ...topology.document, ...frames.document },
    lines: [...topology.lines, ...frames.lines],
  };
}

async function describeModel(path: string): Promise<Description> {
  const document = await readManifestFile(path);
  const { simulator } = await readModel(path);
  return { document, lines: summariseModel(path, simulator) };
}

async function describeTopology(path: string, terminal: Terminal): Promise<Description> {
  const { topology, nFrames } = await readStructure(path, terminal);
  const format = topologyFormatOf(path);
  if (format === null) throw new UnsupportedError(`${path}: is of no format that this program knows`);
  const { atoms, residues, chains, bonds } = topology;
  const offers = describeFeatures(topology);
  const features = Object.fromEntries(offers.map(({ kind, count }) => [kind, count]));
  const counts = { atoms: atoms.length, residues: residues.length, chains: chains.length, bonds: bonds.length };
  return {
    document: { format: format.name, ...counts, frames: nFrames, features },
    lines: [
      `${path}: ${format.name}, ${counts.atoms} atoms, ${counts.residues} residues, ${counts.chains} chains, ${counts.bonds} bonds`,
      ...describeKinds(offers),
    ],
  };
}

async function describeTrajectory(path: string, nAtoms: number | null, reading: ReadingOptions): Promise<Description> {
  const source = await openFile(path);
  try {
    const opened = await openTrajectory(source);
    if (nAtoms !== null && opened.nAtoms !== nAtoms) {
      throw new FormatError(path, `file has ${opened.nAtoms} atoms, the topology has ${nAtoms}`);
    }
    const reader = reading.timestepPs === null ? opened : withTimestep(opened, reading.timestepPs);
    const { format, nFrames, timesPs } = reader;
    const { boxes } = await reader.read(0, 1);
    const box = boxes === null ? null : cellOfBox(boxes).map((value) => Number(value.toPrecision(7)));
    const use = describeUse(reader, { ...reading, timestepPs: null });
    const length = formatTime(timesPs[nFrames - 1]! - timesPs[0]!);
    const spacing = use.stepPs === null ? "" : `, every ${formatTime(use.stepPs)}, ${length} in all`;
    return {
      document: {
        format,
        frames: nFrames,
        atoms: reader.nAtoms,
        time_first_ps: timesPs[0],
        time_step_ps: use.stepPs,
        box_nm: box,
        frames_used: use.nFrames,
        segments: use.nSegments,
        notices: use.notices,
      },
      lines: [
        `${path}: ${format}, ${nFrames} frames of ${reader.nAtoms} atoms${spacing}`,
        `  box       ${box === null ? "none" : box.join(" ")}`,
        `  used      ${use.nFrames} frames in ${use.nSegments} segment${use.nSegments === 1 ? "" : "s"}`,
        ...use.notices.map((notice) => `  note: ${notice}`),
      ],
    };
  } finally {
    await source.close();
  }
}

/** How a trajectory alone would be used; a reason why it cannot be is a notice. */
interface FrameUse {
  /** Between the frames of the file; null when it is not one, or unknown. */
  readonly stepPs: number | null;
  readonly nFrames: number;
  readonly nSegments: number;
  readonly notices: readonly string[];
}

function describeUse(reader: TrajectoryReader, reading: ReadingOptions): FrameUse {
  if (reader.nFrames === 1) return { stepPs: null, nFrames: 1, nSegments: 1, notices: [] };
  try {
    const all = arrangeFrames([reader], { ...reading, stride: 1 });
    const { nFrames, readers, notices } = reading.stride === 1 ? all : arrangeFrames([reader], reading);
    return { stepPs: all.spacingPs, nFrames, nSegments: readers.length, notices };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { stepPs: null, nFrames: 0, nSegments: 0, notices: [error.message] };
  }
}
