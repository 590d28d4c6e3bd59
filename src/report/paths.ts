// Excerpts of paths, MD beside LSS: x(t) of a potential (Sidky 2020, Fig. 2b), the latent coordinates of a molecule.

import { columnOf } from "../base/index.js";
import type { PathExcerpt, Report, SourceName } from "../validation/index.js";
import { drawCurvePanel, extentOf, sourcesOf } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";
import { SOURCE_STYLES } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";
import { chooseAxisUnit, type TimeUnit } from "./time-unit.js";

/** x(t) of a system in one dimension. */
export function drawSamplePaths(paths: PathExcerpt | null, timeUnit: Report["time_unit"]): Figure | null {
  return drawPaths(paths, timeUnit, {
    name: "sample-paths",
    title: "Sample paths, MD and LSS",
    caption:
      "Pieces of equal length of both trajectories, one point every lag time. They are different random paths and must not coincide: " +
      "compare how long they stay in a well, how they leave it, and how much they rattle inside.",
  });
}

/** psi(t) of a molecule. */
export function drawLatentPaths(paths: PathExcerpt | null, timeUnit: Report["time_unit"]): Figure | null {
  return drawPaths(paths, timeUnit, {
    name: "latent-paths",
    title: "Latent paths, MD and LSS",
    caption:
      "Pieces of equal length of MD, encoded, and of the propagator's own path, one point every lag time. They are different random paths: " +
      "compare dwell times, the levels that are visited and the noise within a level.",
  });
}

type Texts = Pick<Figure, "name" | "title" | "caption">;

function drawPaths(excerpt: PathExcerpt | null, timeUnit: Report["time_unit"], texts: Texts): Figure | null {
  const sources = excerpt === null ? [] : sourcesOf(excerpt.paths).filter((source) => excerpt.paths[source]!.rows > 1);
  if (excerpt === null || sources.length === 0) return null;
  const { labels, paths, timeStep } = excerpt;
  const rows = Math.max(...sources.map((source) => paths[source]!.rows));
  const unit = chooseAxisUnit(timeUnit, rows * timeStep);
  const panels = labels.flatMap((_, coordinate) => drawRow(excerpt, coordinate, { sources, unit }));
  return { ...texts, svg: layoutFigure(texts.title, { panels, columns: sources.length }) };
}

interface RowOptions {
  readonly sources: readonly SourceName[];
  readonly unit: TimeUnit;
}

/** One coordinate, a panel for each source on the same axes. */
function drawRow(excerpt: PathExcerpt, coordinate: number, { sources, unit }: RowOptions): Panel[] {
  const columns = sources.map((source) => columnOf(excerpt.paths[source]!, coordinate));
  const last = coordinate === excerpt.labels.length - 1;
  const longest = Math.max(...columns.map((column) => column.length));
  const width = (FIGURE_WIDTH - 14 * (sources.length - 1)) / sources.length;
  const y = padded(extentOf(columns) ?? [0, 1]);
  return sources.map((source, k) => {
    const curve = thinPath(columns[k]!, excerpt.timeStep / unit.size);
    return drawCurvePanel({
      width,
      height: (excerpt.labels.length > 2 ? 110 : 160) + (last ? 28 : 0),
      title: coordinate === 0 ? SOURCE_STYLES[source].label : undefined,
      x: { label: `*t* / ${unit.name}`, domain: [0, (longest * excerpt.timeStep) / unit.size], bare: !last },
      y: { label: excerpt.labels[coordinate]!, domain: y },
      curves: [{ ...curve, sem: null, style: { ...SOURCE_STYLES[source], width: 0.7 } }],
    });
  });
}

/** Twice the pixels of a panel: more points than this cannot be told apart. */
const MAX_WINDOWS = 600;

/** Keeps the lowest and the highest point of each window in their order, so that no excursion is lost. */
export function thinPath(path: Float64Array, timeStep: number): { x: Float64Array; y: Float64Array } {
  const window = Math.max(1, Math.ceil(path.length / MAX_WINDOWS));
  const kept: number[] = [];
  for (let start = 0; start < path.length; start += window) {
    let low = start;
    let high = start;
    for (let t = start; t < Math.min(path.length, start + window); t++) {
      if (path[t]! < path[low]!) low = t;
      if (path[t]! > path[high]!) high = t;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  return { x: Float64Array.from(kept, (t) => t * timeStep), y: Float64Array.from(kept, (t) => path[t]!) };
}

function padded([low, high]: readonly [number, number]): [number, number] {
  const pad = 0.04 * (high - low);
  return [low - pad, high + pad];
}
