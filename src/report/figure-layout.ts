// Panels side by side, under a legend, in one stand-alone SVG file.

import { escapeXml, mathPlain, mathSvg } from "./math-text.js";
import { FONT_FAMILY, INK, type LineStyle } from "./palette.js";
import { FONT_SIZE, type Panel } from "./plot-to-svg.js";

/** One numbered figure of the report. */
export interface Figure {
  /** File name without its ending. */
  readonly name: string;
  /** A stand-alone SVG document. */
  readonly svg: string;
  /** Marked texts (see math-text.ts): what is shown, and how it was computed and what to look for. */
  readonly title: string;
  readonly caption: string;
}

export interface LegendItem extends LineStyle {
  readonly symbol?: "line" | "dot";
}

export interface FigureLayout {
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly legend?: readonly LegendItem[];
}

/** The width of a figure that fills the column, in px. */
export const FIGURE_WIDTH = 720;

/** Panels of equal width that fill the figure's: four in two rows, others by threes. */
export function panelGrid(count: number): { readonly columns: number; readonly width: number } {
  const columns = Math.min(count, count === 4 ? 2 : 3);
  return { columns, width: (FIGURE_WIDTH - GAP * (columns - 1)) / columns };
}

const LEGEND_HEIGHT = 26;
const TITLE_HEIGHT = 20;
const GAP = 14;
const SAMPLE_WIDTH = 24;
/** A generous mean width of a letter, so that no legend entry touches the next in any of the fonts. */
const LETTER_WIDTH = 0.53 * FONT_SIZE;

/** Lays the panels out row by row; panels of one column have the width of its widest. */
export function layoutFigure(title: string, { panels, columns, legend = [] }: FigureLayout): string {
  const rows: Panel[][] = [];
  for (let i = 0; i < panels.length; i += columns) rows.push(panels.slice(i, i + columns));
  let y = legend.length === 0 ? 4 : LEGEND_HEIGHT;
  let width = 0;
  const placed: string[] = [];
  for (const row of rows) {
    const titled = row.some((panel) => panel.title !== null);
    const top = y + (titled ? TITLE_HEIGHT : 0);
    let x = 0;
    for (const panel of row) {
      placed.push(place(panel, x, top));
      x += panel.width + GAP;
    }
    width = Math.max(width, x - GAP);
    y = top + Math.max(...row.map((panel) => panel.height)) + GAP;
  }
  const height = y - GAP + 6;
  const left = rows[0]?.[0]?.marginLeft ?? 0;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` role="img" font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" fill="${INK}">`,
    `<title>${escapeXml(mathPlain(title))}</title><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    drawLegend(legend, left),
    ...placed,
    "</svg>",
  ].join("");
}

function place(panel: Panel, x: number, y: number): string {
  const title =
    panel.title === null
      ? ""
      : `<text x="${x + panel.marginLeft}" y="${y - 2}" font-weight="600">${mathSvg(panel.title)}</text>`;
  return title + panel.svg.replace(/^<svg /, `<svg x="${x}" y="${y}" overflow="visible" `);
}

function drawLegend(items: readonly LegendItem[], left: number): string {
  let x = left;
  const parts: string[] = [];
  for (const item of items) {
    parts.push(drawSample(item, x), `<text x="${x + SAMPLE_WIDTH + 6}" y="16">${mathSvg(item.label)}</text>`);
    x += SAMPLE_WIDTH + 6 + mathPlain(item.label).length * LETTER_WIDTH + 20;
  }
  return parts.join("");
}

function drawSample({ colour, dash, width, symbol }: LegendItem, x: number): string {
  if (symbol === "dot") return `<circle cx="${x + SAMPLE_WIDTH / 2}" cy="12" r="2.6" fill="${colour}"/>`;
  const dashes = dash === null ? "" : ` stroke-dasharray="${dash}"`;
  const stroke = `stroke="${colour}" stroke-width="${width}" stroke-linecap="round"`;
  return `<path d="M${x},12h${SAMPLE_WIDTH}" fill="none" ${stroke}${dashes}/>`;
}
