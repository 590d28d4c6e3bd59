// From results to a report: figures, page and report.json.

import type { FigureData, Report } from "../validation/index.js";
import { drawContacts } from "./contacts.js";
import type { Figure } from "./figure-layout.js";
import { drawDistances, drawNativeDistances, drawRadiusOfGyration, drawTorsions } from "./histograms.js";
import { renderHtml, type Section } from "./html.js";
import { drawAutocorrelations, drawImpliedTimescales } from "./kinetics.js";
import { drawTransitionMatrices } from "./matrices.js";
import { drawLatentPaths, drawSamplePaths } from "./paths.js";
import { drawFurtherProfiles, drawSlowestProfile, drawStationaryDensity } from "./profiles.js";
import { serialiseReport } from "./report-json.js";
import { tabulateBasins, tabulateData, tabulatePassages } from "./state-tables.js";
import { drawChapmanKolmogorov, drawCommittor } from "./states.js";
import { tabulateStructure } from "./structure-table.js";
import { summarise } from "./summary.js";
import { drawSurfaces } from "./surfaces.js";
import { tabulateAudit, tabulateChecks, tabulateFreeEnergies, tabulateTimescales } from "./tables.js";
import { drawBasins } from "./traces.js";
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
    timescales(report, data),
    thermodynamics(report, data),
    kinetics(report, data),
    structures(report, data),
    training(report, data),
    { heading: "Data", items: [tabulateData(data.data, report)] },
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

function timescales(report: Report, data: FigureData): Section {
  return {
    heading: "Time scales",
    items: [
      tabulateTimescales(report),
      drawImpliedTimescales(data.impliedTimescales, report),
      drawAutocorrelations(data.autocorrelations, report),
    ],
  };
}

function thermodynamics(report: Report, data: FigureData): Section {
  return {
    heading: "Free energies",
    items: [
      drawSlowestProfile(data.freeEnergyProfiles),
      drawFurtherProfiles(data.freeEnergyProfiles),
      drawStationaryDensity(data.stationaryDensity),
      tabulateFreeEnergies(report),
      drawSurfaces(data.freeEnergySurfaces),
    ],
  };
}

function kinetics(report: Report, data: FigureData): Section {
  return {
    heading: "Kinetics",
    items: [
      tabulatePassages(report),
      drawChapmanKolmogorov(data.chapmanKolmogorov, report),
      drawCommittor(data.committor, report),
      drawTransitionMatrices(data.transitionMatrices),
      drawSamplePaths(data.samplePaths, report.time_unit),
      drawLatentPaths(data.latentPaths, report.time_unit),
      tabulateChecks(report),
    ],
  };
}

function structures(report: Report, data: FigureData): Section {
  return {
    heading: report.structure === null ? "States" : "Structures",
    items: [
      tabulateBasins(report),
      drawBasins(data.basins),
      tabulateStructure(report),
      drawNativeDistances(data.nativeDistances),
      drawRadiusOfGyration(data.radiusOfGyration),
      drawTorsions(data.torsions),
      drawDistances(data.distances),
      drawContacts(data.contactMaps),
    ],
  };
}

function training(report: Report, data: FigureData): Section {
  return { heading: "Training", items: [drawTraining(data.training), tabulateAudit(report)] };
}
