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
  readonly report: Omit<Report, "warnings" | "verdict">;
  readonly validatedOnTrainingData: boolean;
  readonly encoderSeedScores: ArrayLike<number>;
}

const MIN_TRANSITIONS = 10;
const HELD_OUT_SHARE = 0.5;
/** Estimates differ from so many combined standard errors on. */
const SIGNIFICANT_ERRORS = 2;
const MIN_VALID_FRAMES = 0.95;
/** The hand of a centre is what 99.9 % of MD's frames have. */
const MAX_WRONG_CHIRALITY = 0.001;
const MAX_OUTSIDE = 0.01;
/** kT above the floor. */
const MAX_FREE_ENERGY_EXCESS = 0.1;
/** Of the mean score; seeds of a trained encoder differ in the third digit. */
const MAX_SEED_SPREAD = 0.1;
/** In nats; histograms that share their peaks and weights. */
const MAX_DIVERGENCE_EXCESS = 0.05;

const BETTER_DECODER = "Train the decoder longer (see docs/options.md); in place of the decoder cwgan use flow.";

export function findWarnings(findings: Findings): Warning[] {
  return [
    fewTransitions(findings),
    unresolved(findings),
    belowLag(findings),
    heldOutGap(findings),
    seedSpread(findings),
    lagTooShort(findings),
    chapmanKolmogorov(findings),
    timescaleMismatch(findings),
    freeEnergyMismatch(findings),
    outsideTrainingDensity(findings),
    brokenGeometry(findings),
    wrongChirality(findings),
    wrongStructures(findings),
    trainingData(findings),
  ].filter((warning) => warning !== null);
}

function fewTransitions({ report: { transitions } }: Findings): Warning | null {
  if (transitions === null || transitions.md >= MIN_TRANSITIONS) return null;
  const { md } = transitions;
  return {
    code: "FEW_TRANSITIONS",
    concerns: "data",
    message:
      `The training data cross between the two main basins of the slowest coordinate ${md} time${md === 1 ? "" : "s"} ` +
      `(at least ${MIN_TRANSITIONS} are wanted): the slowest time scale and the populations are hardly known. Add longer or more MD trajectories.`,
  };
}

function unresolved({ report: { timescales } }: Findings): Warning | null {
  const rows = timescales.filter(({ resolved }) => !resolved);
  if (rows.length === 0) return null;
  const where = (row: TimescaleRow): string => (row.md === null ? (row.lss === null ? "MD and LSS" : "MD") : "LSS");
  return {
    code: "UNRESOLVED_PROCESS",
    concerns: "kinetics",
    message:
      `No time scale could be measured for ${listed(rows, (row) => `process ${row.process} in ${where(row)}`)}. ` +
      "Give longer trajectories (--length for LSS), or fewer latent coordinates (--latent-dim).",
  };
}

function belowLag({ report: { timescales, lag, time_unit: unit } }: Findings): Warning | null {
  const rows = timescales.filter(({ md }) => md !== null && md.value <= lag);
  if (rows.length === 0) return null;
  return {
    code: "TIMESCALE_BELOW_LAG",
    concerns: "data",
    message:
      `${listed(rows, ({ process, md }) => `Process ${process} (${time(md!.value, unit)})`)} ` +
      `${rows.length === 1 ? "relaxes" : "relax"} within the lag time of ${time(lag, unit)}, ` +
      "so that a step hardly remembers it: choose a shorter lag (`lss lags` shows which), or fewer latent coordinates.",
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
    concerns: "kinetics",
    message:
      "On held-out data the coordinates relax much faster than on the training data: " +
      `${listed(rows, ({ process, md, held_out: heldOut }) => `process ${process} in ${time(heldOut!.value, unit)}, not ${time(md!.value, unit)}`)}. ` +
      "The encoder has probably learned the noise of its training data: train on more of it, or on fewer features.",
  };
}

function seedSpread({ encoderSeedScores }: Findings): Warning | null {
  const scores = Array.from(encoderSeedScores).filter(Number.isFinite);
  if (scores.length < 2) return null;
  const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
  if (highest - lowest <= MAX_SEED_SPREAD * Math.abs(highest)) return null;
  return {
    code: "SEEDS_DISAGREE",
    concerns: "data",
    message:
      `Encoders that differ only by their seed score ${lowest.toFixed(2)} to ${highest.toFixed(2)} on held-out data: ` +
      "which motions are slow depends on chance. Train on more data, or on fewer features.",
  };
}

function lagTooShort({ report: { chapman_kolmogorov: test } }: Findings): Warning | null {
  const md = test?.markov.md ?? null;
  if (md === null || md.within_error) return null;
  return {
    code: "LAG_TOO_SHORT",
    concerns: "data",
    message:
      `MD is not Markovian along the slowest coordinate at this lag time: staying probabilities deviate by up to ` +
      `${md.max_deviation.toFixed(3)} from the Chapman-Kolmogorov prediction, more than their errors. ` +
      "Choose a longer lag, where the time scales have become flat (see `lss lags`).",
  };
}

function chapmanKolmogorov({ report: { chapman_kolmogorov: test } }: Findings): Warning | null {
  if (test === null || test.within_error) return null;
  return {
    code: "CHAPMAN_KOLMOGOROV",
    concerns: "kinetics",
    message:
      `Over 1 to 5 lag times LSS stays in the states of the slowest coordinate with probabilities that differ from MD's by up ` +
      `to ${test.max_deviation.toFixed(3)}, more than their errors. Train the propagator longer, or choose another lag.`,
  };
}

function timescaleMismatch({ report: { timescales, time_unit: unit } }: Findings): Warning | null {
  const rows = timescales.filter(({ md, lss }) => md !== null && lss !== null && differ(md, lss) === true);
  if (rows.length === 0) return null;
  return {
    code: "TIMESCALE_MISMATCH",
    concerns: "kinetics",
    message:
      `Time scales of LSS differ from MD by more than ${SIGNIFICANT_ERRORS} combined standard errors: ` +
      `${listed(rows, ({ process, md, lss }) => `process ${process} relaxes in ${time(lss!.value, unit)}, not ${time(md!.value, unit)}`)}. ` +
      "Do not read rates off this simulator; train the propagator on more data, or choose another lag.",
  };
}

/** Against data that LSS has not seen, where there are some; else the floor is not known, and nothing is said. */
function freeEnergyMismatch({ report: { free_energy: rows } }: Findings): Warning | null {
  const excess = rows.flatMap(({ coordinate, rmse_kT: { lss_held_out: lss, md_held_out: floor } }) =>
    lss !== null && floor !== null && lss > floor + MAX_FREE_ENERGY_EXCESS ? [{ coordinate, lss, floor }] : [],
  );
  if (excess.length === 0) return null;
  const one = ({ coordinate, lss, floor }: (typeof excess)[number]): string =>
    `${lss.toFixed(2)} kT along psi_${coordinate} (MD itself: ${floor.toFixed(2)} kT)`;
  return {
    code: "FREE_ENERGY_MISMATCH",
    concerns: "thermodynamics",
    message:
      `The free energies of LSS differ from those of held-out MD by ${listed(excess, one)}. ` +
      "Do not read populations off this simulator; train the propagator longer, or on more data.",
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
    concerns: "thermodynamics",
    message:
      `${percent(shares[worst]!)} of the LSS frames have a psi_${worst + 1} where the training data have no frame. ` +
      "What the simulator says there is extrapolation: leave these frames out, or train on more data.",
  };
}

function brokenGeometry({ report: { structure } }: Findings): Warning | null {
  if (structure === null || structure.frames_all_bonds_valid >= MIN_VALID_FRAMES) return null;
  return {
    code: "BROKEN_GEOMETRY",
    concerns: "structure",
    message:
      `Only ${percent(structure.frames_all_bonds_valid)} of the decoded frames have every bond inside MD's range ` +
      `(${percent(MIN_VALID_FRAMES)} are wanted). ${BETTER_DECODER}`,
  };
}

function wrongChirality({ report: { structure } }: Findings): Warning | null {
  const share = structure?.wrong_chirality ?? 0;
  if (share <= MAX_WRONG_CHIRALITY) return null;
  return {
    code: "WRONG_CHIRALITY",
    concerns: "structure",
    message: `${percent(share)} of the stereocentres of decoded frames have the wrong hand. ${BETTER_DECODER}`,
  };
}

function wrongStructures({ report: { structure } }: Findings): Warning | null {
  const kinds = [
    ["torsions", structure?.torsion_jsd ?? null],
    ["distances", structure?.distance_jsd ?? null],
  ] as const;
  const wrong = kinds.filter(([, jsd]) => jsd !== null && jsd.mean > (jsd.floor ?? 0) + MAX_DIVERGENCE_EXCESS);
  if (wrong.length === 0) return null;
  return {
    code: "STRUCTURE_MISMATCH",
    concerns: "structure",
    message:
      `The distributions of ${listed(wrong, ([name, jsd]) => `${name} (${jsd!.mean.toFixed(3)} nats)`)} differ from MD's: ` +
      `mean Jensen-Shannon divergences, of which at most ${MAX_DIVERGENCE_EXCESS} nats above MD against MD are wanted. ${BETTER_DECODER}`,
  };
}

function trainingData({ validatedOnTrainingData }: Findings): Warning | null {
  if (!validatedOnTrainingData) return null;
  return {
    code: "VALIDATED_ON_TRAINING_DATA",
    concerns: "data",
    message:
      "LSS was compared with data that it was trained on: agreement with MD that it has not seen was not tested. " +
      "Keep some trajectories back, and give them to `lss validate --traj`.",
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
