// What the states along the slowest coordinate look like: C-alpha traces of MD and LSS, superposed.

import type { BasinDrawing } from "../validation/index.js";
import { type Figure, layoutFigure, panelGrid } from "./figure-layout.js";
import { formatPercent } from "./format.js";
import { SOURCE_STYLES } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";
import { type Projection, principalPlane } from "./principal-plane.js";

const HEIGHT = 220;
const MARGIN = 16;

/** A panel for each state: MD coloured from the first residue to the last, LSS as an outline in its own colour. */
export function drawBasins(basins: readonly BasinDrawing[]): Figure | null {
  const shown = basins.filter(({ traces }) => traces.md !== null || traces.lss !== null);
  if (shown.length === 0) return null;
  const { columns, width } = panelGrid(shown.length);
  const planes = shown.map(({ traces }) => principalPlane((traces.md ?? traces.lss)!));
  const scale = Math.min(
    ...shown.map(({ traces }, k) => largestScale(planes[k]!, [traces.md, traces.lss], width - 2 * MARGIN)),
  );
  const panels = shown.map((basin, k) => drawBasin(basin, planes[k]!, { width, scale }));
  const title = "The states of the slowest coordinate";
  const legend = [{ ...SOURCE_STYLES.lss, width: 2.4 }];
  return {
    name: "basins",
    svg: layoutFigure(title, { panels, columns, legend }),
    title,
    caption:
      "Of each state the sampled frame that is closest to the mean structure of the state, C-alphas (all heavy atoms of a small molecule) seen along the direction in which it is thinnest: " +
      "MD from the first residue, blue, to the last, red; LSS superposed on it. Populations are those of MD and LSS. The frames are in structures/ as PDB files.",
  };
}

interface Size {
  readonly width: number;
  /** px a nm. */
  readonly scale: number;
}

function drawBasin({ state, population, traces, lines }: BasinDrawing, plane: Projection, size: Size): Panel {
  const share = (source: "md" | "lss"): string => formatPercent(population[source]?.value);
  const parts: string[] = [];
  const { colour } = SOURCE_STYLES.lss;
  if (traces.lss !== null) parts.push(drawTrace(place(traces.lss, plane, size), lines, () => colour, 6, 0.55));
  if (traces.md !== null) {
    const points = place(traces.md, plane, size);
    parts.push(drawTrace(points, lines, (k) => rainbow(k / Math.max(1, points.length - 1)), 2.6, 1));
  }
  return {
    svg: `<svg width="${size.width}" height="${HEIGHT}">${parts.join("")}</svg>`,
    width: size.width,
    height: HEIGHT,
    title: `state ${state}: ${share("md")} MD, ${share("lss")} LSS`,
    marginLeft: MARGIN,
  };
}

type Point = readonly [number, number];

function place(trace: Float32Array, plane: Projection, { width, scale }: Size): Point[] {
  return plane(trace).map(([x, y]) => [width / 2 + scale * x, HEIGHT / 2 - scale * y] as const);
}

function largestScale(plane: Projection, traces: readonly (Float32Array | null)[], width: number): number {
  const points = traces.flatMap((trace) => (trace === null ? [] : plane(trace)));
  const extent = (d: 0 | 1): number => Math.max(0.1, ...points.map((point) => Math.abs(point[d])));
  return Math.min(width / (2 * extent(0)), (HEIGHT - 2 * MARGIN) / (2 * extent(1)));
}

function drawTrace(
  points: readonly Point[],
  lines: readonly (readonly [number, number])[],
  colourOf: (k: number) => string,
  width: number,
  opacity: number,
): string {
  const text = (point: Point): string => `${point[0].toFixed(1)},${point[1].toFixed(1)}`;
  const segments = lines.map(([i, j]) => {
    return `<path d="M${text(points[i]!)}L${text(points[j]!)}" stroke="${colourOf((i + j) / 2)}"/>`;
  });
  const round = 'stroke-linecap="round" stroke-linejoin="round" fill="none"';
  return `<g ${round} stroke-width="${width}" opacity="${opacity}">${segments.join("")}</g>`;
}

/** From blue over green to red, of even lightness. */
function rainbow(share: number): string {
  return `hsl(${Math.round(235 - 235 * share)},68%,42%)`;
}
