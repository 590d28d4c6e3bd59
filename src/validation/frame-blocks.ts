// Frames on their way to being measured, from where they are: a matrix and a table, trajectory files, or a simulator.

import { type Matrix32, rowsOf, type Task, takeRows } from "../base/index.js";
import { type Encoder, encode } from "../encoder/index.js";
import {
  type ExternalRows,
  type FeaturizePlan,
  laggedPairs,
  readFeatures,
  type Segments,
  type Table,
  type TableBuilder,
} from "../features/index.js";
import { everyNth } from "../numerics/index.js";
import { negativeLogLikelihood, type Propagator } from "../propagator/index.js";
import type { PathChunk } from "../synthesis/index.js";
import type { Engine } from "../tensor/index.js";
import type { TrajectorySet } from "../trajectory/index.js";
import { collectEvidence, type EvidenceBlock } from "./evidence.js";
import type { Evidence } from "./evidence-data.js";
import { fitMarkovModel } from "./markov-model.js";
import { defineObservables, type Observables, type ObservablesInput } from "./observables.js";
import type { MdReference } from "./reference.js";

const BLOCK_ROWS = 8192;

/**
 * Frames that have been encoded already.
 * @param latent psi (T, D)
 * @param coordinates (T, 3 A) nm, null for a system without atoms
 */
export function* blocksOfFrames(
  latent: Matrix32,
  segments: Segments,
  coordinates: Table | null,
): Generator<EvidenceBlock> {
  let start = 0;
  for (const [segment, length] of segments.entries()) {
    for (let t = 0; t < length; t += BLOCK_ROWS) {
      const first = start + t;
      const count = Math.min(BLOCK_ROWS, length - t);
      const latentRows = rowsOf(latent, first, first + count);
      yield { segment, latent: latentRows, coordinates: coordinates?.read(first, count) ?? null };
    }
    start += length;
  }
}

/** What the training MD says of itself. */
export async function measureReference(input: ObservablesInput, task: Task): Promise<MdReference> {
  const { latent, segments, coordinates, lagFrames } = input;
  const observables = defineObservables(input);
  const blocks = blocksOfFrames(latent, segments, coordinates);
  const evidence = await collectEvidence(observables, blocks, segments, lagFrames, task);
  const msm = fitMarkovModel(latent, observables, segments, evidence.processes.length);
  return { observables, evidence, msm, ensemble: [] };
}

/** Synthetic frames; replicas are numbered from 0. */
export async function* blocksOfReplicas(chunks: AsyncIterable<PathChunk>): AsyncGenerator<EvidenceBlock> {
  for await (const { replica, latent, coordinates } of chunks) yield { segment: replica, latent, coordinates };
}

/** The parts of a simulator that read trajectories. */
export interface Reading {
  readonly plan: FeaturizePlan;
  readonly encoder: Encoder;
  readonly propagator: Propagator;
  readonly observables: Observables;
}

/**
 * Measures trajectories as the simulator sees them, and how likely it finds their steps.
 * @param external the user's own features of their files, for a simulator that learned from such
 */
export async function measureTrajectories(
  { plan, encoder, propagator, observables }: Reading,
  md: TrajectorySet,
  makeTable: (cols: number) => TableBuilder,
  engine: Engine,
  task: Task,
  external: ExternalRows = new Map(),
): Promise<{ evidence: Evidence; nll: number }> {
  const { features, coordinates } = await readFeatures(plan, md, makeTable, task, external);
  const latent = await encode(encoder, features, engine, task);
  const { segments } = features;
  const blocks = blocksOfFrames(latent, segments, coordinates);
  const evidence = await collectEvidence(observables, blocks, segments, encoder.lagFrames, task);
  const nll = await meanNll(propagator, latent, segments, engine);
  features.close();
  coordinates.close();
  return { evidence, nll };
}

/** Pairs looked at: enough for the third digit of the mean. */
const MAX_PAIRS = 100_000;

async function meanNll(propagator: Propagator, latent: Matrix32, segments: readonly number[], engine: Engine) {
  const starts = everyNth(laggedPairs(segments, propagator.lagFrames), MAX_PAIRS);
  const ends = starts.map((t) => t + propagator.lagFrames);
  return negativeLogLikelihood(propagator, takeRows(latent, starts), takeRows(latent, ends), engine);
}
