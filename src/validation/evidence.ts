// Measures the observables of one source in one pass.

import { type Matrix32, type Task, UnsupportedError } from "../base/index.js";
import type { Segments } from "../features/index.js";
import type { Evidence } from "./evidence-data.js";
import type { Observables } from "./observables.js";

/** Consecutive frames of one trajectory. */
export interface EvidenceBlock {
  /** The trajectory's number. */
  readonly segment: number;
  /** psi (K, D). */
  readonly latent: Matrix32;
  /** (K, 3 A) nm of the decoded atoms; null without any. */
  readonly coordinates: Matrix32 | null;
}

/**
 * @param source blocks of frames; those of one trajectory come in order
 * @param segments the frames of each trajectory to come
 * @param framesPerLag 1 where frames are one lag time apart
 */
export async function collectEvidence(
  _observables: Observables,
  _source: AsyncIterable<EvidenceBlock> | Iterable<EvidenceBlock>,
  _segments: Segments,
  _framesPerLag: number,
  _task: Task,
): Promise<Evidence> {
  throw new UnsupportedError("collectEvidence: being written");
}
