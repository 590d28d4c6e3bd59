// Times are ps (or steps) inside; people read ns and µs.

import type { Estimate, Report } from "../validation/index.js";
import { formatNumber, formatWithError, MISSING } from "./format.js";

/** How times are shown: value / size in `name`. */
export interface TimeUnit {
  readonly name: string;
  /** In the report's `time_unit`. */
  readonly size: number;
}

const PHYSICAL: readonly TimeUnit[] = [
  { name: "ms", size: 1e9 },
  { name: "µs", size: 1e6 },
  { name: "ns", size: 1e3 },
  { name: "ps", size: 1 },
];

/** The largest unit in which `largest` is at least 1; steps stay steps. */
export function chooseTimeUnit(unit: Report["time_unit"], largest: number): TimeUnit {
  if (unit === "steps") return { name: "steps", size: 1 };
  return PHYSICAL.find(({ size }) => largest >= size * (1 - 1e-9)) ?? { name: "ps", size: 1 };
}

/** As `chooseTimeUnit`, with powers of ten of steps, so that the numbers along an axis stay short (marked text). */
export function chooseAxisUnit(unit: Report["time_unit"], largest: number): TimeUnit {
  if (unit === "ps" || largest < 1e4) return chooseTimeUnit(unit, largest);
  return largest < 1e6 ? { name: "10^{3} steps", size: 1e3 } : { name: "10^{6} steps", size: 1e6 };
}

/** `500 ps`, `2.5 ns`, `100 steps`. */
export function formatDuration(time: number, unit: Report["time_unit"]): string {
  if (!Number.isFinite(time)) return MISSING;
  const { name, size } = chooseTimeUnit(unit, Math.abs(time));
  return `${formatNumber(time / size)} ${name}`;
}

/** `5.2 ± 0.4`, in `unit` and without its name. */
export function formatEstimate(estimate: Estimate | null, unit: TimeUnit): string {
  return estimate === null ? MISSING : formatWithError(estimate.value / unit.size, estimate.sem / unit.size);
}
