// What a user should know about the frames of a set: a sentence each, few even when the files are many.

import { formatTime } from "../base/index.js";
import type { OrderedFrames } from "./frame-order.js";
import type { Run } from "./run.js";
import type { SegmentedFrames } from "./segments.js";

/** What was found in a trajectory. */
export interface RunUse {
  readonly run: Run;
  readonly ordered: OrderedFrames;
  readonly used: SegmentedFrames;
}

/** Of more trajectories with the same finding only the number is told. */
const TOLD_ONE_BY_ONE = 3;

export function describeUse(uses: readonly RunUse[]): string[] {
  return [joinedParts, missingTimes, repeatedFrames, furtherRuns, gaps].flatMap((describe) => {
    const sentences = uses.map(describe).filter((sentence) => sentence !== null);
    const rest = sentences.length - TOLD_ONE_BY_ONE;
    if (rest <= 1) return sentences;
    return [...sentences.slice(0, TOLD_ONE_BY_ONE), `and the same for ${rest} more trajectories`];
  });
}

function joinedParts({ run: { parts } }: RunUse): string | null {
  if (parts.length === 1) return null;
  return `${parts[0]!.name} to ${parts.at(-1)!.name}: ${parts.length} parts of one run, joined`;
}

function missingTimes({ run: { parts } }: RunUse): string | null {
  const untimed = parts.find(({ assumedTimes }) => typeof assumedTimes === "string");
  if (untimed === undefined) return null;
  return `${untimed.name}: has no times, so ${untimed.assumedTimes}; --timestep gives the time between frames`;
}

function repeatedFrames({ run, ordered: { nRepeated, firstReturn } }: RunUse): string | null {
  if (nRepeated === 0) return null;
  const time = formatTime(run.timesPs[firstReturn!]!);
  return `${nameOf(run)}: ${count(nRepeated, "frame")} left out that a restart wrote again (first at ${time})`;
}

function furtherRuns({ run, ordered: { runStarts } }: RunUse): string | null {
  if (runStarts.length === 1) return null;
  return `${nameOf(run)}: time starts again, so it is taken for ${runStarts.length} runs, and no pair crosses from one to the next`;
}

function gaps({ run, used: { nGaps, segments, firstGap } }: RunUse): string | null {
  if (nGaps === 0) return null;
  const time = formatTime(run.timesPs[firstGap!]!);
  return `${nameOf(run)}: ${count(nGaps, "gap")} (first before ${time}), so it is ${segments.length} segments, and no pair crosses a gap`;
}

function nameOf({ parts }: Run): string {
  return parts[0]!.name;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
