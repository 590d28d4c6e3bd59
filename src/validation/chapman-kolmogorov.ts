// The test of Chapman and Kolmogorov: staying probabilities of the states along psi_1 over multiples of the lag time.
// N states, L multiples.

import { type Matrix64, rowOf } from "../base/index.js";
import type { StayingEvidence } from "./evidence-data.js";
import type { ChapmanKolmogorov, Curve } from "./figure-data.js";
import { lagTimeOf } from "./kinetics.js";
import type { Observables } from "./observables.js";
import type { MarkovTest, Report } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** Deviations of a source from its own prediction up to these many standard errors are no failure. */
const TOLERATED_ERRORS = 3;
/**
 * Of two sources from one another: some twenty probabilities are tested at once, and errors from five blocks each are uncertain
 * themselves. The 99.8 % quantile of Student's t with 8 degrees of freedom.
 */
const TOLERATED_BETWEEN_SOURCES = 4.5;
/** So much is no failure either. */
const TOLERATED_DEVIATION = 0.01;

/** LSS against MD, and of each source whether it is Markovian at the lag time. */
export function testChapmanKolmogorov(sources: Sources): Report["chapman_kolmogorov"] {
  const { md, held_out, lss } = askEach(sources, ({ staying }) => staying);
  if (md === null || lss === null) return null;
  const both = md.estimatedSem.data.map((sem, i) => Math.hypot(sem, lss.estimatedSem.data[i]!));
  const own = (staying: StayingEvidence | null): MarkovTest | null =>
    staying && compareProbabilities(staying.estimated, staying.predicted, staying.differenceSem.data, TOLERATED_ERRORS);
  const agreement = compareProbabilities(lss.estimated, md.estimated, both, TOLERATED_BETWEEN_SOURCES);
  if (agreement === null) return null;
  const markov = { md: own(md), held_out: own(held_out), lss: own(lss), msm: own(sources.msm?.staying ?? null) };
  return { ...agreement, markov };
}

/** Null where no state is known to both. */
function compareProbabilities(a: Matrix64, b: Matrix64, sem: Float64Array, toleratedErrors: number): MarkovTest | null {
  const deviations = a.data.map((p, i) => Math.abs(p - b.data[i]!));
  const known = [...deviations.keys()].filter((i) => Number.isFinite(deviations[i]));
  if (known.length === 0) return null;
  const tolerated = (i: number): number => Math.max(TOLERATED_DEVIATION, toleratedErrors * (sem[i]! || 0));
  return {
    max_deviation: Math.max(...known.map((i) => deviations[i]!)),
    within_error: known.every((i) => deviations[i]! <= tolerated(i)),
  };
}

export function drawnChapmanKolmogorov(observables: Observables, sources: Sources): ChapmanKolmogorov | null {
  const { md } = sources;
  if (md.staying === null) return null;
  const { predicted, estimated } = md.staying;
  const lag = lagTimeOf(observables);
  return {
    times: Float64Array.from({ length: estimated.cols }, (_, k) => (k + 1) * lag),
    states: Array.from({ length: estimated.rows }, (_, state) => {
      const counted = (staying: StayingEvidence | null): Curve | null =>
        staying && { value: rowOf(staying.estimated, state), sem: rowOf(staying.estimatedSem, state) };
      const { msm } = sources;
      return {
        label: `state ${state + 1}`,
        predicted: rowOf(predicted, state),
        curves: askEach(sources, ({ staying }) => counted(staying), {
          msm: msm && { value: rowOf(msm.staying.predicted, state), sem: null },
        }),
      };
    }),
  };
}
