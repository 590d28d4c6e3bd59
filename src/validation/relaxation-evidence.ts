// How fast each process forgets: autocorrelations, their time constants, implied time scales.
// T frames, P processes, L lag times.

import { columnOf, DataError, type Matrix32 } from "../base/index.js";
import type { Segments } from "../features/index.js";
import { autocorrelationOfSegments, type BlockPiece, relaxationTime, splitIntoBlocks } from "../numerics/index.js";
import { blockErrors } from "./block-errors.js";
import { BLOCKS, type Evidence, type ProcessEvidence } from "./evidence-data.js";
import { type ProcessFunctions, valuesAt } from "./process-functions.js";

/** Below this the decay has been seen: numerics fits up to here. */
const DECAYED = Math.exp(-2);
const FIRST_LAGS = 32;
const MAX_LAGS = 4096;
/** Implied time scales are given up to this many lag times. */
const IMPLIED_LAGS = 10;
/** C is above its noise from so many standard errors on. */
const NOISE_ERRORS = 3;

/** @param latent psi (T, D) */
export function measureProcesses(
  latent: Matrix32,
  processes: ProcessFunctions | null,
  segments: Segments,
  framesPerLag: number,
): ProcessEvidence[] {
  const count = processes?.values.cols ?? latent.cols;
  return Array.from({ length: count }, (_, p) => {
    const series = processes === null ? columnOf(latent, p) : valuesAt(processes, p, latent.data);
    return measureProcess(series, segments, framesPerLag);
  });
}

/** (D) of each latent coordinate, in lag times; null where unresolved. @param latent psi (T, D) */
export function relaxationTimes(latent: Matrix32, segments: Segments, framesPerLag: number): (number | null)[] {
  return measureProcesses(latent, null, segments, framesPerLag).map(({ time }) => time?.value ?? null);
}

/** (P) what one lag time leaves of each process in the data. */
export function eigenvaluesOf({ processes }: Pick<Evidence, "processes">): Float64Array {
  return Float64Array.from(processes, ({ autocorrelation }) => autocorrelation[1] ?? Number.NaN);
}

function measureProcess(series: Float64Array, segments: Segments, framesPerLag: number): ProcessEvidence {
  const whole = cut(series, segments, splitIntoBlocks(segments, 1)[0]!);
  const blocks = splitIntoBlocks(segments, BLOCKS).map((pieces) => cut(series, segments, pieces));
  const shortest = Math.min(...blocks.map((pieces) => Math.max(0, ...pieces.map(({ length }) => length))));
  const limit = Math.min(MAX_LAGS, Math.floor((shortest - 1) / framesPerLag));
  const acf = correlateUntilDecayed(whole, framesPerLag, Math.max(0, limit));
  const ofBlocks = blocks.map((pieces) => correlate(pieces, framesPerLag, acf.length - 1));
  const time = relaxationTime(acf);
  const blockTimes = ofBlocks.map((block) => relaxationTime(block));
  return {
    autocorrelation: acf,
    time: time === null ? null : { value: time, ...blockErrors(blockTimes) },
    implied: impliedTimes(acf, ofBlocks),
  };
}

/** The pieces of a block, as views. */
function cut(series: Float64Array, segments: Segments, pieces: readonly BlockPiece[]): Float64Array[] {
  return pieces.map(({ segment, start, length }) => {
    const first = segments.slice(0, segment).reduce((sum, n) => sum + n, 0) + start;
    return series.subarray(first, first + length);
  });
}

/** C(k tau) up to a lag well past the decay, or up to the limit. */
function correlateUntilDecayed(pieces: readonly Float64Array[], framesPerLag: number, limit: number): Float64Array {
  for (let nLags = Math.min(FIRST_LAGS, limit); ; nLags = Math.min(2 * nLags, limit)) {
    const acf = correlate(pieces, framesPerLag, nLags);
    const decayed = acf.findIndex((value) => !(value >= DECAYED));
    if (decayed !== -1) return acf.slice(0, Math.max(2 * decayed, IMPLIED_LAGS) + 1);
    if (nLags === limit) return acf;
  }
}

/**
 * C at multiples of the lag time about the pieces' common mean, every frame an origin.
 * @returns (nLags + 1); NaN from lag 1 on where the series is constant
 */
function correlate(pieces: readonly Float64Array[], framesPerLag: number, nLags: number): Float64Array {
  try {
    const acf = autocorrelationOfSegments(pieces, nLags * framesPerLag);
    return Float64Array.from({ length: nLags + 1 }, (_, k) => acf[k * framesPerLag]!);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return Float64Array.from({ length: nLags + 1 }, (_, k) => (k === 0 ? 1 : Number.NaN));
  }
}

function impliedTimes(acf: Float64Array, ofBlocks: readonly Float64Array[]): ProcessEvidence["implied"] {
  const count = Math.min(IMPLIED_LAGS, acf.length - 1);
  const value = new Float64Array(count).fill(Number.NaN);
  const sem = new Float64Array(count).fill(Number.NaN);
  const timeAt = (c: number, k: number): number => (c > 0 && c < 1 ? -k / Math.log(c) : Number.NaN);
  for (let k = 1; k <= count; k++) {
    const noise = NOISE_ERRORS * blockErrors(ofBlocks.map((block) => block[k]!)).sem;
    if (acf[k]! <= noise) break; // what follows is noise as well
    value[k - 1] = timeAt(acf[k]!, k);
    sem[k - 1] = blockErrors(ofBlocks.map((block) => timeAt(block[k]!, k))).sem;
  }
  return { value, sem };
}
