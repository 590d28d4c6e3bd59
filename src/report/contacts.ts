// Contact maps: MD, held-out MD, LSS, and by how much LSS differs.

import { axisX, axisY, frame, type PlotOptions, rect } from "@observablehq/plot";
import type { Matrix64 } from "../base/index.js";
import type { ContactMaps } from "../validation/index.js";
import { drawColourScale } from "./colour-scale.js";
import { AXIS } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";
import { MUTED } from "./palette.js";
import { drawPanel, type Panel } from "./plot-to-svg.js";

const STEPS = 20;
const SHARES: NonNullable<PlotOptions["color"]> = { type: "linear", scheme: "Blues", domain: [0, 1] };

/** MD | LSS | LSS - MD. */
export function drawContacts(maps: ContactMaps | null): Figure | null {
  if (maps === null) return null;
  const { labels, contacts } = maps;
  const { md, lss } = contacts;
  if (md === null || lss === null) return null;
  const difference = { ...md, data: lss.data.map((share, at) => share - md.data[at]!) };
  const largest = Math.max(0.05, ...Array.from(difference.data, Math.abs));
  const width = (FIGURE_WIDTH - 2 * 14) / 3;
  const diverging: NonNullable<PlotOptions["color"]> = {
    type: "linear",
    scheme: "RdBu",
    domain: [-largest, largest],
    reverse: true,
  };
  const title = "Contacts between residues";
  const panels = [
    drawMap(md, labels, { title: "MD", width, color: SHARES }),
    drawMap(lss, labels, { title: "LSS", width, color: SHARES }),
    drawMap(difference, labels, { title: "LSS − MD", width, color: diverging }),
    drawColourScale("share of frames", stepsOf(0, 1), SHARES, width),
    blank(width),
    drawColourScale("difference", stepsOf(-largest, largest), diverging, width),
  ];
  return {
    name: "contacts",
    svg: layoutFigure(title, { panels: panels.map((panel) => ({ ...panel, width })), columns: 3 }),
    title,
    caption:
      "Share of the frames in which two C-alphas are within 0.8 nm, residue by residue; right: LSS less MD, on its own scale. " +
      `Blue on the right is a contact that LSS makes too rarely, red one that it makes too often; the largest difference is ${largest.toFixed(2)}.`,
  };
}

interface MapPanel {
  readonly title: string;
  readonly width: number;
  readonly color: NonNullable<PlotOptions["color"]>;
}

function drawMap({ data, cols }: Matrix64, labels: readonly string[], { title, width, color }: MapPanel): Panel {
  const cells = Array.from(data, (share, at) => ({ i: Math.floor(at / cols), j: at % cols, share })).filter(
    ({ i, j }) => i !== j,
  );
  const every = Math.ceil(labels.length / 6);
  const ticks = [...labels.keys()].filter((k) => k % every === 0);
  const axis = { ...AXIS, ticks: ticks.map((k) => k + 0.5), tickFormat: (at: number) => labels[Math.floor(at)] ?? "" };
  return drawPanel({
    width,
    height: width - 20,
    title,
    marginLeft: 46,
    marginRight: 6,
    marginTop: 6,
    marginBottom: 40,
    x: { domain: [0, cols] },
    y: { domain: [cols, 0] },
    color,
    marks: [
      rect(cells, {
        x1: "j",
        x2: ({ j }: { j: number }) => j + 1,
        y1: "i",
        y2: ({ i }: { i: number }) => i + 1,
        fill: "share",
        shapeRendering: "crispEdges",
      }),
      frame({ stroke: MUTED }),
      axisX({ ...axis, label: null, tickRotate: -45 }),
      axisY({ ...axis, label: null }),
    ],
  });
}

function stepsOf(lowest: number, highest: number): { low: number; high: number; value: number }[] {
  const width = (highest - lowest) / STEPS;
  return Array.from({ length: STEPS }, (_, k) => {
    const low = lowest + k * width;
    return { low, high: low + width, value: low + width / 2 };
  });
}

/** An empty place in the grid of panels. */
function blank(width: number): Panel {
  return { svg: '<svg width="1" height="1"></svg>', width, height: 1, title: null, marginLeft: 0 };
}
