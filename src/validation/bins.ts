// Equal bins of an interval: the grid that all sources of a comparison share. B bins.

export interface Bins {
  readonly lo: number;
  readonly hi: number;
  /** B. */
  readonly count: number;
}

export function widthOf({ lo, hi, count }: Bins): number {
  return (hi - lo) / count;
}

/** (B + 1) ascending. */
export function edgesOf(bins: Bins): Float64Array {
  const width = widthOf(bins);
  return Float64Array.from({ length: bins.count + 1 }, (_, b) => bins.lo + b * width);
}

/** (B). */
export function centresOf(bins: Bins): Float64Array {
  const width = widthOf(bins);
  return Float64Array.from({ length: bins.count }, (_, b) => bins.lo + (b + 0.5) * width);
}

/** The bin of a value, or -1 outside of [lo, hi] and for NaN; hi belongs to the last bin. */
export function binOf({ lo, hi, count }: Bins, value: number): number {
  if (!(value >= lo && value <= hi)) return -1;
  return Math.min(count - 1, Math.floor(((value - lo) / (hi - lo)) * count));
}

/** The bins of all values that there are, widened a little where they are all the same. */
export function binsOver(values: ArrayLike<number>, count: number): Bins {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    lo = Math.min(lo, values[i]!);
    hi = Math.max(hi, values[i]!);
  }
  return hi > lo ? { lo, hi, count } : { lo: lo - 0.5, hi: lo + 0.5, count };
}
