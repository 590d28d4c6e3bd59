import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { zeros64 } from "../../src/base/index.js";
import { renderReport } from "../../src/report/index.js";
import type { BySource, Curve, FigureData, Report } from "../../src/validation/index.js";
import { fourWellSample } from "./four-well-sample.js";
import { moleculeSample } from "./molecule-sample.js";
import { NO_FIGURES, sparseReport } from "./sample-report.js";
import { findXmlError } from "./well-formed.js";

const molecule = moleculeSample();
const fourWell = fourWellSample();
const rendered = renderReport(molecule.report, molecule.figures);
const renderedWell = renderReport(fourWell.report, fourWell.figures);

const NOT_FOR_READERS = /NaN|undefined|Infinity|\[object|(?<![a-z-])null(?![a-z])/;

function expectClean({ html, json, figures }: ReturnType<typeof renderReport>): void {
  expect(html).not.toMatch(NOT_FOR_READERS);
  expect(json).not.toMatch(/NaN|undefined|Infinity/);
  for (const [name, svg] of figures) {
    expect(svg, name).not.toMatch(NOT_FOR_READERS);
    expect(findXmlError(svg), name).toBeNull();
    expect(svg, name).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="[\d.]+" height="[\d.]+" viewBox=/);
    expect(svg, name).toMatch(/font-family="[^"]*sans-serif"/);
  }
}

/** The cells of the table whose caption begins with `title`, the head first. */
function tableOf(html: string, title: string): string[][] {
  const { document } = parseHTML(html);
  const figure = [...document.querySelectorAll("figure.table")].find((each) =>
    each.querySelector("figcaption").textContent.includes(title),
  );
  return [...(figure?.querySelectorAll("tr") ?? [])].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent),
  );
}

/** All curves without a single number. */
function emptied(curves: BySource<Curve>): BySource<Curve> {
  const blank = (curve: Curve | null): Curve | null =>
    curve && { value: curve.value.map(() => Number.NaN), sem: curve.sem?.map(() => Number.NaN) ?? null };
  const { md, held_out, lss, msm, exact } = curves;
  return { md: blank(md), held_out: blank(held_out), lss: blank(lss), msm: blank(msm), exact: blank(exact) };
}

describe("renderReport", () => {
  it("writes clean, well-formed figures, page and JSON for a molecule", () => expectClean(rendered));
  it("writes them for a potential", () => expectClean(renderedWell));

  it("gives the same text for the same input", () => {
    const again = renderReport(molecule.report, molecule.figures);
    expect(again.html).toBe(rendered.html);
    expect(again.figures).toEqual(rendered.figures);
  });

  it("needs nothing from outside the page", () => {
    for (const { html } of [rendered, renderedWell]) {
      expect(html).not.toMatch(/<script|<link|<img|@import|url\(|\bsrc=|\bhref=/);
      expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
    }
  });

  it("shows every figure in the page, numbered in order and with a caption", () => {
    const { document } = parseHTML(rendered.html);
    const drawings = [...document.querySelectorAll("figure.drawing")];
    expect(drawings.map((figure) => `${figure.id}.svg`)).toEqual([...rendered.figures.keys()]);
    drawings.forEach((figure, i) => {
      expect(figure.querySelector("figcaption").textContent).toMatch(new RegExp(`^Figure ${i + 1}\\. .{60,}`));
    });
  });

  it("gives its verdict before everything else", () => {
    const { level, message } = molecule.report.verdict;
    expect(level).toBe("unproven");
    const at = rendered.html.indexOf(`<p class="verdict open">${message}</p>`);
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(rendered.html.indexOf("<aside"));
  });

  it("shows warnings before the findings", () => {
    const { message, code } = molecule.report.warnings[0]!;
    const at = rendered.html.indexOf(message);
    expect(at).toBeGreaterThan(0);
    expect(rendered.html.indexOf(code)).toBeGreaterThan(at);
    expect(at).toBeLessThan(rendered.html.indexOf("LSS reproduces"));
    expect(renderedWell.html).not.toContain("<aside");
  });

  it.each([
    ["freeEnergyProfiles", molecule, ["free-energy-slowest.svg", "free-energy-faster.svg"]],
    ["stationaryDensity", fourWell, ["stationary-density.svg"]],
    ["freeEnergySurfaces", molecule, ["tica-surfaces.svg"]],
    ["radiusOfGyration", molecule, ["radius-of-gyration.svg"]],
    ["torsions", molecule, ["torsions.svg"]],
    ["distances", molecule, ["distances.svg"]],
    ["impliedTimescales", molecule, ["implied-timescales.svg"]],
    ["autocorrelations", molecule, ["autocorrelation.svg"]],
    ["chapmanKolmogorov", molecule, ["chapman-kolmogorov.svg"]],
    ["committor", molecule, ["committor.svg"]],
    ["contactMaps", molecule, ["contacts.svg"]],
    ["nativeDistances", molecule, ["rmsd-to-native.svg"]],
    ["basins", molecule, ["basins.svg"]],
    ["transitionMatrices", fourWell, ["transition-matrices.svg"]],
    ["samplePaths", fourWell, ["sample-paths.svg"]],
    ["latentPaths", molecule, ["latent-paths.svg"]],
    ["training", molecule, ["training.svg"]],
  ] as const)("draws %s alone", (key, { report, figures }, names) => {
    const alone = renderReport(report, { ...NO_FIGURES, [key]: figures[key] });
    expect([...alone.figures.keys()]).toEqual(names);
    expectClean(alone);
  });

  it("covers every field of FigureData", () => expect(Object.keys(NO_FIGURES).length).toBe(18));
});

describe("a report with little in it", () => {
  const sparse = renderReport(sparseReport(), NO_FIGURES);

  it("is clean and has no figures", () => {
    expectClean(sparse);
    expect(sparse.figures.size).toBe(0);
  });

  it("escapes names", () => expect(sparse.html).toContain("<h1>sparse &lt;model&gt; &amp; co</h1>"));

  it("says unresolved, and leaves empty columns out", () =>
    expect(tableOf(sparse.html, "Time scales")).toEqual([
      ["process", "MD", "LSS"],
      ["t1", "unresolved", "unresolved"],
    ]));

  it("survives NaN in every number of the report", () => {
    const spoil = (value: unknown): unknown => {
      if (typeof value === "number") return Number.NaN;
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)]));
    };
    const { process: _, ...rest } = spoil(molecule.report.timescales[0]) as Report["timescales"][number];
    const spoilt = { ...(spoil(molecule.report) as Report), timescales: [{ ...rest, process: 1 }], latent_dim: 4 };
    const spectral_audit = { ...spoilt.spectral_audit!, eigenfunction_slope: [] };
    expectClean(renderReport({ ...spoilt, free_energy: [], tica: [], spectral_audit }, NO_FIGURES));
  });

  it("draws axes where all bins are empty", () => {
    const { freeEnergySurfaces, transitionMatrices, latentPaths } = { ...molecule.figures, ...fourWell.figures };
    const empty = { ...zeros64(44, 48), data: new Float64Array(44 * 48).fill(Number.NaN) };
    const surfaces = [moleculeSample().figures.freeEnergySurfaces[0]!].map((surface) => ({
      ...surface,
      surfaces: { md: empty, held_out: null, lss: empty, msm: null, exact: null },
    }));
    expect(freeEnergySurfaces.length).toBe(0);
    const figures: FigureData = {
      ...NO_FIGURES,
      freeEnergyProfiles: molecule.figures.freeEnergyProfiles.map((profile) => ({
        ...profile,
        curves: emptied(profile.curves),
      })),
      freeEnergySurfaces: surfaces,
      autocorrelations: molecule.figures.autocorrelations.map((each) => ({ ...each, curves: emptied(each.curves) })),
      transitionMatrices: {
        ...transitionMatrices!,
        probabilities: { md: zeros64(60, 60), held_out: null, lss: null, msm: null, exact: null },
      },
      latentPaths,
    };
    const result = renderReport(molecule.report, figures);
    expectClean(result);
    expect([...result.figures.keys()]).toEqual([
      "autocorrelation.svg",
      "free-energy-slowest.svg",
      "free-energy-faster.svg",
      "tica-surfaces.svg",
    ]);
  });

  it("draws nothing for a source that is missing", () => {
    const profile = molecule.figures.freeEnergyProfiles[0]!;
    const withoutHeldOut = { ...profile, curves: { ...profile.curves, held_out: null } };
    const { figures } = renderReport(molecule.report, { ...NO_FIGURES, freeEnergyProfiles: [withoutHeldOut] });
    const svg = figures.get("free-energy-slowest.svg")!;
    expect(svg).not.toContain("held-out");
    expect(svg).not.toContain("#1a9a8c");
    expect(rendered.figures.get("free-energy-slowest.svg")).toContain("#1a9a8c");
  });
});

describe("tables", () => {
  it("hold the time scales and their standard errors, in ns", () =>
    expect(tableOf(rendered.html, "Time scales")).toEqual([
      ["process", "MD", "held-out MD", "LSS", "model error", "MSM"],
      ["t1", "5.2 ± 0.6", "5.4 ± 0.9", "4.82 ± 0.06", "0.24", "4.7 ± 0.5"],
      ["t2", "4.9 ± 0.5", "5.1 ± 0.8", "4.92 ± 0.05", "0.19", "4.4 ± 0.4"],
      ["t3", "4.7 ± 0.3", "4.8 ± 0.6", "4.44 ± 0.04", "–", "4.2 ± 0.3"],
      ["t4", "3.02 ± 0.19", "3.1 ± 0.5", "3.10 ± 0.03", "0.080", "–"],
    ]));

  it("hold the exact ones, in steps", () =>
    expect(tableOf(renderedWell.html, "Time scales").map((row) => row.at(-1))).toEqual([
      "exact",
      "844.4",
      "125.5",
      "64.30",
    ]));

  it("hold the differences of free energies, latent and TICA", () => {
    const table = tableOf(rendered.html, "Differences of free energies");
    expect(table[1]).toEqual(["ψ1", "0.39", "0.44", "0.21", "0.28", "0.14"]);
    expect(table.at(-1)).toEqual(["TIC 3", "0.61", "0.65", "0.20", "–", "–"]);
  });

  it("hold the structure", () =>
    expect(tableOf(rendered.html, "Structures")).toEqual([
      ["quantity", "MD", "held-out MD", "LSS"],
      ["bonds inside MD's range", "99.0 %", "98.8 %", "99.99 %"],
      ["frames with every bond inside", "95.0 %", "94.0 %", "99.5 %"],
      ["clashes per frame", "0.010", "0.020", "0.27"],
      ["stereocentres of the wrong hand", "0 %", "0 %", "0 %"],
      ["torsions, mean divergence from held-out MD", "0.0015", "–", "0.0076"],
      ["torsions, largest divergence from held-out MD", "–", "–", "0.016"],
      ["distances, mean divergence from held-out MD", "0.0011", "–", "0.0082"],
      ["distances, largest divergence from held-out MD", "–", "–", "0.021"],
      ["bond lengths / nm, difference of means from MD", "–", "0.00010", "0.00040"],
      ["bond lengths / nm, mean deviation", "0.0033", "0.0033", "0.0031"],
      ["bond angles / degree, difference of means from MD", "–", "0.050", "0.31"],
      ["bond angles / degree, mean deviation", "3.4", "3.4", "3.1"],
      ["Rg / nm, mean", "0.4621 ± 0.0018", "0.462 ± 0.003", "0.4649 ± 0.0004"],
      ["Rg / nm, deviation", "0.027", "0.027", "0.029"],
      ["RMSD to native / nm, all frames", "0.31 ± 0.02", "0.30 ± 0.03", "0.320 ± 0.010"],
      ["RMSD to native / nm, folded state", "0.11", "0.11", "0.13"],
      ["mean folded structures, RMSD from MD's / nm", "–", "0.0080", "0.021"],
    ]));

  it("hold the spectral audit", () => {
    const table = tableOf(rendered.html, "Spectral audit");
    expect(table[0]).toEqual(["process", "time scale / ns", "slope", "λi", "slope − λi"]);
    expect(table[1]).toEqual(["1", "4.91", "0.9012", "0.9078", "−0.0066"]);
    expect(table[4]![1]).toBe("unresolved");
  });

  it("hold Chapman-Kolmogorov, committors and likelihood", () =>
    expect(tableOf(rendered.html, "Further checks").slice(1)).toEqual([
      ["staying probabilities, LSS from MD", "0.027 (within errors)"],
      ["staying probabilities, MD from its own prediction", "0.012 (within errors)"],
      ["staying probabilities, held-out MD from its own prediction", "0.019 (within errors)"],
      ["staying probabilities, LSS from its own prediction", "0.0030 (within errors)"],
      ["staying probabilities, MSM from its own prediction", "0.041 (beyond errors)"],
      ["committor, LSS from MD", "0.040"],
      ["committor, MD from held-out MD", "0.030"],
      ["held-out negative log-likelihood / nats", "3.418"],
    ]));

  it("hold passages, with the errors of rare events", () =>
    expect(tableOf(rendered.html, "Passages")).toEqual([
      ["quantity", "MD", "held-out MD", "LSS", "MSM"],
      ["lower core to upper core / ns", "41 ± 17", "–", "45.2 ± 1.9", "38 ± 9"],
      ["upper core to lower core / ns", "8 ± 3", "9 ± 4", "7.9 ± 0.3", "–"],
      ["crossings in the length of MD", "12 ± 3", "–", "10.7 ± 0.3", "–"],
    ]));

  it("hold the states, and what was compared", () => {
    expect(tableOf(rendered.html, "States of the slowest")[1]).toEqual([
      "1",
      "40 ± 7",
      "40 ± 9",
      "40.0 ± 1.0",
      "1.2",
      "0.031",
      "0.012",
    ]);
    expect(tableOf(rendered.html, "Data.").slice(1)).toEqual([
      ["MD", "50000", "5 µs"],
      ["held-out MD", "20000", "2 µs"],
      ["LSS", "100000", "50 µs"],
    ]);
  });
});
