// Units are part of a value: "0.5ns", "100frames". Inside: nm, ps, radian, kT.

import { ConfigError } from "./errors.js";

/** A length of time as the user gave it: physical, or counted in frames (steps, for systems without a clock). */
export type Duration = { readonly ps: number } | { readonly frames: number };

const PS_PER_UNIT: Readonly<Record<string, number>> = { fs: 1e-3, ps: 1, ns: 1e3, us: 1e6, µs: 1e6, ms: 1e9, s: 1e12 };
const FRAME_UNITS: ReadonlySet<string> = new Set(["frame", "frames", "step", "steps"]);

/**
 * Reads a duration such as `0.5ns`, `20 ns` or `100frames`.
 * @param option the flag or key it came from, for the message
 * @throws ConfigError when the number or its unit is missing, or it is not above 0
 */
export function parseDuration(option: string, text: string): Duration {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-zµ]*)\s*$/i.exec(text);
  const hint = "Give a number with its unit: 500ps, 0.5ns, 10us or 100frames.";
  if (match === null) throw new ConfigError(option, `cannot read "${text}" as a length of time`, { hint });
  const value = Number(match[1]);
  const unit = match[2]!;
  if (unit === "") throw new ConfigError(option, `"${text}" has no unit`, { hint });
  if (!(value > 0 && Number.isFinite(value))) throw new ConfigError(option, `"${text}" must be above 0`, { hint });
  if (FRAME_UNITS.has(unit)) {
    if (!Number.isInteger(value)) throw new ConfigError(option, `"${text}" is not a whole number of frames`, { hint });
    return { frames: value };
  }
  const psPerUnit = Object.hasOwn(PS_PER_UNIT, unit) ? PS_PER_UNIT[unit] : undefined;
  if (psPerUnit === undefined) throw new ConfigError(option, `"${text}" has the unknown unit "${unit}"`, { hint });
  return { ps: value * psPerUnit };
}

/**
 * The whole number of frames that a duration spans.
 * @param spacingPs time between frames, ps
 * @throws ConfigError when the duration is no multiple of the spacing (to 1e-3 of it)
 */
export function durationInFrames(option: string, duration: Duration, spacingPs: number): number {
  if ("frames" in duration) return duration.frames;
  const exact = duration.ps / spacingPs;
  const frames = Math.round(exact);
  if (frames < 1 || Math.abs(exact - frames) > 1e-3) {
    throw new ConfigError(option, `${formatTime(duration.ps)} is no multiple of ${formatTime(spacingPs)}`, {
      hint: `One step is ${formatTime(spacingPs)}; choose a multiple of it.`,
    });
  }
  return frames;
}

const NM_PER_UNIT: Readonly<Record<string, number>> = { nm: 1, A: 0.1, Å: 0.1, angstrom: 0.1, pm: 1e-3 };

/** A length such as `0.45nm` or `4.5 A` in nm; null when the number or its unit is missing, or it is not above 0. */
export function parseLength(text: string): number | null {
  const [, number, unit = ""] = /^\s*(\d+\.?\d*|\.\d+)\s*([a-zÅ]+)\s*$/i.exec(text) ?? [];
  const nmPerUnit = Object.hasOwn(NM_PER_UNIT, unit) ? NM_PER_UNIT[unit]! : null;
  if (number === undefined || nmPerUnit === null || Number(number) === 0) return null;
  return Number((Number(number) * nmPerUnit).toPrecision(15)); // 4.5 A is 0.45 nm
}

/** A time in the largest unit that keeps it at or above 1: `formatTime(500)` is "500 ps", `formatTime(2500)` "2.5 ns". */
export function formatTime(ps: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["ms", 1e9],
    ["us", 1e6],
    ["ns", 1e3],
    ["ps", 1],
    ["fs", 1e-3],
  ];
  const [unit, psPerUnit] = units.find(([, size]) => Math.abs(ps) >= size * (1 - 1e-9)) ?? ["ps", 1];
  return `${Number((ps / psPerUnit).toPrecision(6))} ${unit}`;
}
