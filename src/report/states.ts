// Jumps between the states of the slowest coordinate: Chapman-Kolmogorov, committor.

import { dot, rect, ruleX } from "@observablehq/plot";
import type { ChapmanKolmogorov, Committor, SourceName } from "../validation/index.js";
import { curvesBySource, drawCurvePanel, legendOf, type StyledCurve, sourcesOf } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, type LegendItem, layoutFigure, panelGrid } from "./figure-layout.js";
import { type Clock, scaled } from "./kinetics.js";
import { MUTED, SOURCE_STYLES } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";
import { chooseAxisUnit, formatDuration, type TimeUnit } from "./time-unit.js";

const PREDICTED: LegendItem = { label: "MD, predicted by *T*(tau)^{k}", colour: MUTED, dash: "2 2", width: 1.2 };
/** What is counted in MD stands as points with bars, what has to agree with it as lines. */
const COUNTED: readonly SourceName[] = ["md", "held_out"];

/** The staying probability of each state over multiples of the lag time. */
export function drawChapmanKolmogorov(test: ChapmanKolmogorov | null, { time_unit }: Clock): Figure | null {
  if (test === null || test.states.length === 0 || test.times.length === 0) return null;
  const { columns, width } = panelGrid(test.states.length);
  const unit = chooseAxisUnit(time_unit, test.times.at(-1)!);
  const panels = test.states.map((state) => drawState(test.times, state, { unit, width }));
  const title = "Chapman-Kolmogorov test";
  const legend = legendOf(test.states.map(({ curves }) => curves)).map((item): LegendItem => {
    const counted = COUNTED.some((source) => item.label === SOURCE_STYLES[source].label);
    return counted ? { ...item, dash: null, symbol: "dot" } : item;
  });
  return {
    name: "chapman-kolmogorov",
    svg: layoutFigure(title, { panels, columns, legend: [...legend, PREDICTED] }),
    title,
    caption:
      "The probability of being in a state of the slowest coordinate again after *k* lag times, counted in MD (points, bars: one standard error over five blocks) and in LSS (line). " +
      "LSS has to pass through the points. Grey: what the transition matrix of MD at one lag time predicts, *T*(tau)^{k}; MSM: what a Markov state model predicts. " +
      "Where the prediction leaves the points, the lag time is too short for the dynamics to be Markovian.",
  };
}

function drawState(
  times: Float64Array,
  { label, predicted, curves }: ChapmanKolmogorov["states"][number],
  { unit, width }: { readonly unit: TimeUnit; readonly width: number },
): Panel {
  const x = scaled(times, unit);
  const lines = (["msm", "lss"] as const).flatMap((source): StyledCurve[] => {
    const curve = curves[source];
    return curve === null ? [] : [{ x, y: curve.value, sem: curve.sem, style: SOURCE_STYLES[source] }];
  });
  const over = COUNTED.flatMap((source) => {
    const curve = curves[source];
    if (curve === null) return [];
    const points = Array.from(curve.value, (y, k) => ({ x: x[k]!, y, sem: curve.sem?.[k] || 0 }))
      .filter(({ y }) => Number.isFinite(y))
      .map((point) => ({ ...point, low: Math.max(0, point.y - point.sem), high: Math.min(1.02, point.y + point.sem) }));
    const { colour } = SOURCE_STYLES[source];
    return [
      ruleX(points, { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1 }),
      dot(points, { x: "x", y: "y", r: 2.4, fill: colour, stroke: "white", strokeWidth: 0.5 }),
    ];
  });
  return drawCurvePanel({
    width,
    height: 200,
    title: label,
    x: { label: `*k* tau / ${unit.name}`, domain: [0, 1.04 * x.at(-1)!] },
    y: { label: "staying probability", domain: [0, 1.02] },
    curves: [{ x, y: predicted, sem: null, style: PREDICTED }, ...lines],
    over,
  });
}

/** The probability to reach the upper core first, along the slowest coordinate. */
export function drawCommittor(committor: Committor | null, { lag, time_unit }: Clock): Figure | null {
  if (committor === null || sourcesOf(committor.curves).length === 0) return null;
  const { centres, curves, cores } = committor;
  const title = "Committor along the slowest coordinate";
  const half = (centres[1]! - centres[0]!) / 2;
  const panel = drawCurvePanel({
    width: FIGURE_WIDTH,
    height: 260,
    x: { label: "psi_1", domain: [centres[0]! - half, centres.at(-1)! + half] },
    y: { label: "probability to reach the upper core first", domain: [0, 1.02] },
    curves: curvesBySource(centres, curves),
    under: [rect(cores, { x1: "0", x2: "1", y1: () => 0, y2: () => 1.02, fill: MUTED, fillOpacity: 0.13 })],
  });
  return {
    name: "committor",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend: legendOf([curves]) }),
    title,
    caption:
      `Of all frames at one psi_1, the share whose trajectory next enters the upper core and not the lower one (grey bands), seen every ${formatDuration(lag, time_unit)}; counted, without a model. ` +
      "Shaded: one standard error over five blocks. Where the curve passes 1/2 lies the transition state; a step means that psi_1 tells the states apart, a plateau that it hides a motion.",
  };
}
