// When a simulator must not be trusted: the report says so by itself, in one plain sentence each.

import { formatTime } from "../base/index.js";
import { totalCounts } from "./curves.js";
import type { Observables } from "./observables.js";
import type { Estimate, Report, TimescaleRow, Warning } from "./results.js";
import type { Sources } from "./sources.js";

/** What the warnings are about. */
export interface Findings {
  readonly observables: Observables;
  readonly sources: Sources;
  /** All of the report but its warnings. */
  readonly report: Omit<Report, "warnings">;
  readonly validatedOnTrainingData: boolean;
}

const MIN_TRANSITIONS = 10;
const HELD_OUT_SHARE = 0.5;
/** Estimates differ from so many combined standard errors on. */
const SIGNIFICANT_ERRORS = 2;
const MIN_VALID_FRAMES = 0.95;
/** The hand of a centre is what 99.9 % of MD's frames have. */
const MAX_WRONG_CHIRALITY = 0.001;
const MAX_OUTSIDE = 0.01;

export function findWarnings(findings: Findings): Warning[] {
  return [
    fewTransitions(findings),
    unresolved(findings),
    belowLag(findings),
    heldOutGap(findings),
    chapmanKolmogorov(findings),
    timescaleMismatch(findings),
    outsideTrainingDensity(findings),
    brokenGeometry(findings),
    wrongChirality(findings),
    trainingData(findings),
  ].filter((warning) => warning !== null);
}

function fewTransitions({ report: { transitions } }: Findings): Warning | null {
  if (transitions === null || transitions.md >= MIN_TRANSITIONS) return null;
  const { md } = transitions;
  return {
    code: "FEW_TRANSITIONS",
    message:
      `The training data cross between the two main basins of the slowest coordinate ${md} time${md === 1 ? "" : "s"} ` +
      `(at least ${MIN_TRANSITIONS} are wanted): the slowest time scale and the populations are hardly known.`,
  };
}

function unresolved({ report: { timescales } }: Findings): Warning | null {
  const rows = timescales.filter(({ resolved }) => !resolved);
  if (rows.length === 0) return null;
  const where = (row: TimescaleRow): string => (row.md === null ? (row.lss === null ? "MD and LSS" : "MD") : "LSS");
  return {
    code: "UNRESOLVED_PROCESS",
    message: `No time scale could be measured for ${listed(rows, (row) => `process ${row.process} in ${where(row)}`)}.`,
  };
}

function belowLag({ report: { timescales, lag, time_unit: unit } }: Findings): Warning | null {
  const rows = timescales.filter(({ md }) => md !== null && md.value <= lag);
  if (rows.length === 0) return null;
  return {
    code: "TIMESCALE_BELOW_LAG",
    message:
      `${listed(rows, ({ process, md }) => `Process ${process} (${time(md!.value, unit)})`)} ` +
      `${rows.length === 1 ? "relaxes" : "relax"} within the lag time of ${time(lag, unit)}, ` +
      "so that a step hardly remembers it: a shorter lag would resolve it better.",
  };
}

function heldOutGap({ report: { timescales, time_unit: unit } }: Findings): Warning | null {
  const rows = timescales.filter(
    ({ md, held_out: heldOut }) =>
      md !== null && heldOut !== null && heldOut.value < HELD_OUT_SHARE * md.value && differ(md, heldOut) !== false,
  );
  if (rows.length === 0) return null;
  return {
    code: "HELD_OUT_GAP",
    message:
      "On held-out data the coordinates relax much faster than on the training data: " +
      `${listed(rows, ({ process, md, held_out: heldOut }) => `process ${process} in ${time(heldOut!.value, unit)}, not ${time(md!.value, unit)}`)}. ` +
      "The encoder has probably learned the noise of its training data.",
  };
}

function chapmanKolmogorov({ report: { chapman_kolmogorov: test } }: Findings): Warning | null {
  if (test === null || test.within_error) return null;
  return {
    code: "CHAPMAN_KOLMOGOROV",
    message:
      `MD is not Markovian along the slowest coordinate at this lag time: staying probabilities deviate by up to ` +
      `${test.max_deviation.toFixed(3)} from the Chapman-Kolmogorov prediction, more than their errors; try a longer lag.`,
  };
}

function timescaleMismatch({ report: { timescales, time_unit: unit } }: Findings): Warning | null {
  const rows = timescales.filter(({ md, lss }) => md !== null && lss !== null && differ(md, lss) === true);
  if (rows.length === 0) return null;
  return {
    code: "TIMESCALE_MISMATCH",
    message:
      `Time scales of LSS differ from MD by more than ${SIGNIFICANT_ERRORS} combined standard errors: ` +
      `${listed(rows, ({ process, md, lss }) => `process ${process} relaxes in ${time(lss!.value, unit)}, not ${time(md!.value, unit)}`)}.`,
  };
}

function outsideTrainingDensity({ sources: { md, lss } }: Findings): Warning | null {
  const shares = lss.latent.map((counts, d) => {
    const known = totalCounts(md.latent[d]!);
    const inside = totalCounts(counts).reduce((sum, count, b) => (known[b]! > 0 ? sum + count : sum), 0);
    return 1 - inside / lss.frames;
  });
  const worst = shares.reduce((best, share, d) => (share > shares[best]! ? d : best), 0);
  if (shares[worst]! <= MAX_OUTSIDE) return null;
  return {
    code: "OUTSIDE_TRAINING_DENSITY",
    message: `${percent(shares[worst]!)} of the LSS frames have a psi_${worst + 1} where the training data have no frame.`,
  };
}

function brokenGeometry({ report: { structure } }: Findings): Warning | null {
  if (structure === null || structure.frames_all_bonds_valid >= MIN_VALID_FRAMES) return null;
  return {
    code: "BROKEN_GEOMETRY",
    message:
      `Only ${percent(structure.frames_all_bonds_valid)} of the decoded frames have every bond inside MD's range ` +
      `(${percent(MIN_VALID_FRAMES)} are wanted).`,
  };
}

function wrongChirality({ report: { structure } }: Findings): Warning | null {
  const share = structure?.wrong_chirality ?? 0;
  if (share <= MAX_WRONG_CHIRALITY) return null;
  return {
    code: "WRONG_CHIRALITY",
    message: `${percent(share)} of the stereocentres of decoded frames have the wrong hand.`,
  };
}

function trainingData({ validatedOnTrainingData }: Findings): Warning | null {
  if (!validatedOnTrainingData) return null;
  return {
    code: "VALIDATED_ON_TRAINING_DATA",
    message:
      "LSS was compared with data that it was trained on: agreement with MD that it has not seen was not tested.",
  };
}

/** Null when an error is not known. */
function differ(a: Estimate, b: Estimate): boolean | null {
  const error = Math.hypot(a.sem, b.sem);
  return Number.isFinite(error) ? Math.abs(a.value - b.value) > SIGNIFICANT_ERRORS * error : null;
}

/** "a", "a and b", "a, b and c". */
function listed<T>(items: readonly T[], describe: (item: T) => string): string {
  const texts = items.map(describe);
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function time(value: number, unit: Report["time_unit"]): string {
  const rounded = Number(value.toPrecision(3));
  return unit === "ps" ? formatTime(rounded) : `${rounded} steps`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
