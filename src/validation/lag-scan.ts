// Implied time scales against the lag time: what shows which lag an encoder, and with it a simulator, should have.
// T frames, M modes, L lags.

import { DataError, type Matrix32, type Rng, rowsOf, type Task } from "../base/index.js";
import { type Encoder, type EncoderOptions, encode, fitEncoder, isConfirmed } from "../encoder/index.js";
import { type PairSplit, type Segments, segmentStarts, type Table } from "../features/index.js";
import {
  blockEstimate,
  createLaggedCovariance,
  generalizedEigen,
  impliedTimescale,
  type LaggedCovariance,
  mergeCovariances,
  splitIntoBlocks,
} from "../numerics/index.js";
import type { Engine } from "../tensor/index.js";

/** The slow modes that an encoder finds at one lag and held-out data confirm, slowest first. Times in frames. */
export interface LagModes {
  readonly lagFrames: number;
  /** Modes that a spectral gap separates from the faster ones. */
  readonly latentDim: number;
  readonly modes: readonly {
    /** -lag / ln lambda over all data; null when unresolved. */
    readonly timescale: number | null;
    /** Deviation of ln(timescale) over resampled blocks: the relative error. */
    readonly relativeError: number;
    /** Of the mode as learned, on data kept from training; null when unresolved. */
    readonly heldOut: number | null;
  }[];
}

export interface LagScan {
  /** Ascending. */
  readonly lags: readonly LagModes[];
}

/** Blocks that are resampled, and how often: errors of a time scale are known to a tenth. */
const BLOCKS = 20;
const RESAMPLES = 200;

/**
 * Fits an encoder at each lag. Errors come from blocks of the trajectories, drawn anew with replacement, under the
 * learned basis functions. The scan ends with the first lag within which even the slowest process decays.
 * @param lagsInFrames ascending
 * @param splitAt which pairs train the encoder of a lag and which judge it
 * @throws DataError when no lag fits the data
 */
export async function scanLags(
  features: Table,
  lagsInFrames: readonly number[],
  splitAt: (lagFrames: number) => PairSplit,
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<LagScan> {
  const lags: LagModes[] = [];
  for (const [k, lagFrames] of lagsInFrames.entries()) {
    const part = task.part(`lag ${k + 1} of ${lagsInFrames.length}`);
    const split = splitAt(lagFrames);
    const encoder = await fitEncoder(features, split, options, engine, rng.split(`lag ${lagFrames}`), part);
    const measured = await measureModes(encoder, features, engine, rng.split(`blocks ${lagFrames}`), part);
    lags.push(measured);
    if (!((measured.modes[0]?.timescale ?? 0) > lagFrames)) break;
  }
  if (lags.length === 0) throw new DataError("no lag time is short enough for these trajectories");
  return { lags };
}

/**
 * Lags to try, a factor of about 1.5 apart: from one frame to an eighth of the longest trajectory, beyond which too
 * few independent pairs are left.
 * @param maxLags how many at most; the shortest ones are kept
 */
export function proposeLags(segments: Segments, maxLags = 14): number[] {
  const longest = Math.floor(Math.max(...segments) / 8);
  const lags = new Set<number>();
  for (let lag = 1; lag <= longest && lags.size < maxLags; lag = Math.max(lag + 1, Math.round(1.5 * lag)))
    lags.add(lag);
  return [...lags];
}

async function measureModes(
  encoder: Encoder,
  features: Table,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<LagModes> {
  const { lagFrames, latentDim, modes, heldOutEigenvalues } = encoder;
  const confirmed = [...modes.eigenvalues.keys()].filter((i) =>
    isConfirmed(modes.eigenvalues[i]!, heldOutEigenvalues[i]!),
  );
  // The encoder has them first. Where nothing is confirmed, the modes are shown as they are.
  const nModes = confirmed.length > 0 ? confirmed.length : modes.eigenvalues.length;
  const psi = await encode({ ...encoder, latentDim: nModes }, features, engine, task.part("projection"));
  const blocks = blockCovariances(psi, features.segments, lagFrames);
  const all = timescalesOf(
    mergeCovariances(
      blocks,
      blocks.map(() => 1),
    ),
    lagFrames,
  );
  const errors = resampledErrors(blocks, nModes, lagFrames, rng);
  return {
    lagFrames,
    latentDim,
    modes: all.map((timescale, i) => ({
      timescale,
      relativeError: errors[i]!,
      heldOut: impliedTimescale(heldOutEigenvalues[i]!, lagFrames),
    })),
  };
}

/** C0 and C1 of the modes in each block; blocks without a pair are left out. */
function blockCovariances(psi: Matrix32, segments: Segments, lagFrames: number): LaggedCovariance[] {
  const starts = segmentStarts(segments);
  const covariances: LaggedCovariance[] = [];
  for (const pieces of splitIntoBlocks(segments, BLOCKS)) {
    const covariance = createLaggedCovariance(psi.cols);
    let nPairs = 0;
    for (const { segment, start, length } of pieces) {
      // A pair belongs to the block of its first frame, and ends inside the same trajectory.
      const count = Math.min(length, segments[segment]! - lagFrames - start);
      if (count <= 0) continue;
      const first = starts[segment]! + start;
      covariance.add(rowsOf(psi, first, first + count), rowsOf(psi, first + lagFrames, first + lagFrames + count));
      nPairs += count;
    }
    if (nPairs > 0) covariances.push(covariance.finish());
  }
  return covariances;
}

/** (M) in frames, slowest first. */
function timescalesOf({ c0, c1 }: LaggedCovariance, lagFrames: number): (number | null)[] {
  return Array.from(generalizedEigen(c1, c0).values, (lambda) => impliedTimescale(lambda, lagFrames));
}

/** (M) the deviation of ln t over resampled blocks; NaN where a time scale is resolved in fewer than half of them. */
function resampledErrors(blocks: readonly LaggedCovariance[], nModes: number, lagFrames: number, rng: Rng): number[] {
  const logs: number[][] = Array.from({ length: nModes }, () => []);
  const weights = new Float64Array(blocks.length);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    weights.fill(0);
    for (let k = 0; k < blocks.length; k++) weights[rng.integer(blocks.length)]!++;
    timescalesOf(mergeCovariances(blocks, weights), lagFrames).forEach((time, i) => {
      if (time !== null) logs[i]!.push(Math.log(time));
    });
  }
  return logs.map((values) => (values.length < RESAMPLES / 2 ? Number.NaN : blockEstimate(values).std));
}
