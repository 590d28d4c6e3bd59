// Samples that are evenly spread over something ordered.

/** At most `limit` of the numbers 0 ... total - 1, evenly spread, ascending. */
export function spreadEvenly(total: number, limit: number): Int32Array {
  const count = Math.min(total, limit);
  return Int32Array.from({ length: count }, (_, k) => Math.floor((k * total) / count));
}

/** At most `limit` of the items, one in every so many from the first on. */
export function everyNth(items: Int32Array, limit: number): Int32Array {
  const stride = Math.ceil(items.length / limit);
  return items.filter((_, i) => i % stride === 0);
}
