// Sampled frames, sorted by the states along psi_1. S frames, A atoms.

import { columnOf, type FloatArray, type Matrix32 } from "../base/index.js";
import { meanStructure, rmsd } from "../features/index.js";
import type { FrameSample } from "./evidence-data.js";
import { stateOf } from "./state-evidence.js";

/** The frames of each state, by number. */
export function framesByState({ latent }: FrameSample, boundaries: readonly number[]): number[][] {
  const frames: number[][] = Array.from({ length: boundaries.length + 1 }, () => []);
  columnOf(latent, 0).forEach((value, s) => {
    frames[stateOf(boundaries, value)]!.push(s);
  });
  return frames;
}

/** (frames, atoms, 3) of some frames and atoms, nm. */
export function pickAtoms(coordinates: Matrix32, frames: readonly number[], atoms: readonly number[]): Float32Array {
  const picked = new Float32Array(frames.length * atoms.length * 3);
  frames.forEach((s, row) => {
    atoms.forEach((atom, k) => {
      const from = s * coordinates.cols + 3 * atom;
      picked.set(coordinates.data.subarray(from, from + 3), 3 * (row * atoms.length + k));
    });
  });
  return picked;
}

/** A mean over fewer frames is not compared. */
const MIN_FRAMES = 5;

/** (atoms, 3) nm of the mean structure; null of too few frames. */
export function averageOf(
  coordinates: Matrix32,
  frames: readonly number[],
  atoms: readonly number[],
): Float32Array | null {
  if (frames.length < MIN_FRAMES) return null;
  return meanStructure(pickAtoms(coordinates, frames, atoms), frames.length, atoms.length);
}

/** nm; null where one is missing. */
export function rmsdBetween(a: Float32Array | null, b: FloatArray | null): number | null {
  return a === null || b === null ? null : rmsd(a, 1, a.length / 3, b)[0]!;
}
