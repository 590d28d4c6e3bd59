// Free energies along one coordinate (Sidky 2020, Fig. 3) and the stationary density of a potential (Fig. 2a).

import type { BySource, Curve, Distribution, FreeEnergyProfile } from "../validation/index.js";
import { curvesBySource, drawCurvePanel, legendOf } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, layoutFigure } from "./figure-layout.js";

const FREE_ENERGY = "*F* / *k*_{B}*T*";

/** The profile along the slowest coordinate, wide. */
export function drawSlowestProfile(profiles: readonly FreeEnergyProfile[]): Figure | null {
  const slowest = profiles[0];
  if (slowest === undefined || hasNoCurve(slowest.curves)) return null;
  const title = `Free energy along the slowest coordinate, psi_${slowest.coordinate}`;
  const panel = drawCurvePanel({
    width: FIGURE_WIDTH,
    height: 330,
    x: { label: `psi_${slowest.coordinate}` },
    y: { label: FREE_ENERGY },
    curves: curvesBySource(slowest.centres, slowest.curves),
  });
  return {
    name: "free-energy-slowest",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend: legendOf([slowest.curves]) }),
    title,
    caption:
      `*F*(psi_${slowest.coordinate}) = −*k*_{B}*T* ln *p*(psi_${slowest.coordinate}), from a histogram of all frames; the curves are aligned with MD's. ` +
      "Shaded: one standard error over five contiguous blocks. Wells of equal depth and barriers of equal height mean " +
      "equal populations; where LSS leaves MD's band, or where MD's own bands are wide, the data do not decide.",
  };
}

/** The profiles along the other coordinates, as small panels. */
export function drawFurtherProfiles(profiles: readonly FreeEnergyProfile[]): Figure | null {
  const further = profiles.slice(1).filter(({ curves }) => !hasNoCurve(curves));
  if (further.length === 0) return null;
  const columns = further.length === 1 ? 1 : further.length % 3 === 0 ? 3 : 2;
  const title = "Free energy along the faster coordinates";
  const panels = further.map(({ coordinate, centres, curves }) =>
    drawCurvePanel({
      width: (FIGURE_WIDTH - 14 * (columns - 1)) / columns,
      height: 220,
      x: { label: `psi_${coordinate}` },
      y: { label: FREE_ENERGY },
      curves: curvesBySource(centres, curves),
    }),
  );
  return {
    name: "free-energy-faster",
    svg: layoutFigure(title, { panels, columns, legend: legendOf(further.map(({ curves }) => curves)) }),
    title,
    caption: "As in the figure before, for the other latent coordinates, from slow to fast.",
  };
}

/** Stationary density along x with the exact one. */
export function drawStationaryDensity(density: Distribution | null): Figure | null {
  if (density === null || hasNoCurve(density.densities)) return null;
  const title = `Stationary density along *${density.label}*`;
  const curves = curvesBySource(density.centres, density.densities);
  const panel = drawCurvePanel({
    width: FIGURE_WIDTH,
    height: 300,
    x: { label: `*${density.label}*` },
    y: { label: `*p*(*${density.label}*)` },
    curves,
  });
  return {
    name: "stationary-density",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend: legendOf([density.densities]) }),
    title,
    caption:
      "Normalised histogram of all frames; dotted, where known, the exact stationary law of the dynamics. " +
      "The areas under the peaks are the populations of the wells: LSS should follow the exact law as closely as MD does.",
  };
}

function hasNoCurve(curves: BySource<Curve>): boolean {
  return Object.values(curves).every((curve) => curve === null);
}
