// When times between frames count as equal: they are often stored in single precision.

/** Relative; single precision adds its own error. */
export const SPACING_TOLERANCE = 1e-3;
const SINGLE_PRECISION = 2 ** -23;

/**
 * Whether a step from one frame to the next is the expected one.
 * @param largestPs the largest time from which steps were computed
 */
export function isSameSpacing(stepPs: number, expectedPs: number, largestPs: number): boolean {
  return Math.abs(stepPs - expectedPs) <= SPACING_TOLERANCE * expectedPs + 2 * SINGLE_PRECISION * largestPs;
}
