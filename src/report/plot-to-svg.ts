// The one place where Observable Plot and a DOM meet: plot options in, the text of an SVG element out.

import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { mathSvg } from "./math-text.js";
import { FONT_FAMILY, INK } from "./palette.js";

/** The few members of a DOM element that are used here: src/ compiles without the DOM's types. */
interface SvgElement {
  textContent: string;
  innerHTML: string;
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<SvgElement>;
  removeAttribute(name: string): void;
  setAttribute(name: string, value: string): void;
  remove(): void;
}

/** A drawn plot, to be placed in a figure. */
export interface Panel {
  /** One `<svg>` element, without position. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Marked text (see math-text.ts) above the plot. */
  readonly title: string | null;
  /** Where the plot's frame begins, for the title. */
  readonly marginLeft: number;
}

export const FONT_SIZE = 11;

interface PanelOptions extends PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly marginLeft: number;
  readonly title?: string | undefined;
}

/** Draws one plot; axis labels may carry marks (see math-text.ts). */
export function drawPanel({ title, ...options }: PanelOptions): Panel {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot({ ...options, document }) as unknown as SvgElement;
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const text of svg.querySelectorAll("text")) text.innerHTML = mathSvg(text.textContent);
  for (const name of ["class", "style"]) svg.removeAttribute(name);
  svg.setAttribute("font-size", String(FONT_SIZE));
  svg.setAttribute("font-family", FONT_FAMILY);
  svg.setAttribute("fill", INK);
  svg.setAttribute("color", INK);
  const { width, height, marginLeft } = options;
  return { svg: shortenNumbers(svg.outerHTML), width, height, title: title ?? null, marginLeft };
}

const GEOMETRY = /(\s(d|x|y|x1|y1|x2|y2|cx|cy|width|height|transform)=")([^"]*)"/g;
const LONG_NUMBER = /-?\d+\.\d{2,}(?:e-?\d+)?/g;

/** Keeps one decimal of paths and two of all else: less than a printer can show, and half the size. */
function shortenNumbers(svg: string): string {
  return svg.replaceAll(GEOMETRY, (_, head: string, attribute: string, value: string) => {
    const decimals = attribute === "d" ? 1 : 2;
    const short = value.replaceAll(LONG_NUMBER, (number) => String(Number(Number(number).toFixed(decimals))));
    return `${head}${short}"`;
  });
}
