// Which time-lagged pairs train a model and which are kept to judge it: whole trajectories, or whole blocks of them.
// Pairs picked at random would overlap in time and leak.

import { ConfigError, DataError } from "../base/index.js";
import type { Segments } from "./table.js";

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
}

/**
 * Splits all pairs (t, t + lag). Held-out trajectories or blocks are spread evenly over the data; a pair that straddles
 * two blocks is dropped, so that no frame is on both sides.
 * @throws DataError when the lag is longer than the trajectories, or too little is left to hold out
 */
export function splitPairs(segments: Segments, lagFrames: number, holdOut: HoldOut): PairSplit {
  const longest = Math.max(...segments);
  if (lagFrames >= longest) {
    throw new DataError(
      `the lag of ${lagFrames} frames is not shorter than the longest trajectory, ${longest} frames`,
      {
        hint: "Choose a shorter lag time, or give longer trajectories.",
      },
    );
  }
  const whole = trajectorySpans(segments);
  const spans = "trajectories" in holdOut || segments.length >= MIN_TRAJECTORIES ? whole : blocksOf(whole);
  const heldOut = heldOutNumbers(spans, holdOut);
  const training = pairsOf(
    spans.filter((_, i) => !heldOut.has(i)),
    lagFrames,
  );
  const validation = pairsOf(
    spans.filter((_, i) => heldOut.has(i)),
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

function trajectorySpans(segments: Segments): Span[] {
  let start = 0;
  return segments.map((length) => {
    const span = { start, stop: start + length };
    start += length;
    return span;
  });
}

/** About `BLOCKS` blocks in all, each inside one trajectory. */
function blocksOf(trajectories: readonly Span[]): Span[] {
  const total = trajectories.reduce((sum, { start, stop }) => sum + stop - start, 0);
  return trajectories.flatMap(({ start, stop }) => {
    const count = Math.max(1, Math.round((BLOCKS * (stop - start)) / total));
    const at = (k: number): number => start + Math.round((k * (stop - start)) / count);
    return Array.from({ length: count }, (_, k) => ({ start: at(k), stop: at(k + 1) }));
  });
}

function heldOutNumbers(spans: readonly Span[], holdOut: HoldOut): ReadonlySet<number> {
  if ("trajectories" in holdOut) {
    const unknown = holdOut.trajectories.find((number) => spans[number] === undefined);
    if (unknown !== undefined) {
      throw new ConfigError("--holdout", `there is no trajectory ${unknown}, they are 0 to ${spans.length - 1}`);
    }
    return new Set(holdOut.trajectories);
  }
  const count = Math.max(1, Math.round(holdOut.fraction * spans.length));
  return new Set(Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * spans.length) / count)));
}

function pairsOf(spans: readonly Span[], lagFrames: number): Int32Array {
  const nPairs = spans.reduce((sum, { start, stop }) => sum + Math.max(0, stop - start - lagFrames), 0);
  const starts = new Int32Array(nPairs);
  let k = 0;
  for (const { start, stop } of spans) for (let t = start; t < stop - lagFrames; t++) starts[k++] = t;
  return starts;
}
