// index.html: one file that needs nothing else.

import type { Report } from "../validation/index.js";
import type { Figure } from "./figure-layout.js";
import { escapeXml, mathHtml } from "./math-text.js";
import { STYLESHEET } from "./stylesheet.js";
import type { TextTable } from "./tables.js";
import { formatDuration } from "./time-unit.js";

/** What stands under one heading, in reading order; absent items are null. */
export interface Section {
  readonly heading: string;
  readonly items: readonly (Figure | TextTable | null)[];
}

/** The whole page; `summary` holds marked sentences (see math-text.ts). */
export function renderHtml(report: Report, summary: readonly string[], sections: readonly Section[]): string {
  const count = { figures: 0, tables: 0 };
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(report.model.name)} – latent space simulator, validation</title>`,
    `<style>${STYLESHEET}</style>`,
    "</head>",
    "<body>",
    "<main>",
    renderHeader(report),
    renderVerdict(report.verdict),
    renderWarnings(report.warnings),
    summary.length === 0
      ? ""
      : `<section class="summary">${summary.map((sentence) => `<p>${keepNumbersTogether(mathHtml(sentence))}</p>`).join("\n")}</section>`,
    ...sections.map((section) => renderSection(section, count)),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function renderHeader({ model, lag, latent_dim, time_unit }: Report): string {
  const facts: readonly (readonly [string, string])[] = [
    ["lag time", formatDuration(lag, time_unit)],
    ["latent coordinates", String(latent_dim)],
    ["model", `SHA-256 ${model.sha256.slice(0, 12)}`],
    ["made by", model.software],
  ];
  const list = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeXml(value)}</dd></div>`).join("");
  return `<header><p class="kicker">Latent space simulator: validation</p><h1>${escapeXml(model.name)}</h1><dl>${list}</dl></header>`;
}

const VERDICT_CLASSES = { trusted: "good", unproven: "open", "not trusted": "bad" } as const;

function renderVerdict({ level, message }: Report["verdict"]): string {
  return `<p class="verdict ${VERDICT_CLASSES[level]}">${mathHtml(message)}</p>`;
}

function renderWarnings(warnings: Report["warnings"]): string {
  if (warnings.length === 0) return "";
  const items = warnings.map(
    ({ code, message }) => `<li>${sentenceHtml(message)} <code class="name">${escapeXml(code)}</code></li>`,
  );
  return `<aside class="warnings"><b>What was found, and what to do</b><ul>${items.join("")}</ul></aside>`;
}

/** Commands stand between backticks. */
function sentenceHtml(sentence: string): string {
  return mathHtml(sentence).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function renderSection({ heading, items }: Section, count: { figures: number; tables: number }): string {
  const present = items.filter((item) => item !== null);
  if (present.length === 0) return "";
  const parts = present.map((item) =>
    "svg" in item ? renderFigure(item, ++count.figures) : renderTable(item, ++count.tables),
  );
  return `<section><h2>${escapeXml(heading)}</h2>\n${parts.join("\n")}\n</section>`;
}

function renderFigure({ name, svg, title, caption }: Figure, number: number): string {
  const text = `<b>Figure ${number}. ${mathHtml(title)}.</b> ${mathHtml(caption)}`;
  return `<figure class="drawing" id="${name}"><div class="scroll">${svg}</div><figcaption>${text}</figcaption></figure>`;
}

function renderTable({ title, caption, head, rows }: TextTable, number: number): string {
  const headCells = head.map((cell) => `<th scope="col">${mathHtml(cell)}</th>`).join("");
  const widths = head.map((_, k) => Math.max(0, ...rows.map((row) => errorOf(row[k] ?? "").length)));
  const bodyRows = rows.map(([name, ...cells]) => {
    const values = cells.map((cell, k) => `<td>${renderValue(cell, widths[k + 1]!)}</td>`).join("");
    return `<tr><th scope="row">${mathHtml(name ?? "")}</th>${values}</tr>`;
  });
  const text = `<b>Table ${number}. ${mathHtml(title)}.</b> ${sentenceHtml(caption)}`;
  return (
    `<figure class="table"><div class="scroll"><table><thead><tr>${headCells}</tr></thead>` +
    `<tbody>${bodyRows.join("")}</tbody></table></div><figcaption>${text}</figcaption></figure>`
  );
}

const errorOf = (cell: string): string => cell.split(" ± ")[1] ?? "";

/** Value and error in two parts, the error as wide as the widest of its column: the signs ± stand in a line. */
function renderValue(cell: string, errorWidth: number): string {
  const [value, error] = cell.split(" ± ");
  if (error === undefined) return mathHtml(cell);
  return `${value} ± <span class="error" style="min-width:${errorWidth}ch">${error}</span>`;
}

/** No line break inside `5.2 ± 0.4 ns`. */
function keepNumbersTogether(sentence: string): string {
  return sentence.replaceAll(/(?<=\d) (?=±|[fpnµm]s\b|nm\b|%|steps\b|<i>k<)|(?<=±) /g, "\u00a0");
}
