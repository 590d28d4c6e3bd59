// Losses by epoch of the three networks.

import { ruleX } from "@observablehq/plot";
import type { FigureData, TrainingCurve } from "../validation/index.js";
import { drawCurvePanel } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, type LegendItem, layoutFigure } from "./figure-layout.js";
import { MUTED } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";

/** Validation is the series that decides, so it is the dark one. */
const ROLE_STYLES = {
  training: { label: "training", colour: "#7aa6c9", dash: null, width: 1.5 },
  validation: { label: "validation", colour: "#7a2048", dash: "5 3", width: 1.6 },
} as const satisfies Readonly<Record<string, LegendItem>>;
/** Further losses of one role, told apart by colour. */
const FURTHER_COLOURS = ["#b79f3b", "#5b8c5a"] as const;

/** Encoder, propagator, decoder. */
export function drawTraining(training: FigureData["training"]): Figure | null {
  const networks = Object.entries(training).filter(
    (entry): entry is [string, TrainingCurve] => entry[1] !== null && entry[1].epochs.length > 0,
  );
  if (networks.length === 0) return null;
  const width = (FIGURE_WIDTH - 14 * (networks.length - 1)) / networks.length;
  const legend = new Map<string, LegendItem>();
  const panels = networks.map(([network, curve]) => drawLosses(network, curve, { width, legend }));
  const title = "Training";
  return {
    name: "training",
    svg: layoutFigure(title, { panels, columns: networks.length, legend: [...legend.values()] }),
    title,
    caption:
      "Losses by epoch; the dotted line marks the epoch whose weights were kept. A validation loss that rises while the training loss falls is overfitting, " +
      "which keeping the best epoch guards against; one still falling at the end asks for more epochs.",
  };
}

interface LossPanel {
  readonly width: number;
  /** Filled with the series drawn, once each. */
  readonly legend: Map<string, LegendItem>;
}

function drawLosses(network: string, curve: TrainingCurve, { width, legend }: LossPanel): Panel {
  const { quantity, epochs, losses, bestEpoch } = curve;
  const nOfRole = { training: 0, validation: 0 };
  const curves = losses.map(({ name, role, values }) => {
    const nth = nOfRole[role]++;
    const colour = nth === 0 ? ROLE_STYLES[role].colour : FURTHER_COLOURS[(nth - 1) % FURTHER_COLOURS.length]!;
    const style: LegendItem = { ...ROLE_STYLES[role], label: name, colour };
    legend.set(name, style);
    return { x: epochs, y: values, sem: null, style };
  });
  return drawCurvePanel({
    width,
    height: 230,
    title: network,
    x: { label: "epoch" },
    y: { label: quantity },
    curves,
    under: bestEpoch === null ? [] : [ruleX([bestEpoch], { stroke: MUTED, strokeDasharray: "1 3" })],
  });
}
