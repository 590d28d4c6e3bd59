// What a trained latent space simulator is: plain data, the contents of a model file.
// A atoms, D latent coordinates, S start states.

import type { Matrix32 } from "../base/index.js";
import type { Decoder } from "../decoder/index.js";
import type { Encoder } from "../encoder/index.js";
import type { FeaturizePlan } from "../features/index.js";
import type { Propagator } from "../propagator/index.js";
import type { Topology } from "../trajectory/index.js";
import type { MdReference } from "../validation/index.js";

/** The simulator's one step. */
export interface LagTime {
  readonly frames: number;
  /** Between frames of the training data, in `unit`. */
  readonly spacing: number;
  /** "steps" for systems that have no physical time. */
  readonly unit: "ps" | "steps";
}

/** What is read from a trajectory of the molecule, and which of its atoms are written. */
export interface Molecule {
  /** Features, and the decoded atoms by their indices in the training trajectories. */
  readonly plan: FeaturizePlan;
  /** Of the decoded atoms. */
  readonly topology: Topology;
}

/** A trajectory by its name, with what identifies the content. */
export interface TrainingFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** In the file, and those of them that were learned from; models before these were kept have neither. */
  readonly frames?: number | undefined;
  readonly used?: number | undefined;
}

/** Where a model comes from, for whoever gets the file. */
export interface Provenance {
  readonly software: string;
  readonly engine: string;
  readonly seed: number;
  readonly trainingData: readonly TrainingFile[];
  /** All options, defaults filled in. */
  readonly options: unknown;
}

export interface Simulator {
  readonly lag: LagTime;
  /** Null for a system whose latent coordinates are its own coordinates. */
  readonly molecule: Molecule | null;
  /** Null together with `molecule`. */
  readonly encoder: Encoder | null;
  readonly propagator: Propagator;
  /** Null together with `molecule`. */
  readonly decoder: Decoder | null;
  /** psi (S, D) of frames of the training data, evenly spread: where synthetic trajectories start. */
  readonly starts: Matrix32;
  /** What the training data say of themselves, to be compared with. */
  readonly reference: MdReference;
  readonly provenance: Provenance;
}
