// Time scales, autocorrelations and paths, source against source.
// L lag times, T frames.

import { type Matrix64, rowOf, zeros64 } from "../base/index.js";
import type { Evidence, ProcessEvidence } from "./evidence-data.js";
import type { ExactReference } from "./exact-reference.js";
import type { Autocorrelation, Curve, ImpliedTimescales, PathExcerpt } from "./figure-data.js";
import type { Observables } from "./observables.js";
import type { Estimate, TimescaleRow } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** In the report's time unit. */
export function lagTimeOf({ lagFrames, spacing }: Observables): number {
  return lagFrames * spacing;
}

export function scaled({ value, std, sem }: Estimate, factor: number): Estimate {
  return { value: value * factor, std: std * factor, sem: sem * factor };
}

export function compareTimescales(
  observables: Observables,
  sources: Sources,
  exact: ExactReference | null,
): TimescaleRow[] {
  const lag = lagTimeOf(observables);
  return sources.md.processes.map((_, p) => {
    const { md, held_out, lss } = askEach(sources, ({ processes }) => {
      const time = processes[p]?.time ?? null;
      return time && scaled(time, lag);
    });
    return {
      process: p + 1,
      resolved: md !== null && lss !== null,
      md,
      held_out,
      lss,
      exact: exact?.timescales[p] ?? null,
    };
  });
}

export function drawnImpliedTimescales(observables: Observables, sources: Sources): ImpliedTimescales | null {
  const lag = lagTimeOf(observables);
  const { processes } = sources.md;
  const count = Math.max(0, ...processes.map(({ implied }) => implied.value.length));
  if (count === 0) return null;
  const stretch = (values: Float64Array): Float64Array => padded(values, count).map((value) => value * lag);
  const curveOf = (implied: ProcessEvidence["implied"] | null): Curve | null =>
    implied && { value: stretch(implied.value), sem: stretch(implied.sem) };
  return {
    lags: Float64Array.from({ length: count }, (_, k) => (k + 1) * lag),
    processes: processes.map((_, p) => ({
      process: p + 1,
      curves: askEach(sources, ({ processes }) => curveOf(processes[p]?.implied ?? null), {
        msm: curveOf(
          sources.msm && { value: rowOf(sources.msm.implied.value, p), sem: rowOf(sources.msm.implied.sem, p) },
        ),
      }),
    })),
  };
}

export function drawnAutocorrelations(
  observables: Observables,
  sources: Sources,
  exact: ExactReference | null,
): Autocorrelation[] {
  const lag = lagTimeOf(observables);
  return sources.md.processes.map((_, p) => {
    const ofSource = askEach(sources, ({ processes }): ProcessEvidence | null => processes[p] ?? null);
    const length = Math.max(
      ...[ofSource.md, ofSource.held_out, ofSource.lss].map((e) => e?.autocorrelation.length ?? 0),
    );
    return {
      process: p + 1,
      lags: Float64Array.from({ length }, (_, k) => k * lag),
      curves: askEach(sources, ({ processes }): Curve | null => {
        const process = processes[p];
        return process === undefined ? null : { value: padded(process.autocorrelation, length), sem: null };
      }),
      fits: askEach(
        sources,
        ({ processes }) => {
          const time = processes[p]?.time ?? null;
          return time && time.value * lag;
        },
        { exact: exact?.timescales[p] ?? null },
      ),
    };
  });
}

/** NaN where the values end. */
function padded(values: Float64Array, length: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => values[k] ?? Number.NaN);
}

/** Beginnings of equal length. */
export function drawnPaths(observables: Observables, sources: Sources): PathExcerpt {
  const { md, lss } = sources;
  const rows = Math.min(md.excerpt.rows, lss.excerpt.rows);
  const isSystem = observables.molecule === null;
  const nameOf = (d: number): string => {
    if (!isSystem) return `psi_${d + 1}`;
    return observables.latent.length === 1 ? "*x*" : `*x*_{${d + 1}}`;
  };
  const beginningOf = ({ excerpt }: Evidence): Matrix64 => {
    const out = zeros64(rows, excerpt.cols);
    out.data.set(excerpt.data.subarray(0, rows * excerpt.cols));
    return out;
  };
  return {
    labels: observables.latent.map((_, d) => nameOf(d)),
    timeStep: lagTimeOf(observables),
    paths: { md: beginningOf(md), held_out: null, lss: beginningOf(lss), msm: null, exact: null },
  };
}
