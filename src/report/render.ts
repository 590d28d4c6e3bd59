// From results to a report: figures, page and report.json.

import type { FigureData, Report } from "../validation/index.js";
import type { Figure } from "./figure-layout.js";
import { drawDistances, drawRadiusOfGyration, drawTorsions } from "./histograms.js";
import { renderHtml, type Section } from "./html.js";
import { drawAutocorrelations, drawChapmanKolmogorov, drawImpliedTimescales } from "./kinetics.js";
import { drawTransitionMatrices } from "./matrices.js";
import { drawLatentPaths, drawSamplePaths } from "./paths.js";
import { drawFurtherProfiles, drawSlowestProfile, drawStationaryDensity } from "./profiles.js";
import { serialiseReport } from "./report-json.js";
import { summarise } from "./summary.js";
import { drawSurfaces } from "./surfaces.js";
import {
  tabulateAudit,
  tabulateChecks,
  tabulateFreeEnergies,
  tabulateStructure,
  tabulateTimescales,
} from "./tables.js";
import { drawTraining } from "./training.js";

export interface RenderedReport {
  /** index.html, self-contained. */
  readonly html: string;
  /** report.json. */
  readonly json: string;
  /** File name (`free-energy-slowest.svg`) to a stand-alone SVG document. */
  readonly figures: ReadonlyMap<string, string>;
}

/** Draws and writes everything that is known; what is missing is left out or shown as "–". */
export function renderReport(report: Report, data: FigureData): RenderedReport {
  const sections = [
    kinetics(report, data),
    thermodynamics(report, data),
    structures(report, data),
    model(report, data),
  ];
  const figures = sections
    .flatMap(({ items }) => items)
    .filter((item): item is Figure => item !== null && "svg" in item)
    .map(({ name, svg }) => [`${name}.svg`, `${svg}\n`] as const);
  return {
    html: renderHtml(report, summarise(report), sections),
    json: serialiseReport(report),
    figures: new Map(figures),
  };
}

function kinetics(report: Report, data: FigureData): Section {
  return {
    heading: "Kinetics",
    items: [
      tabulateTimescales(report),
      drawImpliedTimescales(data.impliedTimescales, report),
      drawAutocorrelations(data.autocorrelations, report),
      drawChapmanKolmogorov(data.chapmanKolmogorov, report),
      drawTransitionMatrices(data.transitionMatrices),
      drawSamplePaths(data.samplePaths, report.time_unit),
      drawLatentPaths(data.latentPaths, report.time_unit),
      tabulateChecks(report),
    ],
  };
}

function thermodynamics(report: Report, data: FigureData): Section {
  return {
    heading: "Thermodynamics",
    items: [
      drawSlowestProfile(data.freeEnergyProfiles),
      drawFurtherProfiles(data.freeEnergyProfiles),
      drawStationaryDensity(data.stationaryDensity),
      tabulateFreeEnergies(report),
      drawSurfaces(data.freeEnergySurfaces),
    ],
  };
}

function structures(report: Report, data: FigureData): Section {
  return {
    heading: "Structures",
    items: [
      tabulateStructure(report),
      drawRadiusOfGyration(data.radiusOfGyration),
      drawTorsions(data.torsions),
      drawDistances(data.distances),
    ],
  };
}

function model(report: Report, data: FigureData): Section {
  return { heading: "The model", items: [tabulateAudit(report), drawTraining(data.training)] };
}
