// The time between frames, and when two such times count as equal: they are often stored in single precision.

/** Relative; single precision adds its own error. */
export const SPACING_TOLERANCE = 1e-3;
export const SINGLE_PRECISION = 2 ** -23;

/**
 * Whether a step from one frame to the next is the expected one.
 * @param largestPs the largest time from which steps were computed
 */
export function isSameSpacing(stepPs: number, expectedPs: number, largestPs: number): boolean {
  return Math.abs(stepPs - expectedPs) <= SPACING_TOLERANCE * expectedPs + 2 * SINGLE_PRECISION * largestPs;
}

/** The median of the steps forward in time; null when there is none. */
export function typicalStep(timesPs: Float64Array): number | null {
  const steps = new Float64Array(timesPs.length);
  let count = 0;
  for (let t = 1; t < timesPs.length; t++) {
    const step = timesPs[t]! - timesPs[t - 1]!;
    if (step > 0) steps[count++] = step;
  }
  return count === 0 ? null : steps.subarray(0, count).sort()[(count - 1) >> 1]!;
}

/** The largest time by amount. */
export function largestOf(timesPs: Float64Array): number {
  return timesPs.reduce((largest, time) => Math.max(largest, Math.abs(time)), 0);
}
