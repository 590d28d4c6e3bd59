// Crossings, passage times and committors between the cores along psi_1, source against source. B bins.

import { centresOf } from "./bins.js";
import { blockErrors } from "./block-errors.js";
import { MIN_COUNT, totalCounts } from "./curves.js";
import { BLOCKS, type Evidence, type PassageEvidence } from "./evidence-data.js";
import type { Committor, Curve } from "./figure-data.js";
import { lagTimeOf, scaled } from "./kinetics.js";
import type { Observables } from "./observables.js";
import type { Differences, Measured, PassageRow, Report } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** Transitions counted in MD, and by LSS in as many lag times as MD has; rare events, so that N of them have the error sqrt(N). */
export function compareTransitions({ md, lss }: Sources): NonNullable<Report["transitions"]> {
  const lagsOf = ({ frames, framesPerLag }: Evidence): number => frames / framesPerLag;
  const perMdTime = lagsOf(md) / lagsOf(lss);
  return {
    md: md.transitions,
    lss: lss.transitions,
    lss_per_md_time: lss.transitions * perMdTime,
    md_sem: Math.sqrt(md.transitions),
    lss_per_md_time_sem: Math.sqrt(lss.transitions) * perMdTime,
  };
}

/** Mean first passage times; the error of a mean of N exponential times is their mean by sqrt(N). */
export function comparePassages(observables: Observables, sources: Sources): PassageRow[] {
  const lag = lagTimeOf(observables);
  const timeOf = (passages: PassageEvidence | null, way: "up" | "down"): Measured | null => {
    if (passages === null || passages[way].count === 0) return null;
    const { count, exposure } = passages[way];
    const value = (lag * exposure) / count;
    return { value, sem: value / Math.sqrt(count) };
  };
  return (["up", "down"] as const).map((way): PassageRow => {
    const { md, held_out, lss } = askEach(sources, ({ passages }) => timeOf(passages, way));
    const msm = sources.msm?.passages?.[way] ?? null;
    const [from, to] = way === "up" ? (["lower core", "upper core"] as const) : (["upper core", "lower core"] as const);
    const { value, sem } = scaled(msm ?? { value: 0, std: 0, sem: 0 }, lag);
    return { from, to, md, held_out, lss, msm: msm && { value, sem } };
  });
}

/** Over the bins in which both have enough frames; null where they are fewer than two. */
export function compareCommittors(sources: Sources): Differences | null {
  const { md, held_out, lss } = askEach(sources, ({ passages }) => passages);
  const differences = {
    lss_md: committorRmse(lss, md),
    lss_held_out: committorRmse(lss, held_out),
    md_held_out: committorRmse(md, held_out),
  };
  return differences.lss_md === null ? null : differences;
}

function committorRmse(a: PassageEvidence | null, b: PassageEvidence | null): number | null {
  if (a === null || b === null) return null;
  const [ofA, ofB] = [committorOf(a), committorOf(b)];
  const squares = Array.from(ofA.value, (q, bin) => (q - ofB.value[bin]!) ** 2).filter(Number.isFinite);
  return squares.length < 2 ? null : Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** NaN in bins with few frames. */
function committorOf({ decided, intoUpper }: PassageEvidence): Curve {
  const { cols } = decided;
  const [total, upper] = [totalCounts(decided), totalCounts(intoUpper)];
  const known = (b: number): boolean => total[b]! >= MIN_COUNT;
  return {
    value: total.map((count, b) => (known(b) ? upper[b]! / count : Number.NaN)),
    sem: total.map((_, b) => {
      const ofBlocks = Array.from({ length: BLOCKS }, (_, k) => {
        const at = k * cols + b;
        return intoUpper.data[at]! / decided.data[at]!;
      });
      return known(b) ? blockErrors(ofBlocks).sem || 0 : Number.NaN;
    }),
  };
}

export function drawnCommittor({ latent, basins }: Observables, sources: Sources): Committor | null {
  if (sources.md.passages === null) return null;
  return {
    centres: centresOf(latent[0]!),
    curves: askEach(sources, ({ passages }) => passages && committorOf(passages)),
    cores: basins.cores,
  };
}
