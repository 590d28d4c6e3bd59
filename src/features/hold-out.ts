// Which time-lagged pairs train a model and which are kept to judge it: whole trajectories, or whole blocks of them.
// Pairs picked at random would overlap in time and leak.

import { ConfigError, DataError } from "../base/index.js";
import { type Segments, segmentStarts } from "./table.js";

/** A share of the trajectories (of blocks, where there are few), or the trajectories by number, from 0. */
export type HoldOut = { readonly fraction: number } | { readonly trajectories: readonly number[] };

export interface PairSplit {
  readonly lagFrames: number;
  /** First frames t of the pairs (t, t + lag), as row numbers of the table. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/** With fewer trajectories than this, blocks are held out instead. */
const MIN_TRAJECTORIES = 5;
const BLOCKS = 10;
/** A block shorter than this many lag times loses too many of its pairs at its ends. */
const MIN_BLOCK_LAGS = 4;

interface Span {
  readonly start: number;
  readonly stop: number;
  /** The number of what is held out or trained on as a whole. */
  readonly unit: number;
}

/**
 * Splits all pairs (t, t + lag). Held-out trajectories or blocks are spread evenly over the data; a pair that straddles
 * two blocks is dropped, so that no frame is on both sides.
 * @param trajectories the number of each segment's trajectory, from 0, ascending: its segments stay together
 * @throws DataError when the lag is longer than the trajectories, or too little is left to hold out
 */
export function splitPairs(
  segments: Segments,
  lagFrames: number,
  holdOut: HoldOut,
  trajectories: readonly number[] = [...segments.keys()],
): PairSplit {
  const longest = segments.reduce((most, length) => Math.max(most, length), 0);
  const nTrajectories = trajectories.at(-1)! + 1;
  if (lagFrames >= longest) {
    const what = segments.length > nTrajectories ? "stretch without a gap" : "trajectory";
    throw new DataError(`the lag of ${lagFrames} frames is not shorter than the longest ${what}, ${longest} frames`, {
      hint: "Choose a shorter lag time, or give longer trajectories.",
    });
  }
  const whole = trajectorySpans(segments, trajectories);
  const spans = "trajectories" in holdOut || nTrajectories >= MIN_TRAJECTORIES ? whole : blocksOf(whole);
  const heldOut = heldOutNumbers(spans.at(-1)!.unit + 1, holdOut);
  const training = pairsOf(
    spans.filter(({ unit }) => !heldOut.has(unit)),
    lagFrames,
  );
  const validation = pairsOf(
    spans.filter(({ unit }) => heldOut.has(unit)),
    lagFrames,
  );
  const shortest = Math.min(training.length, validation.length);
  if (shortest < MIN_BLOCK_LAGS * lagFrames && shortest < 1000) {
    throw new DataError(
      `a lag of ${lagFrames} frames leaves ${training.length} pairs to train on and ${validation.length} held out`,
      { hint: "Choose a shorter lag time, or give more data." },
    );
  }
  return { lagFrames, training, validation };
}

/** Pairs that train a model, decide when its training ends, and judge it. */
export interface Fold extends PairSplit {
  readonly test: Int32Array;
}

/**
 * Splits all pairs for cross-validation. Whole trajectories, or blocks where there are few, are dealt out in turn; each
 * fold is tested on one share, stopped by the next and trained on the rest.
 * @param nFolds at least 3
 * @param trajectories the number of each segment's trajectory, from 0, ascending
 * @throws DataError when a share has no pair
 */
export function crossValidationFolds(
  segments: Segments,
  lagFrames: number,
  nFolds: number,
  trajectories: readonly number[] = [...segments.keys()],
): Fold[] {
  const whole = trajectorySpans(segments, trajectories);
  const spans = trajectories.at(-1)! + 1 >= Math.max(nFolds, MIN_TRAJECTORIES) ? whole : blocksOf(whole);
  const shares = Array.from({ length: nFolds }, (_, k) =>
    pairsOf(
      spans.filter(({ unit }) => unit % nFolds === k),
      lagFrames,
    ),
  );
  if (shares.some((share) => share.length === 0)) {
    throw new DataError(`a lag of ${lagFrames} frames leaves no pairs in one of ${nFolds} parts of the data`, {
      hint: "Choose a shorter lag time, or give more data.",
    });
  }
  return shares.map((test, k) => {
    const next = (k + 1) % nFolds;
    const training = shares.filter((_, other) => other !== k && other !== next).flatMap((share) => [...share]);
    return { lagFrames, training: Int32Array.from(training), validation: shares[next]!, test };
  });
}

function trajectorySpans(segments: Segments, trajectories: readonly number[]): Span[] {
  return segmentStarts(segments).map((start, k) => ({
    start,
    stop: start + segments[k]!,
    unit: trajectories[k]!,
  }));
}

/** About `BLOCKS` blocks in all, each inside one segment. */
function blocksOf(segments: readonly Span[]): Span[] {
  const total = segments.reduce((sum, { start, stop }) => sum + stop - start, 0);
  const blocks = segments.flatMap(({ start, stop }) => {
    const count = Math.max(1, Math.round((BLOCKS * (stop - start)) / total));
    const at = (k: number): number => start + Math.round((k * (stop - start)) / count);
    return Array.from({ length: count }, (_, k) => ({ start: at(k), stop: at(k + 1) }));
  });
  return blocks.map((block, unit) => ({ ...block, unit }));
}

/** @param nUnits trajectories, or blocks */
function heldOutNumbers(nUnits: number, holdOut: HoldOut): ReadonlySet<number> {
  if ("trajectories" in holdOut) {
    const unknown = holdOut.trajectories.find((number) => number >= nUnits);
    if (unknown !== undefined) {
      throw new ConfigError("--holdout", `there is no trajectory ${unknown}, they are 0 to ${nUnits - 1}`);
    }
    return new Set(holdOut.trajectories);
  }
  const count = Math.max(1, Math.round(holdOut.fraction * nUnits));
  return new Set(Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * nUnits) / count)));
}

function pairsOf(spans: readonly Span[], lagFrames: number): Int32Array {
  const nPairs = spans.reduce((sum, { start, stop }) => sum + Math.max(0, stop - start - lagFrames), 0);
  const starts = new Int32Array(nPairs);
  let k = 0;
  for (const { start, stop } of spans) for (let t = start; t < stop - lagFrames; t++) starts[k++] = t;
  return starts;
}
