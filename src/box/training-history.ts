// Losses by epoch as an array (E, 2). E epochs.

import type { NamedArray } from "../base/index.js";
import type { StoredArrays } from "./stored-arrays.js";

/** @param columns the two losses' keys, in the order in which they are stored */
export function historyArray<K extends string>(
  history: readonly Readonly<Record<K, number>>[],
  columns: readonly [K, K],
): NamedArray {
  const data = Float64Array.from(history.flatMap((losses) => columns.map((column) => losses[column])));
  return { shape: [history.length, columns.length], data };
}

export function restoreHistory<K extends string>(arrays: StoredArrays, columns: readonly [K, K]): Record<K, number>[] {
  const data = arrays.float64("history", [null, columns.length]);
  return Array.from({ length: data.length / columns.length }, (_, epoch) => {
    const losses = columns.map((column, k) => [column, data[epoch * columns.length + k]!] as const);
    return Object.fromEntries(losses) as Record<K, number>;
  });
}
