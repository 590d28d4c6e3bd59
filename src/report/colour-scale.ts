// The legend of a heat map: its colours along an axis.

import { axisX, frame, type PlotOptions, rect } from "@observablehq/plot";
import { AXIS } from "./curve-panel.js";
import { MUTED } from "./palette.js";
import { drawPanel, type Panel } from "./plot-to-svg.js";

export interface ColourStep {
  readonly low: number;
  readonly high: number;
  /** What `color` turns into the colour of this step. */
  readonly value: number;
}

/** Draws the steps, ascending, side by side over an axis; `width` in px. */
export function drawColourScale(
  label: string,
  steps: readonly ColourStep[],
  color: NonNullable<PlotOptions["color"]>,
  width = 300,
): Panel {
  return drawPanel({
    width,
    height: 50,
    marginLeft: 46,
    marginRight: 10,
    marginTop: 2,
    marginBottom: 36,
    x: { domain: [steps[0]?.low ?? 0, steps.at(-1)?.high ?? 1] },
    y: { domain: [0, 1], axis: null },
    color,
    marks: [
      rect(steps, { x1: "low", x2: "high", y1: () => 0, y2: () => 1, fill: "value", shapeRendering: "crispEdges" }),
      frame({ stroke: MUTED }),
      axisX({ ...AXIS, label, labelOffset: 32, tickSpacing: 40 }),
    ],
  });
}
