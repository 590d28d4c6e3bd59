// Each source has one colour and one dash through the whole report; told apart with any colour vision, and in grey by the dash.

import type { SourceName } from "../validation/index.js";

export interface LineStyle {
  readonly label: string;
  readonly colour: string;
  /** SVG dash array; null for a solid line. */
  readonly dash: string | null;
  readonly width: number;
}

/** In drawing order: what is drawn later lies on top. */
export const SOURCE_STYLES: Readonly<Record<SourceName, LineStyle>> = {
  md: { label: "MD", colour: "#3d4f66", dash: null, width: 1.8 },
  held_out: { label: "held-out MD", colour: "#1a9a8c", dash: "5 3", width: 1.6 },
  msm: { label: "MSM", colour: "#8d5fb3", dash: "7 2 1.5 2", width: 1.4 },
  lss: { label: "LSS", colour: "#e0701b", dash: null, width: 1.8 },
  exact: { label: "exact", colour: "#000000", dash: "0.1 3.2", width: 1.7 },
};

export const SOURCE_NAMES = Object.keys(SOURCE_STYLES) as readonly SourceName[];

export const INK = "#1d2530";
export const MUTED = "#6a7480";
export const GRID = "#e7eaee";
export const FONT_FAMILY = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";
