// Frames as they lie in a file: their headers when it is opened, their bytes in pieces of bounded size when it is read.
// T frames, A atoms.

import { type ByteSource, FormatError } from "../base/index.js";
import { damagedFrame, expectFrames, type FrameBlock, type FramePlace, notFiniteCoordinates } from "./frames.js";

/** Frames closer than this are passed over in memory, others in the file. */
const SHORT_FRAME_BYTES = 1 << 15;
const WINDOW_BYTES = 1 << 18;

export interface HeaderWindow {
  /** A view, and where in it the bytes [offset, offset + length) start; fewer bytes only where the file ends. */
  at(offset: number, length: number, place: FramePlace): Promise<{ readonly view: DataView; readonly at: number }>;
}

/** Reads short stretches at ascending offsets, those of many small frames with one read. */
export function headerWindow(source: ByteSource): HeaderWindow {
  let view: DataView = new DataView(new ArrayBuffer(0));
  let start = 0;
  let previous = 0;
  return {
    at: async (offset, length, place) => {
      const wanted = Math.min(length, source.size - offset);
      if (offset + wanted > start + view.byteLength) {
        const isShort = offset - previous < SHORT_FRAME_BYTES;
        const bytes = await source.read(offset, isShort ? Math.max(WINDOW_BYTES, wanted) : wanted);
        if (bytes.length < wanted) throw damagedFrame(place, "cannot be read: the file has become shorter");
        view = viewOf(bytes);
        start = offset;
      }
      previous = offset;
      return { view, at: offset - start };
    },
  };
}

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a frame is decoded into. */
export interface FrameTarget {
  /** (A, 3) nm, zeros at first. */
  readonly positions: Float32Array;
  /** (9) nm, zeros at first. */
  readonly box: Float32Array;
}

/** What frames store in one place: all that they hold, or one of several arrays. */
export interface StoredPart {
  /** The bytes of a frame, [start, end) in the file; both ascend with the frame. */
  start(frame: number): number;
  end(frame: number): number;
  /** Bytes after a frame that `decode` may look at: what follows in the file, or zeros. */
  readonly slackBytes?: number;
  /** @param at where in `view` the frame's bytes start */
  decode(view: DataView, at: number, target: FrameTarget, place: FramePlace): void;
}

export interface StoredFrames {
  readonly source: ByteSource;
  readonly nAtoms: number;
  /** (T) ps. */
  readonly timesPs: Float64Array;
  readonly parts: readonly StoredPart[];
}

/** As many frames as fit are read at once, but always one. */
const PIECE_BYTES = 1 << 21;

/**
 * Reads the frames [first, first + count).
 * @throws FormatError when a frame is damaged or holds coordinates that are not finite
 */
export async function readStoredFrames(frames: StoredFrames, first: number, count: number): Promise<FrameBlock> {
  const { source, nAtoms, timesPs, parts } = frames;
  expectFrames({ name: source.name, nFrames: timesPs.length }, first, count);
  const positions = new Float32Array(count * nAtoms * 3);
  const boxes = new Float32Array(count * 9);
  for (const part of parts) {
    for (let begin = first; begin < first + count; ) {
      const end = endOfPiece(part, begin, first + count);
      const view = await readPiece(source, part.start(begin), part.end(end - 1), part.slackBytes ?? 0);
      for (let frame = begin; frame < end; frame++) {
        const t = frame - first;
        const target = {
          positions: positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3),
          box: boxes.subarray(9 * t, 9 * t + 9),
        };
        const offset = part.start(frame);
        part.decode(view, offset - part.start(begin), target, { file: source.name, frame, offset });
      }
      begin = end;
    }
  }
  return {
    nFrames: count,
    nAtoms,
    positions,
    timesPs: timesPs.slice(first, first + count),
    boxes: boxes.some((x) => x !== 0) ? boxes : null,
  };
}

function endOfPiece(part: StoredPart, begin: number, end: number): number {
  let next = begin + 1;
  while (next < end && part.end(next) - part.start(begin) <= PIECE_BYTES) next++;
  return next;
}

async function readPiece(source: ByteSource, start: number, end: number, slackBytes: number): Promise<DataView> {
  const length = end - start + slackBytes;
  const bytes = await source.read(start, length);
  if (bytes.length < end - start) throw new FormatError(source.name, "has become shorter while it was read");
  if (bytes.length === length) return viewOf(bytes);
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return viewOf(padded);
}

/** @throws FormatError when a coordinate is a NaN or an infinity */
export function expectFinite(positions: Float32Array, place: FramePlace): void {
  let sum = 0; // of zeros, unless there is one
  for (let i = 0; i < positions.length; i++) sum += positions[i]! * 0;
  if (sum !== 0) throw notFiniteCoordinates(place);
}

/**
 * Reads a box of big-endian numbers.
 * @param realBytes 4 or 8 bytes a number
 * @param out (9) nm
 */
export function readBox(view: DataView, at: number, realBytes: number, out: Float32Array, place: FramePlace): void {
  for (let k = 0; k < 9; k++) out[k] = realBytes === 4 ? view.getFloat32(at + 4 * k) : view.getFloat64(at + 8 * k);
  if (!out.every(Number.isFinite)) throw damagedFrame(place, "has a box that is not of finite numbers");
}
