// report.json: the keys of the contract, in its order, and null wherever there is no finite number.

import type { Report } from "../validation/index.js";

/** The first level, in order; the type keeps the list complete. */
const KEYS: { readonly [Key in keyof Report]: true } = {
  schema: true,
  verdict: true,
  model: true,
  time_unit: true,
  lag: true,
  latent_dim: true,
  timescales: true,
  free_energy: true,
  propagator: true,
  spectral_audit: true,
  structure: true,
  tica: true,
  chapman_kolmogorov: true,
  transitions: true,
  passages: true,
  committor_rmse: true,
  basins: true,
  msm: true,
  ensemble: true,
  warnings: true,
};

/** report.json as text, indented by two spaces, with a newline at the end. Keys outside the contract are dropped. */
export function serialiseReport(report: Report): string {
  const ordered = Object.fromEntries(Object.keys(KEYS).map((key) => [key, report[key as keyof Report]]));
  return `${JSON.stringify(ordered, finiteOrNull, 2)}\n`;
}

/** `undefined` would drop its key, and JSON has no NaN. */
function finiteOrNull(_key: string, value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
