// TRR, the trajectory format of GROMACS in full precision: an index of all frames, random access, and a writer.
// Velocities and forces are passed over. Frames without coordinates (GROMACS writes them when velocities or forces are
// wanted more often) are no frames of the trajectory: they are neither read nor counted.

import { type ByteSink, type ByteSource, FormatError, NumericsError } from "../base/index.js";
import {
  damagedFrame,
  expectBlock,
  type FrameBlock,
  type FramePlace,
  type TrajectoryFormat,
  type TrajectoryReader,
  type TrajectoryWriter,
} from "./frames.js";
import {
  expectFinite,
  type FrameTarget,
  headerWindow,
  readBox,
  readStoredFrames,
  type StoredPart,
  viewOf,
} from "./stored-frames.js";
import {
  ATOMS_OFFSET,
  readTrrHeader,
  SIZES_OFFSET,
  TIME_OFFSET,
  TRR_HEADER_BYTES,
  TRR_MAGIC,
  TRR_VERSION,
  type TrrHeader,
  VERSION_OFFSET,
} from "./trr-layout.js";

export const trrFormat: TrajectoryFormat = {
  name: "trr",
  extensions: [".trr"],
  recognizes: (head) => head.length >= 4 && viewOf(head).getInt32(0) === TRR_MAGIC,
  open: openTrr,
  create: (sink, nAtoms) => createTrr(sink, nAtoms),
};

/**
 * Opens a TRR file, of single or double precision, and indexes its frames in one pass over their headers.
 * @throws FormatError when the file is empty, cut, no TRR file or without coordinates, or when the number of atoms changes
 */
export async function openTrr(source: ByteSource): Promise<TrajectoryReader> {
  const { offsets, times, nAtoms, bytesToCoordinates } = await indexFrames(source);
  const timesPs = Float64Array.from(times);
  const part: StoredPart = {
    start: (frame) => offsets[frame]!,
    end: (frame) => offsets[frame]! + bytesToCoordinates[frame]!,
    decode: decodeFrame,
  };
  const frames = { source, nAtoms, timesPs, parts: [part] };
  return {
    name: source.name,
    format: trrFormat.name,
    nFrames: timesPs.length,
    nAtoms,
    timesPs,
    read: (first, count) => readStoredFrames(frames, first, count),
    close: () => source.close(),
  };
}

/** What one pass over the headers finds; arrays are of the frames with coordinates. */
interface FrameIndex {
  /** In bytes. */
  readonly offsets: number[];
  readonly times: number[];
  /** From a frame's start to the end of its coordinates. */
  readonly bytesToCoordinates: number[];
  readonly nAtoms: number;
}

async function indexFrames(source: ByteSource): Promise<FrameIndex> {
  if (source.size === 0) throw new FormatError(source.name, "is empty");
  const headers = headerWindow(source);
  const offsets: number[] = [];
  const times: number[] = [];
  const bytesToCoordinates: number[] = [];
  let nAtoms: number | null = null;
  let offset = 0;
  while (offset < source.size) {
    const place = { file: source.name, frame: times.length, offset };
    const { view, at } = await headers.at(offset, TRR_HEADER_BYTES, place);
    const header = readTrrHeader(view, at, source.size - offset, place);
    nAtoms ??= header.nAtoms;
    if (header.nAtoms !== nAtoms) throw damagedFrame(place, `has ${header.nAtoms} atoms, the first has ${nAtoms}`);
    if (header.coordinatesOffset !== null) {
      offsets.push(offset);
      times.push(header.timePs);
      bytesToCoordinates.push(endOfCoordinates(header));
    }
    offset += header.frameBytes;
  }
  if (nAtoms === null || times.length === 0) {
    throw new FormatError(source.name, "has no frame with coordinates", {
      hint: "Set nstxout in the .mdp file, or use the compressed trajectory (.xtc).",
    });
  }
  return { offsets, times, bytesToCoordinates, nAtoms };
}

function endOfCoordinates({ coordinatesOffset, nAtoms, realBytes }: TrrHeader): number {
  return coordinatesOffset! + 3 * nAtoms * realBytes;
}

function decodeFrame(view: DataView, at: number, { positions, box }: FrameTarget, place: FramePlace): void {
  const header = readTrrHeader(view, at, Number.POSITIVE_INFINITY, place);
  const { boxOffset, realBytes } = header;
  if (boxOffset !== null) readBox(view, at + boxOffset, realBytes, box, place);
  const start = at + header.coordinatesOffset!;
  if (realBytes === 4) {
    for (let i = 0; i < positions.length; i++) positions[i] = view.getFloat32(start + 4 * i);
  } else {
    for (let i = 0; i < positions.length; i++) positions[i] = view.getFloat64(start + 8 * i);
  }
  expectFinite(positions, place);
}

const BOX_BYTES = 36;
/** In single precision. */
const COORDINATES_OFFSET = TIME_OFFSET + 8 + BOX_BYTES;

/** A writer of TRR files in single precision; the step number of a frame is its place in the file. */
export function createTrr(sink: ByteSink, nAtoms: number): TrajectoryWriter {
  let step = 0;
  return {
    write: async (block) => {
      expectBlock(sink.name, nAtoms, block);
      const frameBytes = COORDINATES_OFFSET + 12 * nAtoms;
      const bytes = new Uint8Array(block.nFrames * frameBytes);
      for (let t = 0; t < block.nFrames; t++) {
        encodeFrame(block, t, step++, new DataView(bytes.buffer, t * frameBytes, frameBytes));
      }
      await sink.write(bytes);
    },
    close: () => sink.close(),
    abandon: () => sink.abandon(),
  };
}

/** @param view of zeros */
function encodeFrame({ nAtoms, positions, timesPs, boxes }: FrameBlock, t: number, step: number, view: DataView): void {
  view.setInt32(0, TRR_MAGIC);
  view.setInt32(VERSION_OFFSET - 8, TRR_VERSION.length + 1);
  view.setInt32(VERSION_OFFSET - 4, TRR_VERSION.length);
  for (let k = 0; k < TRR_VERSION.length; k++) view.setUint8(VERSION_OFFSET + k, TRR_VERSION.charCodeAt(k));
  // A frame without box has one of zeros, as GROMACS writes it.
  view.setUint32(SIZES_OFFSET + 8, BOX_BYTES);
  view.setUint32(SIZES_OFFSET + 28, 12 * nAtoms);
  view.setInt32(ATOMS_OFFSET, nAtoms);
  view.setInt32(ATOMS_OFFSET + 4, step);
  view.setFloat32(TIME_OFFSET, timesPs[t]!);
  for (let k = 0; k < 9; k++) view.setFloat32(TIME_OFFSET + 8 + 4 * k, boxes === null ? 0 : boxes[9 * t + k]!);
  const first = 3 * nAtoms * t;
  for (let i = 0; i < 3 * nAtoms; i++) {
    const value = positions[first + i]!;
    if (!Number.isFinite(value)) {
      throw new NumericsError(`writing TRR: atom ${Math.floor(i / 3)} has the coordinate ${value} nm`, {
        hint: "Coordinates must be finite.",
      });
    }
    view.setFloat32(COORDINATES_OFFSET + 4 * i, value);
  }
}
