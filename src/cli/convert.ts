// lss convert: trajectories from format to format, all or some atoms, all or some frames, in the image that is wanted.

import { ConfigError, createTask, formatTime, parseDuration } from "../base/index.js";
import { findFiles, openFile } from "../base/index.node.js";
import { bondsOfMolecules } from "../features/index.js";
import {
  canWrite,
  type FrameBound,
  joinTrajectories,
  openTrajectory,
  type Structure,
  select,
  startImaging,
  subsetTopology,
  type TrajectoryReader,
  topologyFormatOf,
  trajectoryFormatOf,
  withTimestep,
} from "../trajectory/index.js";
import { type Arguments, type Command, integer, required } from "./command.js";
import { type Conversion, writeConversion } from "./conversion.js";
import { readStructure } from "./inputs.js";
import { expectFree } from "./outputs.js";
import { READING_OPTIONS, readReading } from "./reading.js";
import type { Terminal } from "./terminal.js";

export const convertCommand: Command = {
  summary: "write trajectories in another format, or a part of them",
  usage: ['lss convert in.xtc ... -o out.dcd [--top top.pdb --select "name CA" --write-top ca.pdb]'],
  maxPositionals: Number.POSITIVE_INFINITY,
  options: {
    out: { type: "string", short: "o", value: "FILE", help: "the trajectory to write: .xtc, .trr, .dcd, .pdb, .gro" },
    top: { type: "string", value: "FILE", help: "topology of the trajectories" },
    select: {
      type: "string",
      value: "TEXT",
      help: 'atoms to write, such as "protein and not hydrogen" (default: all)',
    },
    "write-top": { type: "string", value: "FILE", help: "their topology, with the first frame: .pdb or .gro" },
    first: { type: "string", value: "WHEN", help: "the first frame to write: its number from 0, or a time (10ns)" },
    last: { type: "string", value: "WHEN", help: "the last one" },
    stride: { type: "string", value: "N", help: "every Nth frame (default: 1)" },
    timestep: READING_OPTIONS.timestep!,
    whole: { type: "boolean", help: "make molecules whole that a periodic box has broken" },
    unwrap: { type: "boolean", help: "whole molecules, and paths without jumps from face to face of the box" },
    center: {
      type: "string",
      value: "TEXT",
      help: "whole molecules, those of these atoms together in the middle of the box, all others around them",
    },
    precision: { type: "string", value: "N", help: "XTC: coordinates to 1/N nm (default: as the input, else 1000)" },
    force: { type: "boolean", help: "replace existing files" },
  },
  run: runConvert,
};

async function runConvert(args: Arguments, terminal: Terminal): Promise<void> {
  const paths = await findFiles(args.positionals);
  if (paths.length === 0) {
    throw new ConfigError("trajectory", "is missing", { hint: `Usage: ${convertCommand.usage[0]}` });
  }
  const out = required(args, "out", "Name the trajectory to write; its ending says in which format.");
  const topologyOut = args.text("write-top") ?? null;
  if (topologyOut === out) throw new ConfigError("--write-top", `${out} is the trajectory's name, too`);
  for (const path of topologyOut === null ? [out] : [out, topologyOut]) {
    if (!canWrite(path)) {
      throw new ConfigError("-o", `${path} is of no format that can be written`, {
        hint: "Name a .xtc, .trr, .dcd, .pdb or .gro file.",
      });
    }
    expectFree(path, args.flag("force"));
  }
  if (topologyOut !== null && topologyFormatOf(topologyOut) === null) {
    throw new ConfigError("--write-top", `${topologyOut} is of no topology format`, {
      hint: "Name a .pdb or .gro file.",
    });
  }
  const started = performance.now();
  const sources = await Promise.all(paths.map(openFile));
  try {
    const { timestepPs } = readReading(args, 1);
    const readers: TrajectoryReader[] = [];
    let nFrames = 0;
    for (const source of sources) {
      const reader = await openTrajectory(source);
      readers.push(timestepPs === null ? reader : withTimestep(reader, timestepPs, nFrames));
      nFrames += reader.nFrames;
    }
    const plan = await planConversion(readers, args, terminal);
    const task = createTask({ signal: terminal.signal, onProgress: terminal.onProgress }).part("convert");
    const written = await writeConversion(plan, out, topologyOut, task);
    if (plan.image !== null && !written.hasBoxes) {
      terminal.note(`note: ${paths[0]} has no periodic box: molecules are as they were`);
    }
    const seconds = (performance.now() - started) / 1000;
    terminal.result(...describeResult(out, topologyOut, plan, seconds));
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

async function planConversion(
  readers: readonly TrajectoryReader[],
  args: Arguments,
  terminal: Terminal,
): Promise<Conversion> {
  const stride = integer(args, "stride", 1) ?? 1;
  const unwrap = args.flag("unwrap");
  const wanted = { first: readBound(args, "first"), last: readBound(args, "last") };
  // Unwrapping has to see the frames in between.
  const frames = joinTrajectories(readers, { ...wanted, stride: unwrap ? 1 : stride });
  const structure = await findStructure(readers, args, terminal);
  const all = structure?.topology ?? null;
  const selection = args.text("select");
  const atoms = selection === undefined ? null : chosenAtoms(structure!, selection, "--select");
  return {
    frames,
    writeEvery: unwrap ? stride : 1,
    topology: all === null || atoms === null ? all : subsetTopology(all, atoms),
    atoms,
    image: structure === null ? null : planImaging(structure, atoms, args),
    precision: integer(args, "precision", 1) ?? precisionOf(readers),
  };
}

/** A frame's number, or a time. */
function readBound(args: Arguments, name: "first" | "last"): FrameBound | null {
  const text = args.text(name);
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return { frame: Number(text) };
  const duration = parseDuration(`--${name}`, text);
  return "frames" in duration ? { frame: duration.frames } : { timePs: duration.ps };
}

/** Options that mean nothing without a topology. */
const NEED_TOPOLOGY = ["select", "write-top", "whole", "unwrap", "center"] as const;

/** The topology of --top, or of an input that is one (PDB, GRO). */
async function findStructure(
  readers: readonly TrajectoryReader[],
  args: Arguments,
  terminal: Terminal,
): Promise<Structure | null> {
  const { name, nAtoms } = readers[0]!;
  const path = args.text("top") ?? (topologyFormatOf(name) === null ? null : name);
  if (path === null) {
    const needed = NEED_TOPOLOGY.find((option) => args.flag(option));
    const out = args.text("out")!;
    if (needed === undefined && topologyFormatOf(out) === null) return null;
    throw new ConfigError("--top", `is missing: ${needed === undefined ? out : `--${needed}`} needs a topology`, {
      hint: "Give the topology of the atoms of the trajectories.",
    });
  }
  const structure = await readStructure(path, terminal);
  const expected = structure.topology.atoms.length;
  if (expected === nAtoms) return structure;
  throw new ConfigError("--top", `${path} has ${expected} atoms, ${name} has ${nAtoms}`, {
    hint: "Give the topology of exactly the atoms that were written to the trajectory.",
  });
}

function chosenAtoms(structure: Structure, selection: string, option: string): Int32Array {
  const atoms = select(structure.topology, selection, structure);
  if (atoms.length > 0) return atoms;
  throw new ConfigError(option, `"${selection}" names no atom of the topology`);
}

/** @param chosen null for all atoms */
function planImaging(structure: Structure, chosen: Int32Array | null, args: Arguments): Conversion["image"] {
  const { topology } = structure;
  const unwrap = args.flag("unwrap");
  const selection = args.text("center");
  if (!unwrap && selection === undefined && !args.flag("whole")) return null;
  if (args.flag("whole") && topology.bonds.length === 0) {
    throw new ConfigError("--whole", "the topology has no bonds, so what belongs to a molecule is unknown");
  }
  const centre = selection === undefined ? null : chosenAtoms(structure, selection, "--center");
  const atoms = chosen ?? Int32Array.from(topology.atoms.keys());
  return startImaging(bondsOfMolecules(topology, [...atoms, ...(centre ?? [])]), atoms, { unwrap, centre });
}

/** The finest of the inputs; null when one of them is not rounded. */
function precisionOf(readers: readonly TrajectoryReader[]): number | null {
  const precisions = readers.map(({ precision }) => precision ?? null);
  return precisions.includes(null) ? null : Math.max(...(precisions as number[]));
}

function describeResult(
  out: string,
  topologyOut: string | null,
  { frames, writeEvery, atoms }: Conversion,
  seconds: number,
): [document: object, lines: string[]] {
  const nFrames = Math.ceil(frames.nFrames / writeEvery);
  const nAtoms = atoms?.length ?? frames.nAtoms;
  const [start, end] = [frames.timesPs[0]!, frames.timesPs[(nFrames - 1) * writeEvery]!];
  const format = trajectoryFormatOf(out)!.name;
  return [
    {
      output: out,
      topology: topologyOut,
      format,
      frames: nFrames,
      atoms: nAtoms,
      time_first_ps: start,
      time_last_ps: end,
      seconds,
    },
    [
      `${out}: ${format}, ${nFrames} frames of ${nAtoms} atoms, ${formatTime(start)} to ${formatTime(end)}, in ${seconds.toFixed(1)} s`,
      ...(topologyOut === null ? [] : [`${topologyOut}: topology of these atoms`]),
    ],
  ];
}
