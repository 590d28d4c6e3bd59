// Implied time scales of latent coordinates, with error bars. T frames, D coordinates.

import type { Matrix } from "../base/index.js";
import type { Segments } from "../features/index.js";
import { blockEstimate, impliedTimescale, splitIntoBlocks } from "../numerics/index.js";

export interface ImpliedTimescale {
  /** <psi(t) psi(t + lag)> / <psi^2>. */
  readonly lambda: number;
  /** -lag / ln lambda in frames; null where lambda is not above 0 ("unresolved"). */
  readonly frames: number | null;
  /** Deviation and standard error over five contiguous blocks; null where a block is unresolved. */
  readonly std: number | null;
  readonly sem: number | null;
}

const BLOCKS = 5;

/**
 * Time scales of coordinates that are frozen: the eigenfunctions stay as they are, the blocks only weigh them anew.
 * @param latent psi (T, D), mean 0
 */
export function impliedTimescales(latent: Matrix, segments: Segments, lagFrames: number): ImpliedTimescale[] {
  const whole = splitIntoBlocks(segments, 1)[0]!;
  const blocks = splitIntoBlocks(segments, BLOCKS);
  const firstRows = segments.map((_, k) => segments.slice(0, k).reduce((sum, n) => sum + n, 0));
  const lambdaOf = (pieces: typeof whole, d: number): number => {
    let lagged = 0;
    let squares = 0;
    for (const { segment, start, length } of pieces) {
      const first = firstRows[segment]! + start;
      for (let t = first; t < first + length - lagFrames; t++) {
        const now = latent.data[t * latent.cols + d]!;
        const later = latent.data[(t + lagFrames) * latent.cols + d]!;
        lagged += now * later;
        squares += (now * now + later * later) / 2;
      }
    }
    return lagged / squares;
  };
  return Array.from({ length: latent.cols }, (_, d) => {
    const lambda = lambdaOf(whole, d);
    const times = blocks.map((pieces) => impliedTimescale(lambdaOf(pieces, d), lagFrames));
    const resolved = times.filter((time) => time !== null);
    const { std, sem } = blockEstimate(resolved);
    const allResolved = resolved.length === BLOCKS;
    return {
      lambda,
      frames: impliedTimescale(lambda, lagFrames),
      std: allResolved ? std : null,
      sem: allResolved ? sem : null,
    };
  });
}
