// Samples that are evenly spread over something ordered.

/** At most `limit` of the numbers 0 ... total - 1, evenly spread, ascending. */
export function spreadEvenly(total: number, limit: number): Int32Array {
  const count = Math.min(total, limit);
  return Int32Array.from({ length: count }, (_, k) => Math.floor((k * total) / count));
}
