// Kinetics: implied time scales against lag, autocorrelation functions with their fits.

import { areaY, dot, ruleX } from "@observablehq/plot";
import type { Autocorrelation, ImpliedTimescales, Report } from "../validation/index.js";
import { drawCurvePanel, extentOf, legendOf, type StyledCurve, sourcesOf } from "./curve-panel.js";
import { type Figure, layoutFigure, panelGrid } from "./figure-layout.js";
import { MUTED, SOURCE_STYLES } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";
import { chooseAxisUnit, formatDuration, type TimeUnit } from "./time-unit.js";

export type Clock = Pick<Report, "time_unit" | "lag">;

export const scaled = (times: Float64Array, { size }: TimeUnit): Float64Array => times.map((time) => time / size);

/** t_i(lag) on logarithmic axes, one panel a process on a common scale; below t = lag nothing can be resolved. */
export function drawImpliedTimescales(implied: ImpliedTimescales | null, { time_unit, lag }: Clock): Figure | null {
  if (implied === null || implied.lags.length === 0) return null;
  const values = implied.processes.flatMap(({ curves }) => sourcesOf(curves).map((source) => curves[source]!.value));
  const longest = extentOf(values)?.[1] ?? lag;
  const unit = chooseAxisUnit(time_unit, longest);
  const [low, high] = extentOf(values.map((times) => times.filter((value) => value > 0))) ?? [lag, 10 * lag];
  const { columns, width } = panelGrid(implied.processes.length);
  const axes: ImpliedAxes = {
    unit,
    lag: lag / unit.size,
    lags: scaled(implied.lags, unit),
    domain: [low / unit.size / 1.5, (high / unit.size) * 1.5],
    width,
  };
  const title = "Implied time scales against the lag time";
  return {
    name: "implied-timescales",
    svg: layoutFigure(title, {
      panels: implied.processes.map((process) => drawImpliedProcess(process, axes)),
      columns,
      legend: legendOf(implied.processes.map(({ curves }) => curves)),
    }),
    title,
    caption:
      "*t*_{i}(tau) = −tau / ln lambda_i(tau); shaded: one standard error over five blocks. " +
      `The dashed line is the lag time of this model, ${formatDuration(lag, time_unit)}; in the grey region a process has decayed within one lag time and is not resolved. ` +
      "The lag time is long enough where the curves have become flat. MSM: eigenvalues of a Markov state model of the training data, the others from autocorrelations.",
  };
}

/** In one unit of time. */
interface ImpliedAxes {
  readonly unit: TimeUnit;
  readonly lag: number;
  readonly lags: Float64Array;
  readonly domain: readonly [number, number];
  readonly width: number;
}

function drawImpliedProcess(
  { process, curves }: ImpliedTimescales["processes"][number],
  { unit, lag, lags, domain, width }: ImpliedAxes,
): Panel {
  const [first, last] = [lags[0]!, lags.at(-1)!];
  const diagonal = Float64Array.from({ length: 101 }, (_, k) => first * (last / first) ** (k / 100));
  const clamp = (time: number): number => Math.min(domain[1], Math.max(domain[0], time));
  return drawCurvePanel({
    width,
    height: 220,
    title: `process ${process}`,
    x: { label: `lag time / ${unit.name}`, type: "log" },
    y: { label: `*t*_{${process}} / ${unit.name}`, type: "log", domain },
    curves: sourcesOf(curves).map((source): StyledCurve => {
      const { value, sem } = curves[source]!;
      return { x: lags, y: scaled(value, unit), sem: sem && scaled(sem, unit), style: SOURCE_STYLES[source] };
    }),
    under: [
      areaY(diagonal, { x: diagonal, y1: domain[0], y2: clamp, fill: MUTED, fillOpacity: 0.15 }),
      ruleX([lag], { stroke: MUTED, strokeDasharray: "3 3" }),
    ],
  });
}

/** At most this many points are drawn of a correlation function. */
const MAX_POINTS = 40;

/** C_i(s) as points, exp(-s / t_i) as lines. */
export function drawAutocorrelations(correlations: readonly Autocorrelation[], { time_unit }: Clock): Figure | null {
  const shown = correlations.filter(({ curves, lags }) => sourcesOf(curves).length > 0 && lags.length > 0);
  if (shown.length === 0) return null;
  const { columns, width } = panelGrid(shown.length);
  const panels = shown.map((correlation) => drawAutocorrelation(correlation, time_unit, width));
  const title = "Autocorrelation of the latent coordinates, with exponential fits";
  const legend = legendOf(shown.map(({ curves, fits }) => ({ ...curves, exact: curves.exact ?? fits.exact })));
  return {
    name: "autocorrelation",
    svg: layoutFigure(title, { panels, columns, legend }),
    title,
    caption:
      "Points: *C*_{i}(*s*) = ⟨psi_i(*t* + *s*) psi_i(*t*)⟩ / ⟨psi_i(*t*) psi_i(*t*)⟩; lines: exp(−*s* / *t*_{i}) with the fitted time scale of the table. " +
      "Points that leave their line are not a single exponential: the process is mixed with faster ones, or the data are too short.",
  };
}

function drawAutocorrelation(correlation: Autocorrelation, timeUnit: Report["time_unit"], width: number): Panel {
  const { process, lags, curves, fits } = correlation;
  const unit = chooseAxisUnit(timeUnit, lags.at(-1)!);
  const x = scaled(lags, unit);
  const fitted: StyledCurve[] = sourcesOf(fits).map((source) => ({
    x,
    y: lags.map((s) => Math.exp(-s / fits[source]!)),
    sem: null,
    style: { ...SOURCE_STYLES[source], width: 1.2 },
  }));
  const step = Math.max(1, Math.ceil(lags.length / MAX_POINTS));
  const points = sourcesOf(curves).map((source) => {
    const values = Array.from(curves[source]!.value, (y, k) => ({ x: x[k]!, y })).filter(
      ({ y }, k) => k % step === 0 && Number.isFinite(y),
    );
    return dot(values, {
      x: "x",
      y: "y",
      r: 1.7,
      fill: SOURCE_STYLES[source].colour,
      stroke: "white",
      strokeWidth: 0.4,
    });
  });
  const [lowest, highest] = extentOf(sourcesOf(curves).map((source) => curves[source]!.value)) ?? [0, 1];
  return drawCurvePanel({
    width,
    height: 210,
    title: `process ${process}`,
    x: { label: `*s* / ${unit.name}` },
    y: { label: `*C*_{${process}}(*s*)`, domain: [Math.min(0, lowest), 1.02 * Math.max(1, highest)] },
    curves: fitted,
    over: points,
  });
}
