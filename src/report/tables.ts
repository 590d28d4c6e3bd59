// The tables of the report, as text: a number or "–" in each cell, and columns only for what exists.

import type { FreeEnergyRow, MarkovTest, Report, TimescaleRow } from "../validation/index.js";
import { formatFixed, formatNumber, MISSING } from "./format.js";
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
export function tabulate<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Pick<TextTable, "head" | "rows"> {
  const kept = columns.filter(({ cell }, k) => k === 0 || rows.some((row) => cell(row) !== MISSING));
  return { head: kept.map(({ head }) => head), rows: rows.map((row) => kept.map(({ cell }) => cell(row))) };
}

/** Time scales with errors (Sidky 2020, Table 1). */
export function tabulateTimescales({ timescales, msm, ensemble, time_unit }: Report): TextTable | null {
  if (timescales.length === 0) return null;
  const times = timescales.flatMap(({ md, lss, exact }) => [md?.value ?? 0, lss?.value ?? 0, exact ?? 0]);
  const unit = chooseTimeUnit(time_unit, Math.max(...times.filter(Number.isFinite)));
  const estimate =
    (source: "md" | "held_out" | "lss") =>
    (row: TimescaleRow): string =>
      row[source] === null && !row.resolved && source !== "held_out" ? "unresolved" : formatEstimate(row[source], unit);
  return {
    title: `Time scales in ${unit.name}`,
    caption:
      `From exponential fits to the autocorrelation of each latent coordinate; ± one standard error over five contiguous blocks. ` +
      "LSS has the smaller error when its trajectories are longer: that is the uncertainty of sampling, not of the model. " +
      describeModelError(ensemble) +
      (msm === null
        ? ""
        : ` MSM: a Markov state model of the training MD at the same lag time (${formatNumber(msm.connected_states)} connected of ${formatNumber(msm.states)} k-means clusters in latent space, reversible maximum likelihood).`),
    ...tabulate(timescales, [
      { head: "process", cell: ({ process }) => `*t*_{${process}}` },
      { head: "MD", cell: estimate("md") },
      { head: "held-out MD", cell: estimate("held_out") },
      { head: "LSS", cell: estimate("lss") },
      {
        head: "model error",
        cell: ({ process }) => {
          const deviation = ensemble?.timescale_std[process - 1] ?? null;
          return formatNumber(deviation === null ? null : deviation / unit.size, 2);
        },
      },
      { head: "MSM", cell: ({ process }) => formatEstimate(msm?.timescales[process - 1] ?? null, unit) },
      { head: "exact", cell: ({ exact }) => formatNumber(exact === null ? null : exact / unit.size, 4) },
    ]),
  };
}

/** What the model's own error is, or how to get it. */
function describeModelError(ensemble: Report["ensemble"]): string {
  return ensemble === null
    ? "The model's own error is measured by `lss fit --ensemble 5`."
    : `The model's own error is the standard deviation over ${formatNumber(ensemble.members)} propagators that were trained from other random numbers on resampled data, less that of sampling.`;
}

/** Differences of the free-energy profiles, latent and TICA coordinates. */
export function tabulateFreeEnergies({ free_energy, tica, msm, ensemble }: Report): TextTable | null {
  type Row = { readonly name: string; readonly msm?: number | null; readonly model?: number | null } & Partial<
    FreeEnergyRow["rmse_kT"]
  >;
  const ofMsm = new Map(msm?.free_energy_rmse_kT.map(({ coordinate, held_out }) => [coordinate, held_out]));
  const rows: Row[] = [
    ...free_energy.map(({ coordinate, rmse_kT }) => ({
      name: `psi_${coordinate}`,
      ...rmse_kT,
      msm: ofMsm.get(coordinate) ?? null,
      model: ensemble?.free_energy_kT[coordinate - 1] ?? null,
    })),
    ...(tica ?? []).map(({ coordinate, rmse_kT, rmse_held_out_kT, floor_kT }) => ({
      name: `TIC ${coordinate}`,
      lss_md: rmse_kT,
      lss_held_out: rmse_held_out_kT,
      md_held_out: floor_kT,
    })),
  ];
  if (rows.length === 0) return null;
  return {
    title: "Differences of free energies in *k*_{B}*T*",
    caption:
      "Root mean square difference of the aligned profiles, over the bins of MD's range that are populated in both." +
      (free_energy.some(({ rmse_kT }) => rmse_kT.md_held_out !== null)
        ? " MD against held-out MD is the floor that no model can beat."
        : ""),
    ...tabulate(rows, [
      { head: "coordinate", cell: ({ name }) => name },
      { head: "LSS – MD", cell: ({ lss_md }) => formatNumber(lss_md, 2) },
      { head: "LSS – held-out MD", cell: ({ lss_held_out }) => formatNumber(lss_held_out, 2) },
      { head: "MD – held-out MD", cell: ({ md_held_out }) => formatNumber(md_held_out, 2) },
      { head: "MSM – held-out MD", cell: ({ msm: rmse }) => formatNumber(rmse, 2) },
      { head: "model error", cell: ({ model }) => formatNumber(model, 2) },
      { head: "LSS – exact", cell: ({ lss_exact }) => formatNumber(lss_exact, 2) },
    ]),
  };
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
      "A correct propagator satisfies E[psi_i(*t* + tau) | psi] = lambda_i psi_i: the slope of the left side against psi_i, measured on the learned density, should equal the autocorrelation of MD at one lag time. " +
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
  const { chapman_kolmogorov: test, committor_rmse: differences, propagator } = report;
  const rows: [string, string][] = [];
  if (test !== null) {
    const textOf = ({ max_deviation, within_error }: MarkovTest): string =>
      `${formatNumber(max_deviation, 2)} (${within_error ? "within" : "beyond"} errors)`;
    rows.push(["staying probabilities, LSS from MD", textOf(test)]);
    const names = { md: "MD", held_out: "held-out MD", lss: "LSS", msm: "MSM" } as const;
    for (const source of ["md", "held_out", "lss", "msm"] as const) {
      const own = test.markov[source];
      if (own !== null) rows.push([`staying probabilities, ${names[source]} from its own prediction`, textOf(own)]);
    }
  }
  if (differences !== null) {
    rows.push(["committor, LSS from MD", formatNumber(differences.lss_md, 2)]);
    if (differences.md_held_out !== null) {
      rows.push(["committor, MD from held-out MD", formatNumber(differences.md_held_out, 2)]);
    }
  }
  const { held_out_nll: nll } = propagator;
  if (nll !== null && Number.isFinite(nll))
    rows.push(["held-out negative log-likelihood / nats", formatNumber(nll, 4)]);
  if (rows.length === 0) return null;
  return {
    title: "Further checks",
    caption: `At the lag time, ${formatDuration(report.lag, report.time_unit)}. Staying probabilities: the largest deviation over all states and 1 to 5 lag times. Committors: root mean square over psi_1. The likelihood is that of the propagator, in units of the raw latent coordinates.`,
    head: ["check", "value"],
    rows,
  };
}
