// Paths of processes whose answers have closed forms. T frames, D coordinates.

import { createTask, type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import {
  blocksOfFrames,
  collectEvidence,
  defineObservables,
  type Evidence,
  type Observables,
} from "../../src/validation/index.js";

/** Independent Ornstein-Uhlenbeck coordinates of unit variance that relax in `times` frames. */
export function ornsteinUhlenbeckPath(times: readonly number[], nFrames: number, seed: number): Matrix32 {
  const rng = Rng.fromSeed(seed);
  const path = zeros32(nFrames, times.length);
  times.forEach((time, d) => {
    const memory = Math.exp(-1 / time);
    const noise = Math.sqrt(1 - memory * memory);
    let x = rng.normal();
    for (let t = 0; t < nFrames; t++) {
      path.data[t * times.length + d] = x;
      x = memory * x + noise * rng.normal();
    }
  });
  return path;
}

/** A chain of two states at -1 and 1, left with the given probabilities, seen with a little noise. */
export function twoStatePath(leaveLow: number, leaveHigh: number, nFrames: number, seed: number): Matrix32 {
  const rng = Rng.fromSeed(seed);
  let high = false;
  const data = Float32Array.from({ length: nFrames }, () => {
    if (rng.uniform() < (high ? leaveHigh : leaveLow)) high = !high;
    return (high ? 1 : -1) + 0.2 * rng.normal();
  });
  return matrixOf(data, nFrames, 1);
}

export interface Measured {
  readonly observables: Observables;
  readonly evidence: Evidence;
}

/** Defines the observables from a path, and measures them on it. */
export async function measurePath(
  latent: Matrix32,
  segments: readonly number[] = [latent.rows],
  lagFrames = 1,
): Promise<Measured> {
  const observables = defineObservables({
    latent,
    segments,
    lagFrames,
    spacing: 2,
    timeUnit: "ps",
    coordinates: null,
    topology: null,
    geometry: null,
  });
  return { observables, evidence: await measureWith(observables, latent, segments, lagFrames) };
}

export function measureWith(
  observables: Observables,
  latent: Matrix32,
  segments: readonly number[] = [latent.rows],
  framesPerLag = 1,
): Promise<Evidence> {
  return collectEvidence(observables, blocksOfFrames(latent, segments, null), segments, framesPerLag, createTask());
}
