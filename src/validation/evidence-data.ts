// What one source (training MD, held-out MD, LSS) says of the observables: plain data.
// B bins, D latent coordinates, P processes, L lag times, S sampled frames, A atoms.

import type { Matrix32, Matrix64 } from "../base/index.js";
import type { Estimate, MeanStd } from "./results.js";

/** Contiguous blocks of the whole length, whose spread gives every standard error. */
export const BLOCKS = 5;

/** (5, B) frames in each bin, block by block. */
export type BlockCounts = Matrix64;

/** The relaxation of one process. */
export interface ProcessEvidence {
  /** C(k tau), k from 0, (L). */
  readonly autocorrelation: Float64Array;
  /** Time constant of its decay, in lag times; null when unresolved. */
  readonly time: Estimate | null;
  /** t(k tau) = -k tau / ln C(k tau) in lag times, k from 1; NaN where C is not above its noise. */
  readonly implied: { readonly value: Float64Array; readonly sem: Float64Array };
}

/** Staying probabilities of the states along psi_1 after k lag times, k from 1. */
export interface StayingEvidence {
  /** (states, K) of T(tau)^k. */
  readonly predicted: Matrix64;
  /** (states, K) of T(k tau). */
  readonly estimated: Matrix64;
  /** (states, K) standard errors of the estimate, and of the difference of the two, over the blocks. */
  readonly estimatedSem: Matrix64;
  readonly differenceSem: Matrix64;
}

export interface TicaEvidence {
  /** Along each coordinate. */
  readonly coordinates: readonly BlockCounts[];
  /** Over each pair of coordinates of the model, (B_y, B_x). */
  readonly surfaces: readonly Matrix64[];
}

export interface GeometryEvidence {
  readonly bondsInRange: number;
  readonly framesAllBonds: number;
  readonly clashesPerFrame: number;
  readonly wrongChirality: number;
}

export interface MolecularEvidence {
  /** nm. */
  readonly gyration: MeanStd;
  readonly gyrationCounts: BlockCounts;
  readonly torsions: readonly BlockCounts[];
  readonly distances: readonly BlockCounts[];
  readonly tica: TicaEvidence | null;
  readonly geometry: GeometryEvidence | null;
}

/** Frames evenly spread over a source. */
export interface FrameSample {
  /** psi (S, D). */
  readonly latent: Matrix32;
  /** (S, 3 A) nm. */
  readonly coordinates: Matrix32 | null;
}

export interface Evidence {
  readonly frames: number;
  /** 1 where frames are one lag time apart. */
  readonly framesPerLag: number;
  /** Along each latent coordinate. */
  readonly latent: readonly BlockCounts[];
  /** (P). */
  readonly processes: readonly ProcessEvidence[];
  /** Crossings from core to core, seen every lag time. */
  readonly transitions: number;
  /** Null when no state is both entered and left. */
  readonly staying: StayingEvidence | null;
  /** (B, B) moves at the lag time from the bin of the row to that of the column; null unless D = 1. */
  readonly steps: Matrix64 | null;
  /** psi, one row a lag time, of one trajectory. */
  readonly excerpt: Matrix32;
  readonly sample: FrameSample;
  readonly molecule: MolecularEvidence | null;
}
