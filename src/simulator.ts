// A latent space simulator from end to end (Sidky, Chen, Ferguson 2020). Three models, learned one after the other,
// meet only as matrices:
//
//   trajectories -> features -> encoder (SRV) -> psi(t)      the slow coordinates
//                               propagator (mixture)         p(psi(t + lag) | psi(t))
//                               decoder (flow, or WGAN)      psi -> atoms -> synthetic trajectories
//
// T frames, F features, D latent coordinates, A decoded atoms.

import { DataError, durationInFrames, formatTime, Rng, type Task } from "./base/index.js";
import type { Provenance, Simulator } from "./box/index.js";
import { fitDecoder } from "./decoder/index.js";
import { encode, fitEncoder } from "./encoder/index.js";
import { chooseAtoms, type ExternalRows, learnFeatures, splitPairs, type TableBuilder } from "./features/index.js";
import type { FitOptions } from "./options.js";
import { fitPropagator } from "./propagator/index.js";
import { createGenerator, everyNthRow, type PathChunk, rollOutReplicas } from "./synthesis/index.js";
import type { Engine } from "./tensor/index.js";
import { isSameSpacing, type Structure, subsetTopology, type TrajectorySet } from "./trajectory/index.js";
import * as validation from "./validation/index.js";

/** What the machine at hand provides. */
export interface Resources {
  /** Runs the networks. */
  readonly engine: Engine;
  /** Where the rows of all frames go: memory, or disk. */
  readonly makeTable: (cols: number) => TableBuilder;
}

/**
 * Learns a simulator from MD trajectories of one molecule.
 * @param structure its atoms, and coordinates by which `options.select` may measure
 * @param md trajectories of these atoms
 * @param external the user's own features of each trajectory file, where the options ask for them
 * @throws ConfigError when an option does not fit the data
 * @throws DataError when the data cannot support what was asked
 */
export async function fit(
  structure: Structure,
  md: TrajectorySet,
  options: FitOptions,
  provenance: Provenance,
  { engine, makeTable }: Resources,
  task: Task,
  external: ExternalRows = new Map(),
): Promise<Simulator> {
  const rng = Rng.fromSeed(options.seed);
  const lagFrames = durationInFrames("--lag", options.lag, md.spacingPs);
  const lag = { frames: lagFrames, spacing: md.spacingPs, unit: "ps" } as const;
  const segments = md.readers.map((reader) => reader.nFrames);
  const trajectories = md.readers.map(({ trajectory }) => trajectory);
  const split = splitPairs(segments, lagFrames, options.holdOut, trajectories);
  const { topology } = structure;
  const atoms = chooseAtoms(topology, options.select, structure);
  const asked = { requests: options.features, atoms, external };
  const { plan, ...frames } = await learnFeatures(topology, md, asked, makeTable, task.part("features"));
  const molecule = { plan, topology: subsetTopology(topology, atoms) }; // of features (T, F), coordinates (T, 3 A)

  const part = (name: string) => [engine, rng.split(name), task.part(name)] as const;
  const encoder = await fitEncoder(frames.features, split, options.encoder, ...part("encoder"));
  const latent = await encode(encoder, frames.features, engine, task.part("projection")); // (T, D)
  const times = validation.relaxationTimes(latent, segments, lagFrames);
  const propagator = await fitPropagator(latent, split, times, options.propagator, ...part("propagator"));
  const decoder = await fitDecoder(
    latent,
    frames.coordinates,
    molecule.topology,
    lagFrames,
    options.decoder,
    ...part("decoder"),
  );

  const { coordinates } = frames;
  const grid = { latent, segments, lagFrames, spacing: lag.spacing, timeUnit: lag.unit };
  const atomistic = { coordinates, topology: molecule.topology, geometry: decoder.geometry };
  const measured = await validation.measureReference({ ...grid, ...atomistic }, task.part("reference"));
  const starts = everyNthRow(latent, START_STATES);
  const ensemble = await validation.measureEnsemble(
    { latent, split, observables: measured.observables, starts },
    options.propagator,
    options.ensemble,
    ...part("ensemble"),
  );
  for (const table of [frames.features, coordinates]) table.close();
  return {
    lag,
    molecule,
    encoder,
    propagator,
    decoder,
    starts,
    reference: { ...measured, ensemble },
    provenance,
  };
}

/** Start states kept in a model. */
const START_STATES = 2000;

export interface SimulateOptions {
  /** The numbers of the replicas to make. */
  readonly replicas: readonly number[];
  /** Frames of each, one a lag time. */
  readonly nFrames: number;
  readonly seed: number;
  /** Leaves the decoder out. */
  readonly latentOnly: boolean;
}

/** Writes synthetic trajectories: hands them to `write` chunk by chunk, one replica after the other. */
export async function simulate(
  simulator: Simulator,
  { replicas, nFrames, seed, latentOnly }: SimulateOptions,
  write: (chunk: PathChunk) => Promise<void>,
  engine: Engine,
  task: Task,
): Promise<void> {
  const { propagator, decoder, starts } = simulator;
  const generator = await createGenerator({ propagator, decoder: latentOnly ? null : decoder, starts }, engine);
  for await (const chunk of rollOutReplicas(generator, replicas, nFrames, Rng.fromSeed(seed), task)) await write(chunk);
  await generator.release();
}

/** What a simulator is compared with. */
export interface Evidence {
  /** MD that it has never seen, or null. */
  readonly heldOut: TrajectorySet | null;
  /** The user's own features of its files, for a simulator that learned from such. */
  readonly external?: ExternalRows;
  /** Whether the simulator has seen some of it nevertheless. */
  readonly isSeen: boolean;
  readonly native: validation.ComparisonInput["native"];
  /** Of a system with known answers. */
  readonly exact: validation.ComparisonInput["exact"];
}

/** @throws DataError when held-out frames are another time apart than those that were learned from */
function expectSpacing({ lag }: Simulator, { spacingPs }: TrajectorySet): void {
  if (isSameSpacing(spacingPs, lag.spacing, 0)) return;
  const [own, learned] = [formatTime(spacingPs), formatTime(lag.spacing)];
  throw new DataError(`held-out trajectories have a frame every ${own}, the model learned from one every ${learned}`, {
    hint: "Use every so-many-th frame (--stride), or trajectories that were written at the same interval.",
  });
}

/** Compares training MD, held-out MD and synthetic trajectories made for the purpose. */
export async function validate(
  simulator: Simulator,
  model: validation.ComparisonInput["model"],
  { heldOut, external, isSeen, native, exact }: Evidence,
  { replicas, nFrames, seed }: Omit<SimulateOptions, "latentOnly">,
  { engine, makeTable }: Resources,
  task: Task,
): Promise<validation.Comparison> {
  const { molecule, encoder, propagator, starts, reference } = simulator;
  if (heldOut !== null) expectSpacing(simulator, heldOut);
  const { observables } = reference;
  const reading = molecule && encoder && { plan: molecule.plan, encoder, propagator, observables };
  const unseen =
    heldOut && reading
      ? await validation.measureTrajectories(reading, heldOut, makeTable, engine, task.part("held-out MD"), external)
      : null;
  const generator = await createGenerator(simulator, engine);
  const chunks = rollOutReplicas(generator, replicas, nFrames, Rng.fromSeed(seed), task.part("synthesis"));
  const lengths = replicas.map(() => nFrames);
  const lss = await validation.collectEvidence(
    observables,
    validation.blocksOfReplicas(chunks),
    lengths,
    1,
    task.part("synthesis"),
  );
  await generator.release();
  const eigenvalues = exact?.eigenvalues ?? validation.eigenvaluesOf(reference.evidence);
  return validation.compareEvidence({
    model,
    observables,
    native,
    exact,
    lss,
    md: reference.evidence,
    msm: reference.msm,
    ensemble: reference.ensemble,
    heldOut: unseen?.evidence ?? null,
    heldOutNll: unseen?.nll ?? propagator.heldOutNll,
    audit: await validation.auditPropagator(propagator, eigenvalues, starts, engine, observables.processes),
    topology: molecule?.topology ?? null,
    validatedOnTrainingData: isSeen || (heldOut === null && exact === null),
    encoderSeedScores: encoder?.seedScores ?? [],
    training: validation.trainingCurves(simulator),
  });
}
