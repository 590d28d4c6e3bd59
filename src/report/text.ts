// The report in a few lines of plain text, for a terminal: the sentences, and the tables of the paper.

import type { Report } from "../validation/index.js";
import { mathPlain } from "./math-text.js";
import { summarise } from "./summary.js";
import { type TextTable, tabulateFreeEnergies, tabulateTimescales } from "./tables.js";

/** Sentences, time scales (Sidky 2020, Table 1) and differences of free energies. */
export function describeReport(report: Report): string[] {
  const tables = [tabulateTimescales(report), tabulateFreeEnergies(report)];
  return [
    ...summarise(report).map(mathPlain),
    ...tables.flatMap((table) => (table === null ? [] : ["", ...tableLines(table)])),
  ];
}

/** The title, then one line a row, columns aligned: names to the left, numbers to the right. */
export function tableLines({ title, head, rows }: TextTable): string[] {
  const cells = [head, ...rows].map((row) => row.map(mathPlain));
  const widths = head.map((_, k) => Math.max(...cells.map((row) => row[k]!.length)));
  return [
    `${mathPlain(title)}:`,
    ...cells.map((row) =>
      row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join("  "),
    ),
  ];
}
