// XTC, the compressed trajectory format of GROMACS: an index of all frames, random access, and a writer.

import { type ByteSink, type ByteSource, FormatError } from "../base/index.js";
import {
  damagedFrame,
  expectBlock,
  type TrajectoryFormat,
  type TrajectoryReader,
  type TrajectoryWriter,
} from "./frames.js";
import { headerWindow, readBox, readStoredFrames, type StoredPart } from "./stored-frames.js";
import { DECODE_SLACK_BYTES, decodeXtcCoordinates } from "./xtc-decode.js";
import { encodeXtcFrame, maxXtcFrameBytes } from "./xtc-encode.js";
import {
  BOX_OFFSET,
  PRECISION_OFFSET,
  readXtcHeader,
  XTC_HEADER_BYTES,
  XTC_MAGIC,
  XTC_MAGIC_LARGE,
  XTC_PLAIN_ATOMS,
} from "./xtc-layout.js";

export const DEFAULT_XTC_PRECISION = 1000;

export const xtcFormat: TrajectoryFormat = {
  name: "xtc",
  extensions: [".xtc"],
  recognizes: (head) => {
    if (head.length < 4) return false;
    const magic = new DataView(head.buffer, head.byteOffset, head.byteLength).getInt32(0);
    return magic === XTC_MAGIC || magic === XTC_MAGIC_LARGE;
  },
  open: openXtc,
  create: (sink, nAtoms, _topology, precision) => createXtc(sink, nAtoms, precision),
};

export interface XtcReader extends TrajectoryReader {
  /** (nFrames) the simulation's step numbers. */
  readonly steps: Int32Array;
  /** Steps per nm to which the first frame's coordinates are rounded; null for files that store plain floats. */
  readonly precision: number | null;
}

/**
 * Opens an XTC file and indexes its frames in one pass over their headers.
 * @throws FormatError when the file is empty, cut, or no XTC file, or when the number of atoms changes
 */
export async function openXtc(source: ByteSource): Promise<XtcReader> {
  const { offsets, times, steps, nAtoms } = await indexFrames(source);
  const timesPs = Float64Array.from(times);
  const part: StoredPart = {
    start: (frame) => offsets[frame]!,
    end: (frame) => offsets[frame + 1]!,
    slackBytes: DECODE_SLACK_BYTES,
    decode: (view, at, { positions, box }, place) => {
      readBox(view, at + BOX_OFFSET, 4, box, place);
      decodeXtcCoordinates(view, at, offsets[place.frame + 1]! - place.offset, positions, place);
    },
  };
  const frames = { source, nAtoms, timesPs, parts: [part] };
  return {
    name: source.name,
    format: xtcFormat.name,
    nFrames: timesPs.length,
    nAtoms,
    timesPs,
    steps: Int32Array.from(steps),
    precision: await readPrecision(source, nAtoms),
    read: (first, count) => readStoredFrames(frames, first, count),
    close: () => source.close(),
  };
}

/** What one pass over the headers finds. */
interface FrameIndex {
  /** (nFrames + 1) in bytes, with the end of the last frame. */
  readonly offsets: number[];
  readonly times: number[];
  readonly steps: number[];
  readonly nAtoms: number;
}

async function indexFrames(source: ByteSource): Promise<FrameIndex> {
  if (source.size === 0) throw new FormatError(source.name, "is empty");
  const headers = headerWindow(source);
  const offsets: number[] = [];
  const times: number[] = [];
  const steps: number[] = [];
  let nAtoms = 0;
  let offset = 0;
  while (offset < source.size) {
    const place = { file: source.name, frame: steps.length, offset };
    const { view, at } = await headers.at(offset, XTC_HEADER_BYTES, place);
    const header = readXtcHeader(view, at, source.size - offset, place);
    if (steps.length === 0) nAtoms = header.nAtoms;
    if (header.nAtoms !== nAtoms) throw damagedFrame(place, `has ${header.nAtoms} atoms, the first has ${nAtoms}`);
    offsets.push(offset);
    times.push(header.timePs);
    steps.push(header.step);
    offset += header.frameBytes;
  }
  offsets.push(offset);
  return { offsets, times, steps, nAtoms };
}

async function readPrecision(source: ByteSource, nAtoms: number): Promise<number | null> {
  if (nAtoms <= XTC_PLAIN_ATOMS) return null;
  const bytes = await source.read(PRECISION_OFFSET, 4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0);
}

/** Frames are written together until they fill this. */
const PIECE_BYTES = 1 << 18;

/**
 * A writer of XTC files; the step number of a frame is its place in the file.
 * @param precision steps per nm to which coordinates are rounded
 */
export function createXtc(sink: ByteSink, nAtoms: number, precision = DEFAULT_XTC_PRECISION): TrajectoryWriter {
  let step = 0;
  return {
    write: async (block) => {
      expectBlock(sink.name, nAtoms, block);
      const { nFrames, positions, timesPs, boxes } = block;
      const frameBytes = maxXtcFrameBytes(nAtoms);
      const bytes = new Uint8Array(Math.min(nFrames * frameBytes, Math.max(PIECE_BYTES, frameBytes)));
      let used = 0;
      for (let t = 0; t < nFrames; t++) {
        if (used + frameBytes > bytes.length) {
          await sink.write(bytes.subarray(0, used));
          used = 0;
        }
        const frame = {
          step: step++,
          timePs: timesPs[t]!,
          box: boxes === null ? null : boxes.subarray(9 * t, 9 * t + 9),
          positions: positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3),
          precision,
        };
        used += encodeXtcFrame(frame, bytes.subarray(used));
      }
      await sink.write(bytes.subarray(0, used));
    },
    close: () => sink.close(),
    abandon: () => sink.abandon(),
  };
}
