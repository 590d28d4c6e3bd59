// lss simulate: synthetic trajectories, and latent paths as npy, replica by replica.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { AbortedError, ConfigError, createTask, type Duration, npyHeader, parseDuration } from "../base/index.js";
import { createFile, writeWholeFile } from "../base/index.node.js";
import type { LagTime, Simulator } from "../box/index.js";
import { simulate } from "../simulator.js";
import type { PathChunk } from "../synthesis/index.js";
import type { Engine } from "../tensor/index.js";
import { createTrajectory, type TrajectoryWriter, writePdb } from "../trajectory/index.js";
import { type Arguments, type Command, integer, readSeed, required } from "./command.js";
import { readModel } from "./inputs.js";
import { describeTime } from "./model-summary.js";
import { clearFolder, expectFreeFolder } from "./outputs.js";
import { createResources, RESOURCE_OPTIONS } from "./resources.js";
import type { Terminal } from "./terminal.js";

export const simulateCommand: Command = {
  summary: "write synthetic trajectories",
  usage: ["lss simulate model.lss --length 10us --replicas 100 -o out/"],
  maxPositionals: 1,
  options: {
    length: { type: "string", value: "TIME", help: "of each trajectory, with its unit: 10us, 10000frames" },
    replicas: { type: "string", value: "N", help: "trajectories (default: 1)" },
    out: { type: "string", short: "o", value: "FOLDER", help: "where the trajectories go" },
    format: { type: "string", value: "NAME", help: "of the trajectories: xtc (default), trr, dcd or pdb" },
    "latent-only": { type: "boolean", help: "latent paths (npy) without atoms" },
    seed: { type: "string", value: "N", help: "of all random numbers (default: 0)" },
    ...RESOURCE_OPTIONS,
    resume: { type: "boolean", help: "make the replicas that an interrupted run left out" },
    force: { type: "boolean", help: "replace existing trajectories" },
  },
  run: runSimulate,
};

/** What --format may be. */
const FORMATS = ["xtc", "trr", "dcd", "pdb"] as const;

type Format = (typeof FORMATS)[number];

const DEFAULT_FORMAT: Format = "xtc";

/** What stands in a folder of trajectories. */
export const SIMULATION_OUTPUTS = new RegExp(`^(run\\.json|topology\\.pdb|replica-\\d+\\.(npy|${FORMATS.join("|")}))$`);

/** run.json: what a folder of trajectories is, and which are complete. */
interface RunLedger {
  readonly model_sha256: string;
  readonly seed: number;
  readonly replicas: number;
  readonly frames: number;
  readonly time_step: number;
  readonly time_unit: "ps" | "steps";
  readonly latent_only: boolean;
  readonly format: Format;
  readonly finished: readonly number[];
}

async function runSimulate(args: Arguments, terminal: Terminal): Promise<void> {
  const path = args.positionals[0];
  if (path === undefined) throw new ConfigError("model", "is missing", { hint: `Usage: ${simulateCommand.usage[0]}` });
  const length = parseDuration("--length", required(args, "length", "How long each trajectory is, for instance 10us."));
  const folder = required(args, "out", "Name the folder for the trajectories.");
  const resume = args.flag("resume");
  if (!resume) await expectFreeFolder(folder, SIMULATION_OUTPUTS, args.flag("force"));
  const { simulator, sha256 } = await readModel(path);
  const ledger = planRun(simulator, sha256, length, {
    replicas: integer(args, "replicas", 1) ?? 1,
    seed: readSeed(args),
    latentOnly: args.flag("latent-only"),
    format: readFormat(args),
  });
  const started = performance.now();
  const finished = await simulateToFolder(
    simulator,
    ledger,
    folder,
    resume,
    createResources(args, folder).engine,
    terminal,
  );
  const seconds = (performance.now() - started) / 1000;
  const total = describeTime(simulator.lag, finished.frames * finished.replicas);
  terminal.result({ folder, seconds, ...finished }, [
    `${folder}: ${finished.replicas} trajectories of ${finished.frames} frames, ${total} in all, in ${seconds.toFixed(1)} s`,
  ]);
}

interface RunOptions {
  readonly replicas: number;
  readonly seed: number;
  readonly latentOnly: boolean;
  readonly format?: Format;
}

/** @throws ConfigError when --format names none of the formats */
function readFormat(args: Arguments): Format {
  const name = args.text("format") ?? DEFAULT_FORMAT;
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new ConfigError("--format", `"${name}" is none of ${FORMATS.join(", ")}`);
  return format;
}

/** What a run is to make. @throws ConfigError when the length does not fit the simulator */
export function planRun(
  { lag, decoder }: Simulator,
  modelSha256: string,
  length: Duration,
  { replicas, seed, latentOnly, format = DEFAULT_FORMAT }: RunOptions,
): RunLedger {
  return {
    model_sha256: modelSha256,
    seed,
    replicas,
    frames: lengthInFrames(length, lag),
    time_step: lag.frames * lag.spacing,
    time_unit: lag.unit,
    latent_only: latentOnly || decoder === null,
    format,
    finished: [],
  };
}

/** Frames, one a lag time apart, in a length of time. @throws ConfigError */
export function lengthInFrames(length: Duration, { frames, spacing, unit }: LagTime): number {
  if ("frames" in length) return length.frames;
  if (unit !== "ps") {
    throw new ConfigError("--length", "this system has no physical time", {
      hint: "Give a number of frames: 10000frames.",
    });
  }
  const count = Math.round(length.ps / (frames * spacing));
  if (count < 1) throw new ConfigError("--length", "is shorter than the simulator's step");
  return count;
}

/** Makes what the ledger plans and an earlier run has not finished; returns the completed ledger. */
export async function simulateToFolder(
  simulator: Simulator,
  planned: RunLedger,
  folder: string,
  resume: boolean,
  engine: Engine,
  terminal: Terminal,
): Promise<RunLedger> {
  const ledgerPath = `${folder}/run.json`;
  let ledger = resume ? await continueRun(ledgerPath, planned) : planned;
  if (!resume) await clearFolder(folder, SIMULATION_OUTPUTS);
  const save = (): Promise<void> => writeWholeFile(ledgerPath, `${JSON.stringify(ledger, null, 2)}\n`);
  await save();
  await writeTopology(simulator, ledger, folder);
  const all = Array.from({ length: ledger.replicas }, (_, k) => k);
  const options = {
    replicas: all.filter((replica) => !ledger.finished.includes(replica)),
    nFrames: ledger.frames,
    seed: ledger.seed,
    latentOnly: ledger.latent_only,
  };
  const files = createReplicaFiles(simulator, ledger, folder);
  const task = createTask({ signal: terminal.signal, onProgress: terminal.onProgress });
  try {
    await simulate(
      simulator,
      options,
      async (chunk) => {
        await files.write(chunk);
        if (!chunk.isLast) return;
        ledger = { ...ledger, finished: [...ledger.finished, chunk.replica] };
        await save();
      },
      engine,
      task.part("simulate"),
    );
  } catch (error) {
    await files.abandon();
    if (!(error instanceof AbortedError)) throw error;
    throw new AbortedError(`stopped after ${ledger.finished.length} of ${ledger.replicas} trajectories`, {
      hint: "Go on with the same command and --resume.",
    });
  }
  return ledger;
}

/** @throws ConfigError when the folder holds another run */
async function continueRun(path: string, planned: RunLedger): Promise<RunLedger> {
  if (!existsSync(path)) return planned;
  // Ledgers of earlier versions name no format.
  const kept = { format: DEFAULT_FORMAT, ...JSON.parse(await readFile(path, "utf8")) } as RunLedger;
  const differing = (Object.keys(planned) as (keyof RunLedger)[]).filter(
    (key) => key !== "finished" && kept[key] !== planned[key],
  );
  if (differing.length === 0) return kept;
  throw new ConfigError("--resume", `${path} is of a run with another ${differing.join(", ")}`, {
    hint: "Give the same options, or another folder.",
  });
}

async function writeTopology({ molecule, decoder }: Simulator, ledger: RunLedger, folder: string): Promise<void> {
  if (ledger.latent_only || molecule === null || decoder === null) return;
  await writeWholeFile(`${folder}/topology.pdb`, writePdb(molecule.topology, decoder.reference, null));
}

interface ReplicaFiles {
  write(chunk: PathChunk): Promise<void>;
  /** Removes what is not complete. */
  abandon(): Promise<void>;
}

/** replica-000.npy (psi) and replica-000.xtc, or of another format (atoms), one replica after the other. */
function createReplicaFiles(simulator: Simulator, ledger: RunLedger, folder: string): ReplicaFiles {
  const digits = Math.max(3, String(ledger.replicas - 1).length);
  const dimension = simulator.starts.cols;
  let open: { psi: Awaited<ReturnType<typeof createFile>>; atoms: TrajectoryWriter | null } | null = null;

  const start = async (replica: number) => {
    const name = `${folder}/replica-${String(replica).padStart(digits, "0")}`;
    const psi = await createFile(`${name}.npy`);
    await psi.write(npyHeader("<f4", [ledger.frames, dimension]));
    const { decoder, molecule } = simulator;
    if (ledger.latent_only || decoder === null || molecule === null) return { psi, atoms: null };
    const sink = await createFile(`${name}.${ledger.format}`);
    return { psi, atoms: createTrajectory(sink, decoder.nAtoms, molecule.topology) };
  };
  return {
    write: async ({ replica, first, isLast, latent, coordinates }) => {
      open ??= await start(replica);
      const { data, rows } = latent;
      await open.psi.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      if (open.atoms !== null && coordinates !== null) {
        const timesPs = Float64Array.from({ length: rows }, (_, k) => (first + k) * ledger.time_step);
        const nAtoms = coordinates.cols / 3;
        await open.atoms.write({ nFrames: rows, nAtoms, positions: coordinates.data, timesPs, boxes: null });
      }
      if (!isLast) return;
      await open.atoms?.close();
      await open.psi.close();
      open = null;
    },
    abandon: async () => {
      await open?.atoms?.abandon();
      await open?.psi.abandon();
      open = null;
    },
  };
}
