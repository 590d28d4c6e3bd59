// Structure: distributions of the radius of gyration, of torsions and of distances, laid over one another.

import type { Distribution } from "../validation/index.js";
import { curvesBySource, drawCurvePanel, legendOf, type StyledCurve, sourcesOf } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";
import { SOURCE_STYLES } from "./palette.js";
import type { Panel } from "./plot-to-svg.js";

export function drawRadiusOfGyration(distribution: Distribution | null): Figure | null {
  if (distribution === null || sourcesOf(distribution.densities).length === 0) return null;
  const title = "Radius of gyration";
  const panel = drawDistribution(distribution, { width: FIGURE_WIDTH, height: 280, titled: false });
  return {
    name: "radius-of-gyration",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend: legendOf([distribution.densities]) }),
    title,
    caption:
      "Distribution of *R*_{g} over all frames, over the decoded atoms in every source. " +
      "Means, deviations and errors are in the table; the shape says whether compact and extended structures are both there.",
  };
}

export function drawNativeDistances(distribution: Distribution | null): Figure | null {
  if (distribution === null || sourcesOf(distribution.densities).length === 0) return null;
  const title = "Distance from the native structure";
  const panel = drawDistribution(distribution, { width: FIGURE_WIDTH, height: 260, titled: false });
  return {
    name: "rmsd-to-native",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend: legendOf([distribution.densities]) }),
    title,
    caption:
      "C-alpha RMSD (all heavy atoms of a small molecule) to the given structure after superposition, over frames evenly spread over each source; shaded: one standard error over five blocks. " +
      "The peak at short distances is the folded state: LSS should have it at the same place and with the same area.",
  };
}

export function drawTorsions(torsions: readonly Distribution[]): Figure | null {
  return drawGrid(torsions, {
    name: "torsions",
    title: "Torsions",
    caption:
      "Distributions of the torsions over all frames. Peaks are rotamers: LSS should have the same ones with the same weights, and no density where MD has none.",
  });
}

export function drawDistances(distances: readonly Distribution[]): Figure | null {
  return drawGrid(distances, {
    name: "distances",
    title: "Distances",
    caption:
      "Distributions of distances between atoms over all frames. A tail towards short distances that MD does not have means overlapping atoms.",
  });
}

/** More panels than this are a table, not a figure. */
const MAX_PANELS = 24;

function drawGrid(all: readonly Distribution[], texts: Pick<Figure, "name" | "title" | "caption">): Figure | null {
  const present = all.filter(({ densities }) => sourcesOf(densities).length > 0);
  if (present.length === 0) return null;
  const shown = present.slice(0, MAX_PANELS);
  const columns = Math.min(present.length, 4);
  const width = (FIGURE_WIDTH - 14 * (columns - 1)) / columns;
  const panels = shown.map((each) => drawDistribution(each, { width, height: 140, titled: true }));
  const legend = legendOf(shown.map(({ densities }) => densities));
  const rest = present.length - shown.length;
  const note = rest === 0 ? "" : ` The first ${shown.length} of ${present.length} are shown.`;
  return {
    ...texts,
    caption: texts.caption + note,
    svg: layoutFigure(texts.title, { panels, columns, legend }),
  };
}

interface DistributionPanel {
  readonly width: number;
  readonly height: number;
  /** Named above the panel (small panels), not along the axis. */
  readonly titled: boolean;
}

function drawDistribution({ label, unit, centres, densities }: Distribution, panel: DistributionPanel): Panel {
  const { titled, ...size } = panel;
  const shown = unit === "degree" ? "degrees" : unit;
  const axis = titled ? (shown ?? label) : `${label}${shown === null ? "" : ` / ${shown}`}`;
  const circle = { domain: [-180, 180] as const, ticks: [-120, 0, 120] };
  const md: StyledCurve[] = curvesBySource(centres, densities).map((curve) =>
    curve.style === SOURCE_STYLES.md ? { ...curve, shaded: true } : curve,
  );
  return drawCurvePanel({
    ...size,
    title: titled ? label : undefined,
    x: { label: axis, ...(unit === "degree" ? circle : {}) },
    y: { label: `probability density${unit === "nm" ? " / nm⁻¹" : ""}`, bare: titled },
    curves: md,
  });
}
