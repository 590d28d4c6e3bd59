// What one source (training MD, held-out MD, LSS) says of the observables: plain data.
// B bins, D latent coordinates, P processes, L lag times, S sampled frames, A atoms.

import type { Matrix32, Matrix64 } from "../base/index.js";
import type { Estimate, MeanStd, Measured } from "./results.js";

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

/** Arrivals in one core that come from the other. */
export interface Passages {
  readonly count: number;
  /** Lag times spent since the last visit of the core of departure. */
  readonly exposure: number;
}

/** Between the cores along psi_1. */
export interface PassageEvidence {
  readonly up: Passages;
  readonly down: Passages;
  /** Along psi_1: frames after which a core is reached, and those after which the upper one is, first. */
  readonly decided: BlockCounts;
  readonly intoUpper: BlockCounts;
}

export interface TicaEvidence {
  /** Along each coordinate. */
  readonly coordinates: readonly BlockCounts[];
  /** Over each pair of coordinates of the model, (B_y, B_x). */
  readonly surfaces: readonly Matrix64[];
}

/** Mean and deviation of each of many lengths or angles. */
export interface MomentsOfMany {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

export interface GeometryEvidence {
  readonly bondsInRange: number;
  readonly framesAllBonds: number;
  readonly clashesPerFrame: number;
  readonly wrongChirality: number;
  /** nm and degrees; null where it was not measured. */
  readonly bondLengths: MomentsOfMany | null;
  readonly bondAngles: MomentsOfMany | null;
}

/** Distances of many pairs of atoms; null parts were not measured. */
export interface PairEvidence {
  /** (F, B) frames in each bin, those beyond the ends in the last ones. */
  readonly counts: Matrix64;
  /** (R, R) share of the frames in which two C-alphas are in contact. */
  readonly contacts: Matrix64 | null;
}

export interface MolecularEvidence {
  /** nm. */
  readonly gyration: MeanStd;
  readonly gyrationCounts: BlockCounts;
  readonly torsions: readonly BlockCounts[];
  readonly distances: readonly BlockCounts[];
  /** Null where it was not measured. */
  readonly pairs: PairEvidence | null;
  readonly tica: TicaEvidence | null;
  readonly geometry: GeometryEvidence | null;
}

/** What one propagator of the ensemble predicts, sampled. */
export interface MemberPrediction {
  /** (P) in lag times, with the error of sampling; null where unresolved. */
  readonly times: readonly (Measured | null)[];
  /** Frames in the bins of each latent coordinate. */
  readonly latent: readonly Float64Array[];
  /** (N) share of the frames in each state along psi_1. */
  readonly populations: Float64Array;
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
  /** In more detail; null where it was not measured. */
  readonly passages: PassageEvidence | null;
  /** In the states along psi_1; null where it was not measured. */
  readonly states: BlockCounts | null;
  /** Null when no state is both entered and left. */
  readonly staying: StayingEvidence | null;
  /** (B, B) moves at the lag time from the bin of the row to that of the column; null unless D = 1. */
  readonly steps: Matrix64 | null;
  /** psi, one row a lag time, of one trajectory. */
  readonly excerpt: Matrix32;
  readonly sample: FrameSample;
  readonly molecule: MolecularEvidence | null;
}
