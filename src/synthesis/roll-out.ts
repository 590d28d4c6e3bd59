// Synthetic trajectories: latent paths from the propagator, atoms from the decoder, chunk by chunk.
// T frames of a replica, K frames of a chunk, D latent coordinates, A atoms.

import { type Matrix32, matrixOf, type Rng, type Task, takeRows } from "../base/index.js";
import { compileDecoder, type Decoder } from "../decoder/index.js";
import { spreadEvenly } from "../numerics/index.js";
import { createSampler, type Propagator } from "../propagator/index.js";
import type { Engine } from "../tensor/index.js";

/** The parts of a simulator that write trajectories. */
export interface GenerativeModel {
  readonly propagator: Propagator;
  /** Null for latent paths only. */
  readonly decoder: Decoder | null;
  /** psi (S, D) where replicas may start. */
  readonly starts: Matrix32;
}

export interface PathChunk {
  readonly replica: number;
  /** The number of the first row in the replica's trajectory. */
  readonly first: number;
  /** Whether the replica ends with this chunk. */
  readonly isLast: boolean;
  /** psi (K, D). */
  readonly latent: Matrix32;
  /** (K, 3 A) nm; null without a decoder. */
  readonly coordinates: Matrix32 | null;
}

/** A generative model ready to run; it holds scratch memory, so one at a time. */
export interface Generator {
  /**
   * One replica's trajectory, frames a lag time apart; frame 0 is the start, drawn from `starts`.
   *
   * A replica's random numbers come from its own split of `rng`: its trajectory does not depend on how many others are
   * made, nor where, and a shorter one is the beginning of a longer one.
   */
  rollOut(replica: number, nFrames: number, rng: Rng, task: Task): AsyncGenerator<PathChunk>;
  release(): Promise<void>;
}

/** Coordinates in memory at a time. */
const CHUNK_BYTES = 8 << 20;
const MAX_CHUNK_FRAMES = 8192;

export async function createGenerator(model: GenerativeModel, engine: Engine): Promise<Generator> {
  const { propagator, starts } = model;
  const dimension = starts.cols;
  const sampler = createSampler(propagator);
  const decoder = model.decoder === null ? null : await compileDecoder(model.decoder, engine);
  const frameBytes = 4 * (dimension + 3 * (model.decoder?.nAtoms ?? 0));
  const chunkFrames = Math.max(1, Math.min(MAX_CHUNK_FRAMES, Math.floor(CHUNK_BYTES / frameBytes)));

  async function* rollOut(replica: number, nFrames: number, rng: Rng, task: Task): AsyncGenerator<PathChunk> {
    const own = rng.split(`replica ${replica}`);
    const steps = own.split("path");
    const noise = decoder?.openNoise(own.split("atoms"));
    const startRow = own.integer(starts.rows);
    let state = starts.data.slice(startRow * dimension, (startRow + 1) * dimension);
    for (let first = 0; first < nFrames; first += chunkFrames) {
      const count = Math.min(chunkFrames, nFrames - first);
      const path = new Float32Array(count * dimension);
      if (first === 0) path.set(state);
      sampler.samplePath(state, steps, path.subarray(first === 0 ? dimension : 0));
      state = path.slice(-dimension);
      const latent = matrixOf(path, count, dimension);
      const coordinates = decoder && noise ? await decoder.decode(latent, noise) : null;
      yield { replica, first, isLast: first + count === nFrames, latent, coordinates };
      await task.yield();
    }
  }
  return { rollOut, release: async () => decoder?.release() };
}

/** Several replicas, one after the other. @param replicas their numbers */
export async function* rollOutReplicas(
  generator: Generator,
  replicas: readonly number[],
  nFrames: number,
  rng: Rng,
  task: Task,
): AsyncGenerator<PathChunk> {
  for (const [done, replica] of replicas.entries()) {
    for await (const chunk of generator.rollOut(replica, nFrames, rng, task)) {
      yield chunk;
      const fraction = (done + (chunk.first + chunk.latent.rows) / nFrames) / replicas.length;
      task.report(fraction, `replica ${done + 1} of ${replicas.length}`);
    }
  }
}

/** At most `count` rows, evenly spread. */
export function everyNthRow(matrix: Matrix32, count: number): Matrix32 {
  return takeRows(matrix, spreadEvenly(matrix.rows, count));
}
