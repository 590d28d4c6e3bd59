// What a simulator has to reach, read from its report.

import type { Differences, MeanStd, Report } from "../src/validation/index.js";

/** One bar in one run. */
export interface Reading {
  /** For the table. */
  readonly text: string;
  readonly reached: boolean;
}

export interface Bar {
  readonly what: string;
  readonly wanted: string;
  /** Null where the report has nothing of the kind. */
  read(report: Report): Reading | null;
}

const MAX_TIMESCALE_ERROR = 0.05;
const MAX_FREE_ENERGY_KT = 0.3;
const FLOOR_MARGIN_KT = 0.1;
const MAX_TICA_KT = 0.5;
const MAX_SLOPE_ERROR = 0.02;
const MIN_WHOLE_FRAMES = 0.99;
const CLASH_MARGIN = 0.05;
const MAX_JSD = 0.008;
const MAX_RG_DEVIATION = 0.05;
const MAX_AVERAGE_RMSD_NM = 0.05;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const list = (values: readonly number[], digits: number): string => values.map((v) => v.toFixed(digits)).join(", ");

export const BARS: readonly Bar[] = [
  {
    what: "time scales against training MD (against the exact ones where they are known)",
    wanted: "each resolved one within 5 %",
    read: ({ timescales }) => {
      const errors = timescales.flatMap(({ resolved, lss, md, exact }) => {
        const known = exact ?? md?.value;
        return resolved && lss !== null && known != null ? [lss.value / known - 1] : [];
      });
      if (errors.length === 0) return null;
      const signed = errors.map((error) => `${error > 0 ? "+" : ""}${(100 * error).toFixed(1)} %`).join(", ");
      return { text: signed, reached: errors.every((error) => Math.abs(error) <= MAX_TIMESCALE_ERROR) };
    },
  },
  {
    what: "the same in standard errors of both",
    wanted: "within 2",
    read: ({ timescales }) => {
      const errors = timescales.flatMap(({ resolved, lss, md }) =>
        resolved && lss !== null && md !== null ? [(lss.value - md.value) / Math.hypot(lss.sem, md.sem)] : [],
      );
      return errors.length === 0
        ? null
        : { text: list(errors, 1), reached: errors.every((error) => Math.abs(error) <= 2) };
    },
  },
  {
    what: "free energy along each coordinate, RMS difference from training MD in kT (of held-out MD)",
    wanted: `at most ${MAX_FREE_ENERGY_KT}, and that of held-out MD + ${FLOOR_MARGIN_KT}`,
    read: ({ free_energy }) => {
      const rows = free_energy.flatMap(({ rmse_kT }) => (rmse_kT.lss_md === null ? [] : [rmse_kT]));
      if (rows.length === 0) return null;
      const isReached = ({ lss_md, md_held_out }: Differences): boolean =>
        lss_md! <= Math.min(MAX_FREE_ENERGY_KT, (md_held_out ?? Number.POSITIVE_INFINITY) + FLOOR_MARGIN_KT);
      const text = rows.map(({ lss_md, md_held_out }) => `${lss_md!.toFixed(2)}${floorOf(md_held_out)}`).join(", ");
      return { text, reached: rows.every(isReached) };
    },
  },
  {
    what: "TICA profiles, RMS difference from training MD in kT (of held-out MD)",
    wanted: `at most ${MAX_TICA_KT} each`,
    read: ({ tica }) => {
      const rows = (tica ?? []).flatMap(({ rmse_kT, floor_kT }) => (rmse_kT === null ? [] : [{ rmse_kT, floor_kT }]));
      if (rows.length === 0) return null;
      const text = rows.map(({ rmse_kT, floor_kT }) => `${rmse_kT.toFixed(2)}${floorOf(floor_kT)}`).join(", ");
      return { text, reached: rows.every(({ rmse_kT }) => rmse_kT <= MAX_TICA_KT) };
    },
  },
  {
    what: "slope of E[psi'|psi] on psi over its eigenvalue",
    wanted: "within 2 %",
    read: ({ spectral_audit }) => {
      const ratios = (spectral_audit?.eigenfunction_slope ?? []).map(({ measured, lambda }) => measured / lambda);
      if (ratios.length === 0) return null;
      return { text: list(ratios, 3), reached: ratios.every((ratio) => Math.abs(ratio - 1) <= MAX_SLOPE_ERROR) };
    },
  },
  {
    what: "Chapman-Kolmogorov: staying probabilities over 1 to 5 lag times, largest difference from MD",
    wanted: "within MD's error",
    read: ({ chapman_kolmogorov }) =>
      chapman_kolmogorov && {
        text: chapman_kolmogorov.max_deviation.toFixed(3),
        reached: chapman_kolmogorov.within_error,
      },
  },
  {
    what: "frames with every bond in MD's range",
    wanted: `at least ${percent(MIN_WHOLE_FRAMES)}`,
    read: ({ structure }) =>
      structure && {
        text: percent(structure.frames_all_bonds_valid),
        reached: structure.frames_all_bonds_valid >= MIN_WHOLE_FRAMES,
      },
  },
  {
    what: "clashes a frame (MD)",
    wanted: `at most MD's + ${CLASH_MARGIN}`,
    read: ({ structure }) => {
      if (structure === null) return null;
      const { lss, md } = structure.clashes_per_frame;
      return { text: `${lss.toFixed(3)} (${md.toFixed(3)})`, reached: lss <= md + CLASH_MARGIN };
    },
  },
  {
    what: "stereocentres of the wrong hand",
    wanted: "none",
    read: ({ structure }) => {
      const share = structure?.wrong_chirality;
      return share == null ? null : { text: percent(share), reached: share === 0 };
    },
  },
  {
    what: "torsions, mean Jensen-Shannon divergence from held-out MD (of MD)",
    wanted: `at most ${MAX_JSD}`,
    read: ({ structure }) => readDivergence(structure?.torsion_jsd),
  },
  {
    what: "C-alpha distances, the same",
    wanted: `at most ${MAX_JSD}`,
    read: ({ structure }) => readDivergence(structure?.distance_jsd),
  },
  {
    what: "radius of gyration in nm, mean ± deviation (MD)",
    wanted: "mean within a standard error of MD, deviation within 5 %",
    read: ({ structure }) => {
      if (structure === null) return null;
      const { md, lss } = structure.rg_nm;
      const show = ({ mean, std }: MeanStd): string => `${mean.toFixed(4)} ± ${std.toFixed(4)}`;
      const reached = Math.abs(lss.mean - md.mean) <= md.sem && Math.abs(lss.std / md.std - 1) <= MAX_RG_DEVIATION;
      return { text: `${show(lss)} (${show(md)})`, reached };
    },
  },
  {
    what: "RMSD between the average structures of the folded state in nm (of held-out MD)",
    wanted: `at most ${MAX_AVERAGE_RMSD_NM}`,
    read: ({ structure }) => {
      const folded = structure?.rmsd_to_native_nm?.folded_average;
      if (folded?.lss_md == null) return null;
      const { lss_md, md_held_out } = folded;
      return { text: `${lss_md.toFixed(3)}${floorOf(md_held_out)}`, reached: lss_md <= MAX_AVERAGE_RMSD_NM };
    },
  },
];

function floorOf(value: number | null): string {
  return value === null ? "" : ` (${value.toFixed(2)})`;
}

function readDivergence(jsd: NonNullable<Report["structure"]>["torsion_jsd"] | undefined): Reading | null {
  if (jsd == null) return null;
  const floor = jsd.floor === null ? "" : ` (${jsd.floor.toFixed(4)})`;
  return { text: `${jsd.mean.toFixed(4)}${floor}`, reached: jsd.mean <= MAX_JSD };
}
