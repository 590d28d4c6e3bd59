// Measures the observables of one source in one pass: latent paths are kept, coordinates stream by.
// T frames, K frames of a block, D latent coordinates, S sampled frames.

import {
  columnOf,
  DataError,
  expectShape,
  type Matrix32,
  rowOf,
  rowsOf,
  ShapeError,
  type Task,
  zeros32,
} from "../base/index.js";
import { type Segments, segmentStarts } from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import { blockBoundaries } from "./block-errors.js";
import { BLOCKS, type Evidence, type FrameSample } from "./evidence-data.js";
import { countInto, createMolecularMeter, emptyCounts } from "./molecular-evidence.js";
import type { Observables } from "./observables.js";
import { measurePassages } from "./passages.js";
import { measureProcesses } from "./relaxation-evidence.js";
import { assignBins, countMoves, countStates, measureStaying, sumOfBlocks } from "./state-evidence.js";

/** Consecutive frames of one trajectory. */
export interface EvidenceBlock {
  /** The trajectory's number. */
  readonly segment: number;
  /** psi (K, D). */
  readonly latent: Matrix32;
  /** (K, 3 A) nm of the decoded atoms; null without any. */
  readonly coordinates: Matrix32 | null;
}

/** Frames kept as they are, for comparison with a native structure: at most so many, and 256 KB where that is enough. */
const MAX_SAMPLE_FRAMES = 2000;
const MIN_SAMPLE_FRAMES = 100;
const SAMPLE_NUMBERS = 1 << 16;
/** Rows of the path that is drawn. */
const EXCERPT_ROWS = 2000;

/**
 * @param source blocks of frames; those of one trajectory come in order, trajectories may take turns
 * @param segments the frames of each trajectory to come
 * @param framesPerLag 1 where frames are one lag time apart
 * @throws DataError when other frames come than were announced
 */
export async function collectEvidence(
  observables: Observables,
  source: AsyncIterable<EvidenceBlock> | Iterable<EvidenceBlock>,
  segments: Segments,
  framesPerLag: number,
  task: Task,
): Promise<Evidence> {
  const total = segments.reduce((sum, length) => sum + length, 0);
  const latent = zeros32(total, observables.latent.length);
  const meter = observables.molecule && createMolecularMeter(observables.molecule);
  const sampler = createFrameSampler(total, latent.cols, observables.molecule?.nAtoms ?? null);
  const boundaries = blockBoundaries(total);
  const place = createRowPlacer(segments);
  let nSeen = 0;
  for await (const { segment, latent: psi, coordinates } of source) {
    expectShape("evidence, latent", psi, { K: null, D: latent.cols });
    const first = place(segment, psi.rows);
    latent.data.set(psi.data, first * latent.cols);
    sampler.add(first, psi, coordinates);
    if (meter !== null) forEachBlock(boundaries, first, expectCoordinates(psi, coordinates), meter.add);
    nSeen += psi.rows;
    task.report(nSeen / total);
    await task.yield();
  }
  if (nSeen !== total) throw new DataError(`evidence: ${total} frames were announced, ${nSeen} came`);
  return {
    ...measureLatent(observables, latent, segments, framesPerLag),
    sample: sampler.finish(),
    molecule: meter?.finish() ?? null,
  };
}

/** Gives the row of the whole at which the next frames of a trajectory belong. */
function createRowPlacer(segments: Segments): (segment: number, count: number) => number {
  const next = segmentStarts(segments);
  const stops = next.map((first, k) => first + segments[k]!);
  return (segment, count) => {
    const first = next[segment];
    if (first === undefined || first + count > stops[segment]!) {
      throw new DataError(
        `evidence: more frames of trajectory ${segment} than the ${segments[segment] ?? 0} announced`,
      );
    }
    next[segment] = first + count;
    return first;
  };
}

function expectCoordinates(latent: Matrix32, coordinates: Matrix32 | null): Matrix32 {
  if (coordinates?.rows === latent.rows) return coordinates;
  throw new ShapeError(`evidence: ${latent.rows} frames, coordinates of ${coordinates?.rows ?? 0}`);
}

/** Cuts rows [first, first + K) of the whole where the five blocks meet. */
function forEachBlock(
  boundaries: readonly number[],
  first: number,
  rows: Matrix32,
  use: (part: Matrix32, block: number) => void,
): void {
  for (let block = 0; block < BLOCKS; block++) {
    const start = Math.max(0, boundaries[block]! - first);
    const stop = Math.min(rows.rows, boundaries[block + 1]! - first);
    if (stop > start) use(rowsOf(rows, start, stop), block);
  }
}

/** Keeps every so-many-th frame. */
function createFrameSampler(total: number, dimension: number, nAtoms: number | null) {
  const affordable = Math.floor(SAMPLE_NUMBERS / (dimension + 3 * (nAtoms ?? 0)));
  const chosen = spreadEvenly(total, Math.max(MIN_SAMPLE_FRAMES, Math.min(MAX_SAMPLE_FRAMES, affordable)));
  const latent = zeros32(chosen.length, dimension);
  const coordinates = nAtoms === null ? null : zeros32(chosen.length, 3 * nAtoms);
  return {
    add: (first: number, psi: Matrix32, frames: Matrix32 | null): void => {
      const start = Math.max(0, Math.floor((first * chosen.length) / total) - 1);
      for (let s = start; s < chosen.length && chosen[s]! < first + psi.rows; s++) {
        const row = chosen[s]! - first;
        if (row < 0) continue;
        latent.data.set(rowOf(psi, row), s * dimension);
        if (coordinates !== null && frames !== null) coordinates.data.set(rowOf(frames, row), s * coordinates.cols);
      }
    },
    finish: (): FrameSample => ({ latent, coordinates }),
  };
}

function measureLatent(
  observables: Observables,
  latent: Matrix32,
  segments: Segments,
  framesPerLag: number,
): Omit<Evidence, "sample" | "molecule"> {
  const { basins, steps } = observables;
  const boundaries = blockBoundaries(latent.rows);
  const slowest = columnOf(latent, 0);
  const passages = measurePassages(slowest, basins, observables.latent[0]!, segments, framesPerLag);
  return {
    frames: latent.rows,
    framesPerLag,
    latent: observables.latent.map((bins, d) => {
      const counts = emptyCounts(bins);
      const values = columnOf(latent, d);
      for (let block = 0; block < BLOCKS; block++) {
        countInto(counts, block, bins, values.subarray(boundaries[block], boundaries[block + 1]));
      }
      return counts;
    }),
    processes: measureProcesses(latent, observables.processes, segments, framesPerLag),
    transitions: passages.up.count + passages.down.count,
    passages,
    states: countStates(slowest, basins),
    staying: measureStaying(slowest, basins, observables.latent[0]!, segments, framesPerLag),
    steps: steps && sumOfBlocks(countMoves(assignBins(slowest, steps), steps.count, segments, framesPerLag)),
    excerpt: takeExcerpt(latent, segments, framesPerLag),
  };
}

/** The beginning of the longest trajectory, one row a lag time. */
function takeExcerpt(latent: Matrix32, segments: Segments, framesPerLag: number): Matrix32 {
  const longest = segments.reduce((best, length, k) => (length > segments[best]! ? k : best), 0);
  const first = segments.slice(0, longest).reduce((sum, length) => sum + length, 0);
  const rows = Math.min(EXCERPT_ROWS, Math.ceil(segments[longest]! / framesPerLag));
  const excerpt = zeros32(rows, latent.cols);
  for (let k = 0; k < rows; k++) excerpt.data.set(rowOf(latent, first + k * framesPerLag), k * latent.cols);
  return excerpt;
}
