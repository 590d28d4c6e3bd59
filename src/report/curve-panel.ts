// The panel that most figures are made of: curves with error bands over a common axis.

import { areaY, axisX, axisY, frame, gridX, gridY, lineY, type Markish } from "@observablehq/plot";
import type { BySource, Curve, SourceName } from "../validation/index.js";
import type { LegendItem } from "./figure-layout.js";
import { GRID, type LineStyle, MUTED, SOURCE_NAMES, SOURCE_STYLES } from "./palette.js";
import { drawPanel, type Panel } from "./plot-to-svg.js";

export interface StyledCurve {
  readonly x: Float64Array;
  /** NaN breaks the line. */
  readonly y: Float64Array;
  readonly sem: Float64Array | null;
  readonly style: LineStyle;
  /** Shades the area down to zero. */
  readonly shaded?: boolean;
}

export interface AxisOptions {
  readonly label: string;
  /** Else the range of the curves. */
  readonly domain?: readonly [number, number] | undefined;
  readonly ticks?: readonly number[];
  readonly type?: "linear" | "log";
  /** Grid lines only, no numbers and no label: another panel of the figure carries them, or only the shape matters. */
  readonly bare?: boolean;
}

export interface CurvePanelOptions {
  readonly width: number;
  readonly height: number;
  readonly title?: string | undefined;
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly curves: readonly StyledCurve[];
  /** Marks beneath and above the curves. */
  readonly under?: readonly Markish[];
  readonly over?: readonly Markish[];
}

/** Room for numbers and label, in px. On the right, for the half of the last number that stands over the frame. */
const MARGINS = { left: 52, right: 16, top: 6, bottom: 40 } as const;
const BARE_MARGIN = 12;

/** Draws curves, their bands of one standard error, axes and a frame. */
export function drawCurvePanel(options: CurvePanelOptions): Panel {
  const { width, height, title, curves, under = [], over = [] } = options;
  const x = options.x.domain ?? extentOf(curves.map((curve) => curve.x)) ?? [0, 1];
  const y = options.y.domain ?? paddedExtentOf(curves, options.y.type === "log") ?? [0, 1];
  return drawPanel({
    marginLeft: options.y.bare ? BARE_MARGIN : MARGINS.left,
    marginRight: MARGINS.right,
    marginTop: MARGINS.top,
    marginBottom: options.x.bare ? BARE_MARGIN : MARGINS.bottom,
    width,
    height,
    title,
    // The axes are marks of their own: without `axis: null` a bare one would come back.
    x: { domain: x, type: options.x.type ?? "linear", axis: null },
    y: { domain: y, type: options.y.type ?? "linear", axis: null },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ...ticksOf(options.x, width) }),
      gridY({ stroke: GRID, strokeOpacity: 1, ...ticksOf(options.y, height) }),
      ...under,
      ...curves.map((curve) => drawBand(curve, y)),
      ...curves.map((curve) => drawLine(curve, y)),
      ...over,
      frame({ stroke: MUTED }),
      options.x.bare ? null : axisX({ ...AXIS, label: options.x.label, labelOffset: 34, ...ticksOf(options.x, width) }),
      options.y.bare
        ? null
        : axisY({ ...AXIS, label: options.y.label, labelOffset: 46, ...ticksOf(options.y, height) }),
    ],
  });
}

/** Labels in the middle of their axis, without Plot's arrows. */
export const AXIS = { labelAnchor: "center", labelArrow: "none", tickSize: 4, stroke: "none", color: MUTED } as const;

function ticksOf(
  { ticks, type }: AxisOptions,
  length: number,
): { ticks: number | number[]; tickFormat?: string } | { tickSpacing: number } {
  if (ticks !== undefined) return { ticks: [...ticks], tickFormat: "~g" };
  return type === "log" ? { ticks: 4, tickFormat: "~g" } : { tickSpacing: length > 400 ? 70 : length > 150 ? 45 : 28 };
}

function drawLine({ x, y, style }: StyledCurve, domain: readonly [number, number]): Markish {
  const dash = style.dash === null ? {} : { strokeDasharray: style.dash };
  const inside = y.map((value) => (value >= domain[0] && value <= domain[1] ? value : Number.NaN));
  return lineY(inside, { x, stroke: style.colour, strokeWidth: style.width, ...dash });
}

function drawBand({ x, y, sem, style, shaded }: StyledCurve, domain: readonly [number, number]): Markish {
  const clamp = (value: number): number =>
    Number.isFinite(value) ? Math.min(domain[1], Math.max(domain[0], value)) : Number.NaN;
  if (sem !== null) {
    const low = y.map((value, i) => clamp(value - sem[i]!));
    const high = y.map((value, i) => clamp(value + sem[i]!));
    return areaY(y, { x, y1: low, y2: high, fill: style.colour, fillOpacity: 0.2 });
  }
  return shaded ? areaY(y, { x, y1: clamp(0), y2: y.map(clamp), fill: style.colour, fillOpacity: 0.12 }) : null;
}

/** One styled curve for each source that is present, the later ones on top. */
export function curvesBySource(x: Float64Array, curves: BySource<Curve>): StyledCurve[] {
  return sourcesOf(curves).map((source) => {
    const { value, sem } = curves[source]!;
    return { x, y: value, sem, style: SOURCE_STYLES[source] };
  });
}

/** The sources that are present in any of the panels, in drawing order. */
export function sourcesOf(...panels: readonly BySource<unknown>[]): SourceName[] {
  return SOURCE_NAMES.filter((source) => panels.some((panel) => panel[source] !== null));
}

/** A legend of all sources that are present in any of the panels. */
export function legendOf(panels: readonly BySource<unknown>[]): LegendItem[] {
  return sourcesOf(...panels).map((source) => SOURCE_STYLES[source]);
}

/** The range of all finite numbers; null when there is none or it is a single point. */
export function extentOf(arrays: readonly Float64Array[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const array of arrays) {
    for (const value of array) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high > low ? [low, high] : null;
}

function paddedExtentOf(curves: readonly StyledCurve[], logarithmic: boolean): [number, number] | null {
  const values = curves.map(({ y }) => (logarithmic ? y.filter((value) => value > 0) : y));
  const extent = extentOf(values);
  if (extent === null) return null;
  const [low, high] = extent;
  if (logarithmic) return [low / 1.4, high * 1.4];
  const pad = 0.05 * (high - low);
  return [low >= 0 && low < pad ? 0 : low - pad, high + pad];
}
