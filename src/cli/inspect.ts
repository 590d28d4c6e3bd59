// lss inspect: what is in a model, a trajectory or a topology.

import { ConfigError, FormatError, formatTime, UnsupportedError } from "../base/index.js";
import { openFile } from "../base/index.node.js";
import { describeFeatures } from "../features/index.js";
import { cellOfBox, openTrajectory, topologyFormatOf, trajectoryFormatOf } from "../trajectory/index.js";
import type { Arguments, Command } from "./command.js";
import { readManifestFile, readModel, readStructure } from "./inputs.js";
import { summariseModel } from "./model-summary.js";
import type { Terminal } from "./terminal.js";

export const inspectCommand: Command = {
  summary: "say what is in a model, a trajectory or a topology",
  usage: ["lss inspect model.lss [--json]", "lss inspect a.xtc b.xtc top.pdb ... [--top top.pdb] [--json]"],
  maxPositionals: Number.POSITIVE_INFINITY,
  options: {
    top: { type: "string", value: "FILE", help: "topology that the trajectories should fit" },
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
  const nAtoms = top === undefined ? null : (await readStructure(top)).topology.atoms.length;
  const described: Description[] = [];
  for (const path of positionals) described.push(await describeFile(path, nAtoms));
  const documents = described.map(({ document }) => document);
  terminal.result(
    documents.length === 1 ? documents[0] : documents,
    described.flatMap(({ lines }) => lines),
  );
}

async function describeFile(path: string, nAtoms: number | null): Promise<Description> {
  if (path.endsWith(".lss")) return describeModel(path);
  const isTrajectory = trajectoryFormatOf(path) !== null;
  if (topologyFormatOf(path) === null || (isTrajectory && nAtoms !== null)) return describeTrajectory(path, nAtoms);
  const topology = await describeTopology(path);
  if (!isTrajectory) return topology;
  const frames = await describeTrajectory(path, nAtoms); // PDB and GRO are both
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

async function describeTopology(path: string): Promise<Description> {
  const { topology, nFrames } = await readStructure(path);
  const format = topologyFormatOf(path);
  if (format === null) throw new UnsupportedError(`${path}: is of no format that this program knows`);
  const { atoms, residues, chains, bonds } = topology;
  const features = describeFeatures(topology);
  const counts = { atoms: atoms.length, residues: residues.length, chains: chains.length, bonds: bonds.length };
  return {
    document: { format: format.name, ...counts, frames: nFrames, features },
    lines: [
      `${path}: ${format.name}, ${counts.atoms} atoms, ${counts.residues} residues, ${counts.chains} chains, ${counts.bonds} bonds`,
      ...Object.entries(features).map(([kind, count]) => `  ${kind.padEnd(22)}${count}`),
    ],
  };
}

async function describeTrajectory(path: string, nAtoms: number | null): Promise<Description> {
  const source = await openFile(path);
  try {
    const reader = await openTrajectory(source);
    if (nAtoms !== null && reader.nAtoms !== nAtoms) {
      throw new FormatError(path, `file has ${reader.nAtoms} atoms, the topology has ${nAtoms}`);
    }
    const { format, nFrames, timesPs } = reader;
    const { boxes } = await reader.read(0, 1);
    const box = boxes === null ? null : cellOfBox(boxes).map((value) => Number(value.toPrecision(7)));
    const step = nFrames < 2 ? null : Number(((timesPs[nFrames - 1]! - timesPs[0]!) / (nFrames - 1)).toPrecision(6));
    const spacing = step === null ? "" : `, every ${formatTime(step)}, ${formatTime(step * (nFrames - 1))} in all`;
    return {
      document: {
        format,
        frames: nFrames,
        atoms: reader.nAtoms,
        time_first_ps: timesPs[0],
        time_step_ps: step,
        box_nm: box,
      },
      lines: [
        `${path}: ${format}, ${nFrames} frames of ${reader.nAtoms} atoms${spacing}`,
        `  box  ${box === null ? "none" : box.join(" ")}`,
      ],
    };
  } finally {
    await source.close();
  }
}
