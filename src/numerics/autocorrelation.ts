// Autocorrelation functions by fast Fourier transform, in memory that depends on the largest lag only.

import FFT from "fft.js";
import { DataError } from "../base/index.js";

/**
 * C(s) = <x_t x_{t+s}> / <x_t^2> of the series less its mean, s = 0 ... maxLag; each lag is divided by its own number
 * of pairs.
 * @param series (T)
 * @param maxLag in samples, below T
 * @returns (maxLag + 1), C(0) = 1
 * @throws DataError when the series is not longer than maxLag, or constant
 */
export function autocorrelation(series: Float64Array, maxLag: number): Float64Array {
  return autocorrelationOfSegments([series], maxLag);
}

/**
 * The autocorrelation of several trajectories about one common mean; no pair crosses from one into the next.
 * @param segments each (T_k), of any lengths
 * @param maxLag in samples, below the longest T_k
 * @returns (maxLag + 1), C(0) = 1
 * @throws DataError when no segment is longer than maxLag, or all is constant
 */
export function autocorrelationOfSegments(segments: readonly Float64Array[], maxLag: number): Float64Array {
  const longest = segments.reduce((length, segment) => Math.max(length, segment.length), 0);
  if (longest <= maxLag) {
    throw new DataError(`autocorrelation: ${longest} samples in a row are too few for a lag of ${maxLag}`);
  }
  const mean = meanOf(segments);
  const sums = new Float64Array(maxLag + 1);
  const addChunk = createChunkCorrelator(maxLag, sums);
  for (const segment of segments) addChunk(segment, mean);
  const correlation = sums.map((sum, lag) => {
    const nPairs = segments.reduce((count, { length }) => count + Math.max(0, length - lag), 0);
    return sum / nPairs;
  });
  const variance = correlation[0]!;
  if (!(variance > 2 ** -80 * mean * mean))
    throw new DataError("autocorrelation: the series is constant or not finite");
  return correlation.map((value, lag) => (lag === 0 ? 1 : value / variance));
}

function meanOf(segments: readonly Float64Array[]): number {
  let sum = 0;
  let count = 0;
  for (const segment of segments) {
    for (const value of segment) sum += value;
    count += segment.length;
  }
  return sum / count;
}

const MIN_TRANSFORM = 1024;

/**
 * A function that adds sum_t x_t x_{t+s} of a segment to `sums`. The segment is cut into chunks; each is correlated
 * with itself and the maxLag samples after it, zero-padded so that nothing wraps around.
 */
function createChunkCorrelator(maxLag: number, sums: Float64Array): (segment: Float64Array, mean: number) => void {
  const size = Math.max(MIN_TRANSFORM, 2 ** Math.ceil(Math.log2(4 * maxLag + 1)));
  const chunk = size - maxLag;
  const fft = new FFT(size);
  const head = new Float64Array(size);
  const whole = new Float64Array(size);
  const headSpectrum = new Float64Array(2 * size);
  const wholeSpectrum = new Float64Array(2 * size);
  const correlation = new Float64Array(2 * size);
  return (segment, mean) => {
    for (let start = 0; start < segment.length; start += chunk) {
      head.fill(0);
      whole.fill(0);
      const available = Math.min(size, segment.length - start);
      for (let i = 0; i < available; i++) whole[i] = segment[start + i]! - mean;
      head.set(whole.subarray(0, Math.min(chunk, available)));
      fft.realTransform(headSpectrum, head);
      fft.realTransform(wholeSpectrum, whole);
      multiplyByConjugate(wholeSpectrum, headSpectrum, size);
      fft.completeSpectrum(wholeSpectrum);
      fft.inverseTransform(correlation, wholeSpectrum);
      for (let lag = 0; lag < sums.length; lag++) sums[lag]! += correlation[2 * lag]!;
    }
  };
}

/** a <- a conj(b) on the non-negative frequencies; complex numbers as pairs. */
function multiplyByConjugate(a: Float64Array, b: Float64Array, size: number): void {
  for (let i = 0; i <= size; i += 2) {
    const re = a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    const im = a[i + 1]! * b[i]! - a[i]! * b[i + 1]!;
    a[i] = re;
    a[i + 1] = im;
  }
}
