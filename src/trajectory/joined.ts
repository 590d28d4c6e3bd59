// Several files as one trajectory, and a part of it.

import { DataError, FormatError } from "../base/index.js";
import { orderFrames } from "./frame-order.js";
import type { TrajectoryReader } from "./frames.js";
import { joinParts, openSegment, type SegmentReader } from "./run.js";

/** A frame by its number, from 0, or by its time. */
export type FrameBound = { readonly frame: number } | { readonly timePs: number };

/** Frames from `first` to `last`, both among them, every so-many-th. */
export interface FramesWanted {
  readonly first: FrameBound | null;
  readonly last: FrameBound | null;
  readonly stride: number;
}

/** Of a time: files keep times in single precision. */
const TIME_TOLERANCE = 2 ** -22;

/**
 * The files one after the other, in the order given. Where a file begins before the one before it ends, it is a restart:
 * of frames that are there twice, the later ones are kept. Frames are numbered in what remains.
 * @param readers at least one
 * @throws FormatError when the files differ in their number of atoms
 * @throws DataError when no frame is left
 */
export function joinTrajectories(readers: readonly TrajectoryReader[], wanted: FramesWanted): SegmentReader {
  const { name, nAtoms } = readers[0]!;
  for (const reader of readers) {
    if (reader.nAtoms === nAtoms) continue;
    throw new FormatError(reader.name, `file has ${reader.nAtoms} atoms, ${name} has ${nAtoms}`, {
      hint: "Only trajectories of the same atoms can be joined.",
    });
  }
  const run = joinParts(readers);
  const { frames } = orderFrames(run.timesPs);
  const bounded = frames.filter((frame, k) => isWithin(wanted, k, run.timesPs[frame]!));
  const picked = bounded.filter((_, k) => k % wanted.stride === 0);
  if (picked.length > 0) return openSegment(run, 0, picked);
  const [start, end] = [run.timesPs[frames[0]!], run.timesPs[frames.at(-1)!]];
  throw new DataError(`${name}: none of its frames 0 to ${frames.length - 1}, ${start} to ${end} ps, is wanted`, {
    hint: "Check --first and --last.",
  });
}

function isWithin({ first, last }: FramesWanted, frame: number, timePs: number): boolean {
  const slack = TIME_TOLERANCE * Math.abs(timePs);
  const isBelow = (bound: FrameBound): boolean =>
    "frame" in bound ? frame < bound.frame : timePs < bound.timePs - slack;
  const isAbove = (bound: FrameBound): boolean =>
    "frame" in bound ? frame > bound.frame : timePs > bound.timePs + slack;
  return !(first !== null && isBelow(first)) && !(last !== null && isAbove(last));
}
