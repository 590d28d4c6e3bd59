// Bootstrap of time-lagged data: blocks of the training data, drawn anew with replacement.

import { type Matrix32, type Rng, rowsOf, zeros32 } from "../base/index.js";
import type { PairSplit } from "./hold-out.js";
import type { Segments } from "./table.js";

/** Enough for a standard error of a seventh, and longer than what the slowest process remembers in any data worth learning from. */
const BLOCKS = 20;

export interface Resampled {
  /** (T', D) the blocks that were drawn, one after the other, then what is held out. */
  readonly rows: Matrix32;
  /** The training blocks among them: rows of each, in order from the first row. */
  readonly segments: Segments;
  /** Pairs inside the blocks; held-out pairs as they were. */
  readonly split: PairSplit;
}

/** First frames [first, stop) of pairs, one after the other in the data. */
interface Run {
  readonly first: number;
  readonly stop: number;
}

/** @param rows (T, D) in which `split` counts */
export function resampleBlocks(rows: Matrix32, split: PairSplit, rng: Rng): Resampled {
  const { lagFrames } = split;
  const blocks = cutRuns(runsOf(split.training), Math.max(1, Math.ceil(split.training.length / BLOCKS)));
  const drawn = blocks.map(() => blocks[rng.integer(blocks.length)]!);
  const heldOut = runsOf(split.validation);
  const all = [...drawn, ...heldOut];
  const lengths = all.map(({ first, stop }) => stop - first + lagFrames);
  const out = zeros32(
    lengths.reduce((sum, length) => sum + length, 0),
    rows.cols,
  );
  const starts = { training: [] as number[], validation: [] as number[] };
  let next = 0;
  all.forEach(({ first, stop }, k) => {
    out.data.set(rowsOf(rows, first, stop + lagFrames).data, next * rows.cols);
    const own = k < drawn.length ? starts.training : starts.validation;
    for (let t = 0; t < stop - first; t++) own.push(next + t);
    next += lengths[k]!;
  });
  return {
    rows: out,
    segments: lengths.slice(0, drawn.length),
    split: {
      lagFrames,
      training: Int32Array.from(starts.training),
      validation: Int32Array.from(starts.validation),
    },
  };
}

/** Stretches of consecutive numbers. */
function runsOf(starts: Int32Array): Run[] {
  const runs: Run[] = [];
  let first = 0;
  for (let k = 1; k <= starts.length; k++) {
    if (k < starts.length && starts[k] === starts[k - 1]! + 1) continue;
    runs.push({ first: starts[first]!, stop: starts[k - 1]! + 1 });
    first = k;
  }
  return runs;
}

/** Each into equal parts, about so many pairs long. */
function cutRuns(runs: readonly Run[], length: number): Run[] {
  return runs.flatMap(({ first, stop }) => {
    const count = Math.max(1, Math.round((stop - first) / length));
    const at = (k: number): number => first + Math.round((k * (stop - first)) / count);
    return Array.from({ length: count }, (_, k) => ({ first: at(k), stop: at(k + 1) }));
  });
}
