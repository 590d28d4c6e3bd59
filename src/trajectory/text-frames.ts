// Text trajectories: frames that an index finds by their first lines, read anywhere.
// T frames, A atoms; nm, ps.

import { type ByteSource, FormatError } from "../base/index.js";
import type { TrajectoryReader } from "./frames.js";
import { readStoredFrames, type StoredPart } from "./stored-frames.js";

/** What the index of a text trajectory holds, and how its format reads one frame. */
export interface TextTrajectory {
  readonly format: string;
  readonly nAtoms: number;
  /** (T + 1) where frames begin, in bytes, with the end of the last one. */
  readonly offsets: readonly number[];
  /** (T) the number of each frame's first line, from 1. */
  readonly lineNumbers: readonly number[];
  /** (T) ps. */
  readonly timesPs: Float64Array;
  /** As in `TrajectoryReader`. */
  readonly assumedTimes?: string | null;
  /**
   * Reads a frame.
   * @param positions (A, 3) nm, to be filled
   * @param box (9) nm, zeros, to be filled if the frame has one
   * @throws FormatError made by `frame.fail`
   */
  parse(frame: TextFrame, positions: Float32Array, box: Float32Array): void;
}

/** The lines of one frame. */
export interface TextFrame {
  /** Counted from 0. */
  readonly index: number;
  readonly lines: readonly string[];
  /** The error about one of these lines. */
  fail(line: number, problem: string, hint?: string): FormatError;
}

/** A frame of a file from its lines. */
export function textFrame(file: string, index: number, lines: readonly string[], firstLineNumber: number): TextFrame {
  return {
    index,
    lines,
    fail: (line, problem, hint) => lineError(file, firstLineNumber + line, problem, hint),
  };
}

/** The error about one line of a text file, numbers from 1. */
export function lineError(file: string, lineNumber: number, problem: string, hint?: string): FormatError {
  return new FormatError(file, `line ${lineNumber}: ${problem}`, hint === undefined ? {} : { hint });
}

export function textTrajectoryReader(source: ByteSource, trajectory: TextTrajectory): TrajectoryReader {
  const { format, nAtoms, timesPs, assumedTimes = null, offsets, lineNumbers, parse } = trajectory;
  const decoder = new TextDecoder("latin1");
  const frames: StoredPart = {
    start: (frame) => offsets[frame]!,
    end: (frame) => offsets[frame + 1]!,
    decode: (view, at, { positions, box }, { file, frame }) => {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, offsets[frame + 1]! - offsets[frame]!);
      const lines = decoder.decode(bytes).split(/\r?\n/);
      const text = textFrame(file, frame, lines, lineNumbers[frame]!);
      parse(text, positions, box);
      const areFinite = box.every(Number.isFinite) && positions.every(Number.isFinite);
      if (!areFinite) throw text.fail(0, "the frame that begins here has numbers too large for single precision");
    },
  };
  return {
    name: source.name,
    format,
    nFrames: lineNumbers.length,
    nAtoms,
    timesPs,
    assumedTimes,
    read: (first, count) => readStoredFrames({ source, nAtoms, timesPs, parts: [frames] }, first, count),
    close: () => source.close(),
  };
}

/** What is assumed where frames are counted instead. */
export const COUNTED_FRAMES = "frames count as 1 ps apart";

/**
 * The times of frames in ps as their titles give them.
 * @param found null for a frame without; if there is any, all frames count from 0 at 1 ps each
 */
export function timesOrCounts(
  found: readonly (number | null)[],
): Required<Pick<TextTrajectory, "timesPs" | "assumedTimes">> {
  if (!found.includes(null)) return { timesPs: Float64Array.from(found as readonly number[]), assumedTimes: null };
  return { timesPs: Float64Array.from(found, (_, t) => t), assumedTimes: COUNTED_FRAMES };
}

/** What GROMACS adds to the title of a frame; other readers want a decimal point in the time. */
export function timeTitle(timePs: number, step: number): string {
  const time = String(timePs);
  return `t= ${/[.e]/.test(time) ? time : `${time}.0`} step= ${step}`;
}

/** The time that GROMACS writes into titles, "t= 100.0", in ps; null where there is none. */
export function timeInTitle(title: string): number | null {
  const match = /\bt=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i.exec(title);
  const time = match === null ? Number.NaN : Number(match[1]);
  return Number.isFinite(time) ? time : null;
}
