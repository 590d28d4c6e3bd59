// Populations of the states of the slowest coordinate, and passages between its cores.

import type { FigureData, Measured, PassageRow, Report } from "../validation/index.js";
import { formatNumber, formatWithError, MISSING } from "./format.js";
import { SOURCE_STYLES } from "./palette.js";
import { type TextTable, tabulate } from "./tables.js";
import { chooseTimeUnit, formatDuration, type TimeUnit } from "./time-unit.js";

/** How often and how fast the cores are reached. */
export function tabulatePassages({ passages, transitions, time_unit, lag }: Report): TextTable | null {
  const times = passages.flatMap(({ md, lss }) => [md?.value ?? 0, lss?.value ?? 0]);
  const unit = chooseTimeUnit(time_unit, Math.max(0, ...times.filter(Number.isFinite)));
  const rows = [
    ...passages.map((row) => timeRow(row, unit)),
    ...(transitions === null
      ? []
      : [
          {
            name: "crossings in the length of MD",
            md: formatWithError(transitions.md, transitions.md_sem),
            lss: formatWithError(transitions.lss_per_md_time, transitions.lss_per_md_time_sem),
          },
        ]),
  ];
  const cells = rows.flatMap(({ md, lss }) => [md, lss]);
  if (cells.every((cell) => cell === MISSING)) return null;
  return {
    title: "Passages between the two cores of the slowest coordinate",
    caption:
      `Mean first passage times: time since the first arrival in the one core by the number of arrivals in the other, seen every ${formatDuration(lag, time_unit)}; ` +
      "± one standard error, of rare events with exponential waiting times. Of the MSM by transition path theory, its error over five blocks.",
    ...tabulate<PassageCells>(rows, [
      { head: "quantity", cell: ({ name }) => name },
      { head: "MD", cell: ({ md }) => md },
      { head: "held-out MD", cell: ({ heldOut }) => heldOut ?? MISSING },
      { head: "LSS", cell: ({ lss }) => lss },
      { head: "MSM", cell: ({ msm }) => msm ?? MISSING },
    ]),
  };
}

interface PassageCells {
  readonly name: string;
  readonly md: string;
  readonly heldOut?: string;
  readonly lss: string;
  readonly msm?: string;
}

function timeRow({ from, to, md, held_out, lss, msm }: PassageRow, unit: TimeUnit): PassageCells {
  const textOf = (time: Measured | null): string =>
    formatWithError(time && time.value / unit.size, time && time.sem / unit.size);
  const name = `${from} to ${to} / ${unit.name}`;
  return { name, md: textOf(md), heldOut: textOf(held_out), lss: textOf(lss), msm: textOf(msm) };
}

/** Populations, and how far the mean structures of the states are apart. */
export function tabulateBasins({ basins, ensemble }: Report): TextTable | null {
  const share = (measured: Measured | null): string =>
    measured === null ? MISSING : formatWithError(100 * measured.value, 100 * measured.sem);
  const known = basins.some(({ population }) => population.md !== null || population.lss !== null);
  if (!known) return null;
  return {
    title: "States of the slowest coordinate",
    caption:
      "Share of the frames in %, ± one standard error over five blocks; the states are parted at the barriers of MD's free energy along psi_1. " +
      (basins.some(({ average_rmsd_nm: rmsd }) => rmsd !== null)
        ? "RMSD: of the mean structure of the sampled frames of a state from that of MD, in nm; that of held-out MD is the floor."
        : ""),
    ...tabulate(basins, [
      { head: "state", cell: ({ state }) => formatNumber(state) },
      { head: "MD", cell: ({ population }) => share(population.md) },
      { head: "held-out MD", cell: ({ population }) => share(population.held_out) },
      { head: "LSS", cell: ({ population }) => share(population.lss) },
      {
        head: "model error",
        cell: ({ state }) => {
          const deviation = ensemble?.population_std[state - 1] ?? null;
          return formatNumber(deviation === null ? null : 100 * deviation, 2);
        },
      },
      { head: "RMSD, LSS", cell: ({ average_rmsd_nm: rmsd }) => formatNumber(rmsd?.lss_md, 2) },
      { head: "RMSD, held-out", cell: ({ average_rmsd_nm: rmsd }) => formatNumber(rmsd?.md_held_out, 2) },
    ]),
  };
}

/** What was compared. */
export function tabulateData(sizes: FigureData["data"], { time_unit }: Report): TextTable | null {
  if (sizes.length === 0) return null;
  return {
    title: "Data",
    caption:
      "What stands behind each source: MD is the training data, held-out MD was given to the validation, LSS was made for it.",
    ...tabulate(sizes, [
      { head: "source", cell: ({ source }) => SOURCE_STYLES[source].label },
      { head: "frames", cell: ({ frames }) => formatNumber(frames, 9) },
      { head: "length", cell: ({ length }) => formatDuration(length, time_unit) },
    ]),
  };
}
