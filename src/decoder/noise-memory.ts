// The temporal correlation of a decoder's noise: what of MD's fast motions outlives a lag time. N noise dimensions, K frames.
//
// Frames drawn with fresh noise are independent given psi. MD's are not where a motion that psi leaves out is slower than the
// lag time. Inverting the flow shows the noise behind MD's frames; its correlation over a lag time is kept by drawing the noise
// of each frame from that of the frame before (an Ornstein-Uhlenbeck process, seen once a lag time).

import { type Matrix32, type Rng, zeros32 } from "../base/index.js";

/**
 * @param first (P, N) the noise of frames of MD
 * @param second (P, N) that of the frames a lag time later
 * @returns (N) correlations in [0, 1); those that chance may have made are 0
 */
export function measureMemory(first: Matrix32, second: Matrix32): Float64Array {
  const { rows, cols } = first;
  const significant = SIGNIFICANT_ERRORS / Math.sqrt(rows);
  return Float64Array.from({ length: cols }, (_, k) => {
    const a = columnMoments(first, k);
    const b = columnMoments(second, k);
    let product = 0;
    for (let t = 0; t < rows; t++) {
      product += (first.data[t * cols + k]! - a.mean) * (second.data[t * cols + k]! - b.mean);
    }
    const correlation = product / Math.sqrt(a.squares * b.squares);
    return correlation > significant ? Math.min(correlation, MAX_CORRELATION) : 0;
  });
}

/** Standard errors of a correlation of independent numbers, 1 / sqrt(P). */
const SIGNIFICANT_ERRORS = 4;
const MAX_CORRELATION = 0.999;

function columnMoments({ data, rows, cols }: Matrix32, k: number): { mean: number; squares: number } {
  let mean = 0;
  for (let t = 0; t < rows; t++) mean += data[t * cols + k]! / rows;
  let squares = 0;
  for (let t = 0; t < rows; t++) squares += (data[t * cols + k]! - mean) ** 2;
  return { mean, squares };
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
