// Free-energy surfaces over pairs of TICA coordinates, source by source (Sidky 2020, Fig. 4).

import { axisX, axisY, contour, frame, identity, type PlotOptions } from "@observablehq/plot";
import { type Matrix64, zeros64 } from "../base/index.js";
import type { FreeEnergySurface, SourceName } from "../validation/index.js";
import { drawColourScale } from "./colour-scale.js";
import { AXIS, sourcesOf } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";
import { MUTED, SOURCE_STYLES } from "./palette.js";
import { drawPanel, type Panel } from "./plot-to-svg.js";

const LEVEL_KT = 0.5;
/** Lines to guide the eye, where bins hold many frames. */
const LINES_KT = [1, 2, 3, 4] as const;
/** Higher bins have the last colour: so few frames fall there that their differences are noise. */
const HIGHEST_KT = 8;

/** MD | held-out MD | LSS, a row for each pair of coordinates. */
export function drawSurfaces(surfaces: readonly FreeEnergySurface[]): Figure | null {
  const sources = sourcesOf(...surfaces.map((surface) => surface.surfaces));
  if (sources.length === 0) return null;
  const top = highestLevel(surfaces, sources);
  const width = Math.min(330, (FIGURE_WIDTH - 14 * (sources.length - 1)) / sources.length);
  const panels = surfaces.flatMap((surface) =>
    sources.map((source) => drawSurface(surface, source, { width, height: 0.82 * width, top })),
  );
  const title = "Free-energy surfaces over the leading TICA coordinates";
  const scale = drawScale(top);
  return {
    name: "tica-surfaces",
    svg: layoutFigure(title, { panels: [...panels, scale], columns: sources.length }),
    title,
    caption:
      "TICA was fitted to MD (pairwise distances, the same lag time), and every source is projected on MD's coordinates. " +
      `Colour: *F* = −*k*_{B}*T* ln *p* above the lowest bin, a step every ${LEVEL_KT} *k*_{B}*T*, the same scale everywhere` +
      (top < HIGHEST_KT
        ? "; white: no frame. "
        : `, the last one also for all above ${HIGHEST_KT} *k*_{B}*T*; white: no frame. `) +
      "Look for the same basins and the same paths between them; a basin missing under LSS is a motion that the latent coordinates do not hold.",
  };
}

interface SurfacePanel {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

function drawSurface(surface: FreeEnergySurface, source: SourceName, { width, height, top }: SurfacePanel): Panel {
  const { xEdges, yEdges } = surface;
  const marginLeft = 46;
  const grid = padGrid(surface.surfaces[source] ?? zeros64(0, 0), top);
  const dx = xEdges[1]! - xEdges[0]!;
  const dy = yEdges[1]! - yEdges[0]!;
  const x: [number, number] = [xEdges[0]! - dx, xEdges.at(-1)! + dx];
  const y: [number, number] = [yEdges[0]! - dy, yEdges.at(-1)! + dy];
  const bounds = { x1: x[0], x2: x[1], y1: y[0], y2: y[1], width: grid.cols, height: grid.rows };
  const levels = levelsUpTo(top).map((level) => -level);
  return drawPanel({
    width,
    height,
    title: SOURCE_STYLES[source].label,
    marginLeft,
    marginRight: 8,
    marginTop: 6,
    marginBottom: 40,
    x: { domain: x },
    y: { domain: y },
    color: colourScale(top),
    marks: [
      contour(grid.data, { ...bounds, fill: identity, thresholds: levels }),
      contour(grid.data, {
        ...bounds,
        stroke: "#ffffff",
        strokeWidth: 0.5,
        thresholds: LINES_KT.map((level) => -level),
      }),
      frame({ stroke: MUTED }),
      axisX({ ...AXIS, label: `TIC ${surface.x}`, labelOffset: 34, tickSpacing: 55 }),
      axisY({ ...AXIS, label: `TIC ${surface.y}`, labelOffset: 40, tickSpacing: 40 }),
    ],
  });
}

/** Minus the free energy with a ring of empty bins around, so that every contour closes. */
function padGrid(surface: Matrix64, top: number): Matrix64 {
  const { rows, cols } = surface;
  const padded = zeros64(rows + 2, cols + 2);
  padded.data.fill(-(top + LEVEL_KT));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const value = surface.data[i * cols + j]!;
      if (Number.isFinite(value)) padded.data[(i + 1) * padded.cols + j + 1] = -Math.min(value, top);
    }
  }
  return padded;
}

function highestLevel(surfaces: readonly FreeEnergySurface[], sources: readonly SourceName[]): number {
  let highest = 1;
  for (const surface of surfaces) {
    for (const source of sources) {
      for (const value of surface.surfaces[source]?.data ?? []) {
        if (Number.isFinite(value)) highest = Math.max(highest, value);
      }
    }
  }
  return Math.min(HIGHEST_KT, Math.ceil(highest));
}

/** From high to low: the low ones are painted over the high. */
function levelsUpTo(top: number): number[] {
  const count = Math.round(top / LEVEL_KT);
  return Array.from({ length: count }, (_, i) => top - i * LEVEL_KT);
}

function colourScale(top: number): NonNullable<PlotOptions["color"]> {
  return { type: "linear", scheme: "viridis", domain: [-top, -LEVEL_KT], reverse: true };
}

function drawScale(top: number): Panel {
  const steps = levelsUpTo(top)
    .reverse()
    .map((high) => ({ low: high - LEVEL_KT, high, value: -high }));
  return drawColourScale("*F* / *k*_{B}*T*", steps, colourScale(top));
}
