// Error bars from five blocks, of which some may not give a value.

import { type BlockEstimate, blockEstimate } from "../numerics/index.js";
import { BLOCKS } from "./evidence-data.js";

/** A spread over fewer blocks than this says nothing. */
const MIN_BLOCKS = 3;

/** Deviation and standard error over the blocks that gave a finite value; NaN where fewer than three did. */
export function blockErrors(values: readonly (number | null)[]): BlockEstimate {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  return finite.length < MIN_BLOCKS ? { std: Number.NaN, sem: Number.NaN } : blockEstimate(finite);
}

/** The rows at which the five contiguous blocks start, and the one after the last (as `splitIntoBlocks`). */
export function blockBoundaries(nRows: number): number[] {
  return Array.from({ length: BLOCKS + 1 }, (_, k) => Math.round((k * nRows) / BLOCKS));
}
