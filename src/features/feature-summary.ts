// Features in a few lines: which kinds there are, with examples, and what their values are like.

import { columnNames, countColumns } from "./feature-group.js";
import { countFeatures, type FeatureMap } from "./feature-map.js";
import type { FeatureStatistics } from "./feature-statistics.js";

const MAX_EXAMPLES = 3;
const MAX_NAMES = 20;

export interface KindSummary {
  readonly kind: string;
  /** Numbers: two a torsion, one each of the others. */
  readonly count: number;
  /** The names of the first few. */
  readonly examples: readonly string[];
}

export function summariseKinds({ groups }: FeatureMap): KindSummary[] {
  return groups.map((group) => {
    const names = columnNames(group);
    return { kind: group.kind, count: names.length, examples: names.slice(0, MAX_EXAMPLES) };
  });
}

/** A line for all features and one for each kind. */
export function describeMap(map: FeatureMap): string[] {
  return [`features: ${countFeatures(map)} numbers a frame`, ...describeKinds(summariseKinds(map))];
}

/** "  ca-distances  10  d CA1-CA2, d CA1-CA3, ...", in columns. */
export function describeKinds(kinds: readonly KindSummary[]): string[] {
  return table(
    kinds.map(({ kind, count, examples }) => {
      const rest = examples.length < count && examples.length > 0 ? ", ..." : "";
      return [kind, String(count), `${examples.join(", ")}${rest}`];
    }),
  );
}

/**
 * Range, mean and deviation of the values of each kind. The deviation is that in time, the root mean square over the
 * kind's features; a feature that is not a number in some frame counts in the range only.
 */
export function describeStatistics({ groups }: FeatureMap, { min, max, mean, std }: FeatureStatistics): string[] {
  let first = 0;
  const rows = groups.map((group) => {
    const start = first;
    first += countColumns(group);
    const part = (values: Float64Array): Float64Array => values.subarray(start, first);
    const finite = (values: Float64Array): Float64Array => part(values).filter(Number.isFinite);
    const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    const range = [
      part(min).reduce((a, b) => Math.min(a, b), Infinity),
      part(max).reduce((a, b) => Math.max(a, b), -Infinity),
    ];
    const deviation = Math.sqrt(meanOf(finite(std).map((x) => x * x)));
    return [group.kind, ...[...range, meanOf(finite(mean)), deviation].map(formatValue)];
  });
  return table([["", "min", "max", "mean", "deviation"], ...rows]);
}

/** All names, or the first 20 and how many more there are. */
export function listNames(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return rest <= 0 ? names.join(", ") : `${names.slice(0, MAX_NAMES).join(", ")}, and ${rest} more`;
}

function formatValue(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "-";
}

/** Indented lines with columns of equal width. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd());
}
