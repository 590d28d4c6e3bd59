// The temporal correlation of a decoder's noise: what of MD's fast motions outlives a lag time.
// P pairs of frames a lag time apart, N noise dimensions: as many as coordinates.
//
// Frames drawn with fresh noise are independent given psi. MD's are not where a motion that psi leaves out is slower than the
// lag time. So the noise of each frame remembers that of the frame before (an Ornstein-Uhlenbeck process, seen once a lag
// time), as much as it takes for every coordinate to keep the covariance over a lag time that it has in MD.

import { type Matrix32, matrixOf, type Rng, zeros32 } from "../base/index.js";

/** Coordinates (P, N) made of noise (P, N), each row for the psi of its own frame. */
export type Draw = (noise: Matrix32) => Promise<Matrix32>;

/**
 * Finds how much the noise must remember.
 * @param md (P, N) the coordinates of frames of MD, and of those a lag time later
 * @param draw makes such coordinates, for the psi of the same frames
 * @returns (N) correlations in [0, 1); 0 where MD has no more covariance than psi brings, but for chance
 */
export async function matchMemory(
  [first, second]: readonly [Matrix32, Matrix32],
  [drawFirst, drawSecond]: readonly [Draw, Draw],
  rng: Rng,
): Promise<Float64Array> {
  const { rows, cols } = first;
  const normals = (label: string): Matrix32 =>
    matrixOf(rng.split(label).fillNormal(new Float32Array(rows * cols)), rows, cols);
  const [noise, fresh] = [normals("noise"), normals("fresh")];
  const made = await drawFirst(noise);
  const reach = async (memory: Float64Array): Promise<Float64Array> =>
    covariances(made, await drawSecond(remember(noise, fresh, memory)));

  const wanted = covariances(first, second);
  const memory = new Float64Array(cols);
  const least = await reach(memory);
  const most = await reach(memory.map(() => 1));
  const chance = SIGNIFICANT_ERRORS / Math.sqrt(rows);
  let reached = least;
  for (let step = 0; step < STEPS; step++) {
    for (let k = 0; k < cols; k++) {
      const range = most[k]! - least[k]!;
      if (range < chance || wanted[k]! - least[k]! < chance) continue;
      const next = memory[k]! + (wanted[k]! - reached[k]!) / range;
      memory[k] = Math.max(0, Math.min(MAX_CORRELATION, next));
    }
    reached = await reach(memory);
  }
  return memory;
}

/** Standard errors, 1 / sqrt(P), of a covariance of independent numbers of deviation 1. */
const SIGNIFICANT_ERRORS = 3;
const MAX_CORRELATION = 0.999;
/** Each leaves at most about half of what is still missing. */
const STEPS = 6;

/** (P, N) of noise and fresh noise: noise that remembers. */
function remember(noise: Matrix32, fresh: Matrix32, memory: Float64Array): Matrix32 {
  const out = zeros32(noise.rows, noise.cols);
  for (let t = 0, at = 0; t < noise.rows; t++) {
    for (let k = 0; k < noise.cols; k++, at++) {
      out.data[at] = memory[k]! * noise.data[at]! + Math.sqrt(1 - memory[k]! ** 2) * fresh.data[at]!;
    }
  }
  return out;
}

/** (N), of each column of one matrix with the same of the other; 0 when there are no rows. */
function covariances(a: Matrix32, b: Matrix32): Float64Array {
  const [meanA, meanB] = [new Float64Array(a.cols), new Float64Array(a.cols)];
  const products = new Float64Array(a.cols);
  for (let t = 0, at = 0; t < a.rows; t++) {
    for (let k = 0; k < a.cols; k++, at++) {
      meanA[k]! += a.data[at]! / a.rows;
      meanB[k]! += b.data[at]! / a.rows;
      products[k]! += (a.data[at]! * b.data[at]!) / a.rows;
    }
  }
  return products.map((product, k) => product - meanA[k]! * meanB[k]!);
}

/** The noise of one trajectory, frame after frame. */
export interface NoiseSource {
  /** The noise of the next frames: (K, N) standard normals. How the frames are parted makes no difference. */
  next(nFrames: number): Matrix32;
}

/** @param memory (N) the correlation of each dimension over a lag time */
export function createNoiseSource(memory: Float64Array, rng: Rng): NoiseSource {
  const n = memory.length;
  const fresh = memory.map((correlation) => Math.sqrt(1 - correlation ** 2));
  const state = new Float64Array(n);
  let isFirst = true;
  return {
    next: (nFrames) => {
      const out = zeros32(nFrames, n);
      for (let t = 0, at = 0; t < nFrames; t++) {
        for (let k = 0; k < n; k++, at++) {
          const drawn = rng.normal();
          state[k] = isFirst ? drawn : memory[k]! * state[k]! + fresh[k]! * drawn;
          out.data[at] = state[k]!;
        }
        isFirst = false;
      }
      return out;
    },
  };
}
