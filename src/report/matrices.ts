// Transition densities at the lag time as heat maps (Sidky 2020, Fig. 2c, d).

import { axisX, axisY, frame, type PlotOptions, rect } from "@observablehq/plot";
import type { Matrix64 } from "../base/index.js";
import type { SourceName, TransitionMatrices } from "../validation/index.js";
import { drawColourScale } from "./colour-scale.js";
import { AXIS } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";
import { MUTED, SOURCE_STYLES } from "./palette.js";
import { drawPanel, type Panel } from "./plot-to-svg.js";

/** The exact one in the middle, so that both are next to what they should be. */
const ORDER: readonly SourceName[] = ["md", "held_out", "exact", "lss"];
/** Colours are quantised, so that equal neighbours become one rectangle and files stay small. */
const LEVELS = 32;
const MARGIN_LEFT = 46;

/** MD | exact | LSS. */
export function drawTransitionMatrices(matrices: TransitionMatrices | null): Figure | null {
  if (matrices === null) return null;
  const { edges, probabilities } = matrices;
  const sources = ORDER.filter((source) => probabilities[source] !== null && highestOf(probabilities[source]) > 0);
  if (sources.length === 0) return null;
  const binWidth = edges[1]! - edges[0]!;
  const highest = Math.max(...sources.map((source) => highestOf(probabilities[source]!))) / binWidth;
  const width = Math.min(330, (FIGURE_WIDTH - 14 * (sources.length - 1)) / sources.length);
  const panels = sources.map((source) => drawMatrix(probabilities[source]!, edges, { source, width, highest }));
  const title = "Transition densities at the lag time";
  return {
    name: "transition-matrices",
    svg: layoutFigure(title, { panels: [...panels, drawScale(highest)], columns: sources.length }),
    title,
    caption:
      "Probability density *p*(*x*′ | *x*) of being at *x*′ one lag time after *x*, on a common colour scale (by the square root, so that rare jumps are seen); for MD and LSS counted from their paths. " +
      "Blocks on the diagonal are wells, the faint blocks off it the jumps between them: LSS should show every block of the exact matrix, with its weight.",
  };
}

interface MatrixPanel {
  readonly source: SourceName;
  readonly width: number;
  readonly highest: number;
}

function drawMatrix(matrix: Matrix64, edges: Float64Array, { source, width, highest }: MatrixPanel): Panel {
  const domain = [edges[0]!, edges.at(-1)!];
  return drawPanel({
    width,
    height: width,
    title: SOURCE_STYLES[source].label,
    marginLeft: MARGIN_LEFT,
    marginRight: 8,
    marginTop: 6,
    marginBottom: 40,
    x: { domain },
    y: { domain },
    color: colourScale(highest),
    marks: [
      rect(equalRuns(matrix, edges, highest), {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        fill: "density",
        shapeRendering: "crispEdges",
      }),
      frame({ stroke: MUTED }),
      axisX({ ...AXIS, label: "*x*′", labelOffset: 34, tickSpacing: 45 }),
      axisY({ ...AXIS, label: "*x*", labelOffset: 42, tickSpacing: 45 }),
    ],
  });
}

interface Run {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly density: number;
}

/** The matrix as rectangles, neighbours of one colour in a row joined; zeros and unvisited rows are left white. */
function equalRuns({ data, rows, cols }: Matrix64, edges: Float64Array, highest: number): Run[] {
  const binWidth = edges[1]! - edges[0]!;
  const levelOf = (i: number, j: number): number => {
    const share = data[i * cols + j]! / binWidth / highest;
    return Number.isFinite(share) ? Math.round(Math.sqrt(share) * LEVELS) : 0;
  };
  const runs: Run[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; ) {
      const level = levelOf(i, j);
      let end = j + 1;
      while (end < cols && levelOf(i, end) === level) end++;
      if (level > 0) {
        const density = densityOf(level, highest);
        runs.push({ x1: edges[j]!, x2: edges[end]!, y1: edges[i]!, y2: edges[i + 1]!, density });
      }
      j = end;
    }
  }
  return runs;
}

/** Levels are equally spaced in the square root, so that rare jumps are seen next to the wells. */
function densityOf(level: number, highest: number): number {
  return (level / LEVELS) ** 2 * highest;
}

/** Of the finite entries; 0 when nothing was counted. */
function highestOf({ data }: Matrix64): number {
  let highest = 0;
  for (const value of data) if (value > highest) highest = value;
  return highest;
}

function drawScale(highest: number): Panel {
  const steps = Array.from({ length: LEVELS }, (_, i) => {
    const high = densityOf(i + 1, highest);
    return { low: densityOf(i, highest), high, value: high };
  });
  return drawColourScale("*p*(*x*′ | *x*)", steps, colourScale(highest));
}

function colourScale(highest: number): NonNullable<PlotOptions["color"]> {
  return { type: "sqrt", scheme: "Blues", domain: [0, highest] };
}
