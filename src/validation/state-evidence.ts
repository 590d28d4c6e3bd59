// Jumps between states along one coordinate: moves at the lag time, and the test of Chapman and Kolmogorov. T frames, B bins, N states, K multiples of the lag.

import { type Matrix64, zeros64 } from "../base/index.js";
import { type Segments, segmentStarts } from "../features/index.js";
import { splitIntoBlocks } from "../numerics/index.js";
import type { Basins } from "./basins.js";
import { type Bins, centresOf } from "./bins.js";
import { blockBoundaries, blockErrors } from "./block-errors.js";
import { BLOCKS, type BlockCounts, type StayingEvidence } from "./evidence-data.js";

/** Bins of all values; those outside belong to the bin at the end. */
export function assignBins(values: Float64Array, { lo, hi, count }: Bins): Int16Array {
  const assigned = new Int16Array(values.length);
  const perUnit = count / (hi - lo);
  for (let t = 0; t < values.length; t++) {
    assigned[t] = Math.min(count - 1, Math.max(0, Math.floor((values[t]! - lo) * perUnit)));
  }
  return assigned;
}

/** (B, B) moves over `frames`, from the bin of the row to that of the column, every frame a start; block by block. */
export function countMoves(assigned: Int16Array, nBins: number, segments: Segments, frames: number): Matrix64[] {
  const firstRows = segmentStarts(segments);
  return splitIntoBlocks(segments, BLOCKS).map((pieces) => {
    const counts = zeros64(nBins, nBins);
    for (const { segment, start, length } of pieces) {
      const first = firstRows[segment]! + start;
      for (let t = first; t < first + length - frames; t++) {
        counts.data[assigned[t]! * nBins + assigned[t + frames]!]! += 1;
      }
    }
    return counts;
  });
}

export function sumOfBlocks(blocks: readonly Matrix64[]): Matrix64 {
  const { rows, cols } = blocks[0]!;
  const sum = zeros64(rows, cols);
  for (const { data } of blocks) for (let i = 0; i < data.length; i++) sum.data[i]! += data[i]!;
  return sum;
}

/** (5, N) frames in each state along psi_1, block by block. */
export function countStates(values: Float64Array, { boundaries }: Basins): BlockCounts {
  const counts = zeros64(BLOCKS, boundaries.length + 1);
  const starts = blockBoundaries(values.length);
  for (let block = 0; block < BLOCKS; block++) {
    for (let t = starts[block]!; t < starts[block + 1]!; t++) {
      counts.data[block * counts.cols + stateOf(boundaries, values[t]!)]! += 1;
    }
  }
  return counts;
}

/** The state along psi_1 that a value belongs to. */
export function stateOf(boundaries: readonly number[], value: number): number {
  let state = 0;
  while (state < boundaries.length && value >= boundaries[state]!) state++;
  return state;
}

/** Multiples of the lag time that are tested. */
export const MULTIPLES = [1, 2, 3, 4, 5] as const;

/**
 * Staying probabilities of the states along psi_1. They are predicted by powers of the transition matrix between the bins
 * of psi_1, whose states are unions of bins: a matrix between the states alone would fail by their internal structure
 * and not by the lag time (Prinz et al., J. Chem. Phys. 2011, 134, 174105, sec. IV.F).
 * @param values psi_1 (T)
 * @returns null when fewer than two states are visited
 */
export function measureStaying(
  values: Float64Array,
  { boundaries }: Basins,
  bins: Bins,
  segments: Segments,
  framesPerLag: number,
): StayingEvidence | null {
  const assigned = assignBins(values, bins);
  const stateOfBin = Array.from(centresOf(bins), (x) => stateOf(boundaries, x));
  const nStates = boundaries.length + 1;
  const moves = MULTIPLES.map((k) => countMoves(assigned, bins.count, segments, k * framesPerLag));
  const chainOf = (block: number): StayingProbabilities =>
    stayingOf(
      moves.map((blocks) => blocks[block]!),
      stateOfBin,
      nStates,
    );
  const whole = stayingOf(moves.map(sumOfBlocks), stateOfBin, nStates);
  const nVisited = Array.from({ length: nStates }, (_, s) => whole.estimated.data[s * MULTIPLES.length]!);
  if (nVisited.filter(Number.isFinite).length < 2) return null;
  const ofBlocks = Array.from({ length: BLOCKS }, (_, block) => chainOf(block));
  const errorsOf = (quantity: (chain: StayingProbabilities, i: number) => number): Matrix64 => ({
    ...whole.estimated,
    data: whole.estimated.data.map((_, i) => blockErrors(ofBlocks.map((chain) => quantity(chain, i))).sem),
  });
  return {
    ...whole,
    estimatedSem: errorsOf(({ estimated }, i) => estimated.data[i]!),
    differenceSem: errorsOf(({ estimated, predicted }, i) => estimated.data[i]! - predicted.data[i]!),
  };
}

type StayingProbabilities = Pick<StayingEvidence, "predicted" | "estimated">;

/**
 * @param moves for each multiple of the lag (B, B)
 * @returns (N, K) each; NaN for a state without frames
 */
function stayingOf(moves: readonly Matrix64[], stateOfBin: readonly number[], nStates: number): StayingProbabilities {
  const predicted = zeros64(nStates, moves.length);
  const estimated = zeros64(nStates, moves.length);
  const transition = rowStochastic(moves[0]!);
  const inside = (law: Float64Array, state: number): number =>
    law.reduce((sum, weight, b) => (stateOfBin[b] === state ? sum + weight : sum), 0);
  for (let state = 0; state < nStates; state++) {
    const starts = rowSums(moves[0]!).map((weight, b) => (stateOfBin[b] === state ? weight : 0));
    const total = starts.reduce((sum, weight) => sum + weight, 0);
    let law: Float64Array = starts;
    moves.forEach((counts, k) => {
      law = stepOf(law, transition);
      predicted.data[state * moves.length + k] = inside(law, state) / total;
      estimated.data[state * moves.length + k] = shareStaying(counts, stateOfBin, state);
    });
  }
  return { predicted, estimated };
}

function shareStaying({ data, rows, cols }: Matrix64, stateOfBin: readonly number[], state: number): number {
  let staying = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    if (stateOfBin[i] !== state) continue;
    for (let j = 0; j < cols; j++) {
      total += data[i * cols + j]!;
      if (stateOfBin[j] === state) staying += data[i * cols + j]!;
    }
  }
  return staying / total;
}

/** Rows divided by their sums; a bin that is never left keeps what enters it. */
function rowStochastic(counts: Matrix64): Matrix64 {
  const { rows, cols } = counts;
  const out = zeros64(rows, cols);
  rowSums(counts).forEach((sum, i) => {
    for (let j = 0; j < cols; j++)
      out.data[i * cols + j] = sum > 0 ? counts.data[i * cols + j]! / sum : i === j ? 1 : 0;
  });
  return out;
}

function rowSums({ data, rows, cols }: Matrix64): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) =>
    data.subarray(i * cols, (i + 1) * cols).reduce((sum, count) => sum + count, 0),
  );
}

/** law' T. */
function stepOf(law: Float64Array, { data, cols }: Matrix64): Float64Array {
  const next = new Float64Array(cols);
  for (let i = 0; i < law.length; i++) {
    if (law[i] === 0) continue;
    for (let j = 0; j < cols; j++) next[j]! += law[i]! * data[i * cols + j]!;
  }
  return next;
}
