// Frames in blocks, so that a trajectory of any length passes through bounded memory.
// T frames, A atoms; nm, ps.

import { type ByteSink, type ByteSource, FormatError, ShapeError } from "../base/index.js";
import type { Topology } from "./topology.js";

export interface FrameBlock {
  readonly nFrames: number;
  readonly nAtoms: number;
  /** (T, A, 3) nm. */
  readonly positions: Float32Array;
  /** (T) ps. */
  readonly timesPs: Float64Array;
  /** (T, 9) nm: the three box vectors of each frame, row by row, zeros for a frame without; null when none has a box. */
  readonly boxes: Float32Array | null;
}

/** What a topology file holds: the atoms, and coordinates of them if it has any. */
export interface Structure {
  readonly topology: Topology;
  /** What the user should know of it, such as bonds that had to be guessed; one line each. */
  readonly notices: readonly string[];
  /** 0 for a file without coordinates. */
  readonly nFrames: number;
  /** (T, A, 3) nm, of all models. */
  readonly positions: Float32Array;
  /** (9) nm; null when the file has no box. */
  readonly box: Float32Array | null;
}

/** An opened, indexed trajectory. */
export interface TrajectoryReader {
  readonly name: string;
  readonly format: string;
  readonly nFrames: number;
  readonly nAtoms: number;
  /** (nFrames) ps, of all frames. */
  readonly timesPs: Float64Array;
  /** What is taken for the time of a file that has none, as a message says it; null when the file has times. */
  readonly assumedTimes?: string | null;
  /** Steps per nm to which coordinates are rounded, of formats that do so; null for files of them that do not. */
  readonly precision?: number | null;
  /** The frames [first, first + count). @throws FormatError when a frame is damaged or holds a NaN */
  read(first: number, count: number): Promise<FrameBlock>;
  /** Which frame of which file a frame is, for readers that choose among the frames of files. */
  placeOf?(frame: number): Pick<FramePlace, "file" | "frame">;
  close(): Promise<void>;
}

/** "a.xtc: frame 17", of any reader. */
export function describeFrame(reader: TrajectoryReader, frame: number): string {
  const place = reader.placeOf?.(frame) ?? { file: reader.name, frame };
  return `${place.file}: frame ${place.frame}`;
}

export interface TrajectoryWriter {
  write(block: FrameBlock): Promise<void>;
  close(): Promise<void>;
  /** Gives up and leaves no file behind. */
  abandon(): Promise<void>;
}

/** One trajectory format; each lives in a file of its own. */
export interface TrajectoryFormat {
  readonly name: string;
  /** File name endings, lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Whether a file that begins with these bytes (up to 64) is of this format. */
  recognizes(head: Uint8Array): boolean;
  open(source: ByteSource): Promise<TrajectoryReader>;
  /**
   * Starts a file; null for a format that is only read.
   * @param topology of the `nAtoms` atoms; formats that name their atoms cannot be written without
   * @param precision steps per nm to which coordinates are rounded, for formats that do so
   * @throws ConfigError when the topology is missing and needed
   */
  readonly create:
    | ((sink: ByteSink, nAtoms: number, topology?: Topology, precision?: number) => TrajectoryWriter)
    | null;
}

/** One format of topology files. */
export interface TopologyFormat {
  readonly name: string;
  readonly extensions: readonly string[];
  read(source: ByteSource): Promise<Structure>;
}

/** Where in a file a frame is. */
export interface FramePlace {
  readonly file: string;
  /** Counted from 0. */
  readonly frame: number;
  /** In bytes from the file's start. */
  readonly offset: number;
}

/** The error of a frame that does not hold what its format promises. */
export function damagedFrame(place: FramePlace, problem: string, hint?: string): FormatError {
  const details = hint === undefined ? {} : { hint };
  return new FormatError(place.file, `frame ${place.frame} (at byte ${place.offset}) ${problem}`, details);
}

/** The error of a frame with a NaN or an infinity among its coordinates. */
export function notFiniteCoordinates(place: FramePlace): FormatError {
  const hint = "The simulation that wrote it probably blew up; use the frames before.";
  return damagedFrame(place, "has coordinates that are not finite numbers", hint);
}

/** The error of a frame that the file's end cuts off. */
export function truncatedFrame(place: FramePlace, needed: number, bytesLeft: number): FormatError {
  return damagedFrame(
    place,
    `is truncated: it needs ${needed} bytes and the file has ${bytesLeft} left`,
    place.frame === 0 ? undefined : "The frames before it are whole: cut the file there, or write it again.",
  );
}

/** @throws RangeError unless [first, first + count) are frames of the reader */
export function expectFrames(reader: { name: string; nFrames: number }, first: number, count: number): void {
  if (first >= 0 && count >= 0 && first + count <= reader.nFrames) return;
  throw new RangeError(`${reader.name}: frames ${first} to ${first + count - 1} of ${reader.nFrames}`);
}

/** @throws ShapeError when a block to be written has another number of atoms than the file */
export function expectBlock(file: string, nAtoms: number, block: FrameBlock): void {
  if (block.nAtoms !== nAtoms) throw new ShapeError(`${file}: want frames of ${nAtoms} atoms, got ${block.nAtoms}`);
}
