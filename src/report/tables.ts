// The tables of the report, as text: a number or "–" in each cell, and columns only for what exists.

import type { FreeEnergyRow, MeanStd, Report, StructureResult, TimescaleRow } from "../validation/index.js";
import { formatFixed, formatNumber, formatPercent, formatWithError, MISSING } from "./format.js";
import { chooseTimeUnit, formatDuration, formatEstimate } from "./time-unit.js";

/** Marked texts throughout (see math-text.ts). */
export interface TextTable {
  readonly title: string;
  readonly caption: string;
  /** Of all columns; the first column holds the names of the rows. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
}

/** Leaves out columns that hold nothing but "–", never the first. */
function tabulate<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Pick<TextTable, "head" | "rows"> {
  const kept = columns.filter(({ cell }, k) => k === 0 || rows.some((row) => cell(row) !== MISSING));
  return { head: kept.map(({ head }) => head), rows: rows.map((row) => kept.map(({ cell }) => cell(row))) };
}

/** Time scales with errors (Sidky 2020, Table 1). */
export function tabulateTimescales({ timescales, time_unit }: Report): TextTable | null {
  if (timescales.length === 0) return null;
  const times = timescales.flatMap(({ md, lss, exact }) => [md?.value ?? 0, lss?.value ?? 0, exact ?? 0]);
  const unit = chooseTimeUnit(time_unit, Math.max(...times.filter(Number.isFinite)));
  const estimate =
    (source: "md" | "held_out" | "lss") =>
    (row: TimescaleRow): string =>
      row[source] === null && !row.resolved && source !== "held_out" ? "unresolved" : formatEstimate(row[source], unit);
  return {
    title: "Time scales",
    caption:
      `In ${unit.name}, from exponential fits to the autocorrelation of each latent coordinate; ± one standard error over five contiguous blocks. ` +
      "LSS has the smaller error when its trajectories are longer: that is the uncertainty of sampling, not of the model.",
    ...tabulate(timescales, [
      { head: "process", cell: ({ process }) => `*t*_{${process}}` },
      { head: "MD", cell: estimate("md") },
      { head: "held-out MD", cell: estimate("held_out") },
      { head: "LSS", cell: estimate("lss") },
      { head: "exact", cell: ({ exact }) => formatNumber(exact === null ? null : exact / unit.size, 4) },
    ]),
  };
}

/** Differences of the free-energy profiles, latent and TICA coordinates. */
export function tabulateFreeEnergies({ free_energy, tica }: Report): TextTable | null {
  type Row = { readonly name: string } & Partial<FreeEnergyRow["rmse_kT"]>;
  const rows: Row[] = [
    ...free_energy.map(({ coordinate, rmse_kT }) => ({ name: `psi_${coordinate}`, ...rmse_kT })),
    ...(tica ?? []).map(({ coordinate, rmse_kT }) => ({ name: `TIC ${coordinate}`, lss_md: rmse_kT })),
  ];
  if (rows.length === 0) return null;
  return {
    title: "Differences of free energies",
    caption:
      "Root mean square difference of the aligned profiles in *k*_{B}*T*, over the bins of MD's range that are populated in both." +
      (free_energy.some(({ rmse_kT }) => rmse_kT.md_held_out !== null)
        ? " MD against held-out MD is the floor that no model can beat."
        : ""),
    ...tabulate(rows, [
      { head: "coordinate", cell: ({ name }) => name },
      { head: "LSS – MD", cell: ({ lss_md }) => formatNumber(lss_md, 2) },
      { head: "LSS – held-out MD", cell: ({ lss_held_out }) => formatNumber(lss_held_out, 2) },
      { head: "MD – held-out MD", cell: ({ md_held_out }) => formatNumber(md_held_out, 2) },
      { head: "LSS – exact", cell: ({ lss_exact }) => formatNumber(lss_exact, 2) },
    ]),
  };
}

interface StructureRow {
  readonly name: string;
  readonly md?: string;
  readonly heldOut?: string;
  readonly lss: string;
}

/** Bonds, clashes, chirality, torsions, radius of gyration, RMSD to the native structure. */
export function tabulateStructure({ structure }: Report): TextTable | null {
  if (structure === null) return null;
  const rows: StructureRow[] = [...geometryRows(structure), ...sizeRows(structure)];
  return {
    title: "Structures",
    caption:
      "Over all decoded frames. MD's range of a bond is that of its lengths in the training data. " +
      "Torsion divergences are Jensen-Shannon divergences of histograms from MD's; under held-out MD: of held-out MD from MD.",
    ...tabulate(rows, [
      { head: "quantity", cell: ({ name }) => name },
      { head: "MD", cell: ({ md }) => md ?? MISSING },
      { head: "held-out MD", cell: ({ heldOut }) => heldOut ?? MISSING },
      { head: "LSS", cell: ({ lss }) => lss },
    ]),
  };
}

function geometryRows(structure: StructureResult): StructureRow[] {
  const { clashes_per_frame: clashes, torsion_jsd: jsd } = structure;
  const rows: StructureRow[] = [
    { name: "bonds inside MD's range", lss: formatPercent(structure.bonds_in_md_range) },
    { name: "frames with every bond inside", lss: formatPercent(structure.frames_all_bonds_valid) },
    { name: "clashes per frame", md: formatNumber(clashes.md, 2), lss: formatNumber(clashes.lss, 2) },
  ];
  if (structure.wrong_chirality !== null) {
    rows.push({ name: "stereocentres of the wrong hand", lss: formatPercent(structure.wrong_chirality) });
  }
  if (jsd !== null) {
    rows.push({
      name: "torsion divergence, mean",
      heldOut: formatNumber(jsd.floor, 2),
      lss: formatNumber(jsd.mean, 2),
    });
    rows.push({ name: "torsion divergence, largest", lss: formatNumber(jsd.max, 2) });
  }
  return rows;
}

function sizeRows({ rg_nm, rmsd_to_native_nm: rmsd }: StructureResult): StructureRow[] {
  const mean = (moments: MeanStd | null): string => formatWithError(moments?.mean, moments?.sem);
  const deviation = (moments: MeanStd | null): string => formatNumber(moments?.std, 2);
  const rows: StructureRow[] = [
    { name: "*R*_{g} / nm, mean", md: mean(rg_nm.md), heldOut: mean(rg_nm.held_out), lss: mean(rg_nm.lss) },
    {
      name: "*R*_{g} / nm, deviation",
      md: deviation(rg_nm.md),
      heldOut: deviation(rg_nm.held_out),
      lss: deviation(rg_nm.lss),
    },
  ];
  if (rmsd !== null) {
    rows.push({
      name: "RMSD to native / nm, folded basin",
      md: formatNumber(rmsd.md, 2),
      lss: formatNumber(rmsd.lss, 2),
    });
  }
  return rows;
}

/** The spectrum of the learned density against the eigenvalues that it was trained on. */
export function tabulateAudit({ spectral_audit: audit, time_unit }: Report): TextTable | null {
  if (audit === null) return null;
  const nRows = Math.max(audit.timescales.length, audit.eigenfunction_slope.length);
  if (nRows === 0) return null;
  const longest = Math.max(0, ...audit.timescales.map((time) => time ?? 0));
  const unit = chooseTimeUnit(time_unit, longest);
  const rows = Array.from({ length: nRows }, (_, i) => ({
    process: i + 1,
    time: audit.timescales[i] ?? null,
    slope: audit.eigenfunction_slope[i],
  }));
  const balance = audit.detailed_balance_error;
  return {
    title: "Spectral audit of the propagator",
    caption:
      "A correct propagator satisfies E[psi_i(*t* + tau) | psi] = lambda_i psi_i: the slope of the left side against psi_i, measured on the learned density, should equal the encoder's eigenvalue. " +
      "Time scales are those of the learned density itself, without sampling." +
      (balance === null || !Number.isFinite(balance)
        ? ""
        : ` Detailed balance is violated by ${formatNumber(balance, 2)} (total probability flux).`),
    ...tabulate(rows, [
      { head: "process", cell: ({ process }) => String(process) },
      {
        head: `time scale / ${unit.name}`,
        cell: ({ time }) => (time === null ? "unresolved" : formatNumber(time / unit.size)),
      },
      { head: "slope", cell: ({ slope }) => formatFixed(slope?.measured, 4) },
      { head: "lambda_i", cell: ({ slope }) => formatFixed(slope?.lambda, 4) },
      { head: "slope − lambda_i", cell: ({ slope }) => formatFixed(slope && slope.measured - slope.lambda, 4) },
    ]),
  };
}

/** Single numbers about the kinetics. */
export function tabulateChecks(report: Report): TextTable | null {
  const { transitions, chapman_kolmogorov: test, propagator } = report;
  const rows: [string, string][] = [];
  if (transitions !== null) {
    rows.push(["transitions between cores, MD", formatNumber(transitions.md, 6)]);
    rows.push(["transitions between cores, LSS", formatNumber(transitions.lss, 6)]);
    rows.push(["transitions of LSS in the length of MD", formatNumber(transitions.lss_per_md_time, 4)]);
  }
  if (test !== null) {
    rows.push(["Chapman-Kolmogorov, largest deviation", formatNumber(test.max_deviation, 2)]);
    rows.push(["Chapman-Kolmogorov, within errors", test.within_error ? "yes" : "no"]);
  }
  const { held_out_nll: nll } = propagator;
  if (nll !== null && Number.isFinite(nll))
    rows.push(["held-out negative log-likelihood / nats", formatNumber(nll, 4)]);
  if (rows.length === 0) return null;
  return {
    title: "Further checks",
    caption: `At the lag time, ${formatDuration(report.lag, report.time_unit)}. The likelihood is that of the propagator, in units of the raw latent coordinates.`,
    head: ["check", "value"],
    rows,
  };
}
