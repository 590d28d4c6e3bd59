// Writing DCD files as CHARMM and NAMD do: 32-bit record lengths, little-endian, cells with cosines (dcd-header.ts).

import { type ByteSink, DataError, formatTime, NumericsError } from "../base/index.js";
import { writeDcdCell } from "./dcd-cell.js";
import { AKMA_PS, CELL_BYTES, CONTROL, CONTROL_RECORD_BYTES, CORD } from "./dcd-header.js";
import { expectBlock, type FrameBlock, type TrajectoryWriter } from "./frames.js";
import { isSameSpacing } from "./spacing.js";

/** The version that programs claim which are not CHARMM. */
const VERSION = 24;
const LINE_BYTES = 80;
const LINES = ["REMARKS Coordinates in angstrom, time in AKMA units", "REMARKS Written by latent-space-simulator"];
const TITLE_BYTES = 4 + LINE_BYTES * LINES.length;
const HEADER_BYTES = CONTROL_RECORD_BYTES + TITLE_BYTES + 4 + 3 * 8;

/**
 * A writer of DCD files. The format keeps the time of the first frame (to a thousandth of the spacing) and one spacing
 * in single precision, and either all frames have a place for a box or none has: the first block decides.
 * @throws DataError on writing frames that are not evenly spaced in time, or a box after a block without
 */
export function createDcd(sink: ByteSink, nAtoms: number): TrajectoryWriter {
  let hasCell: boolean | null = null; // not known before the first block
  let nFrames = 0;
  const clock = createClock(sink.name);
  const header = (): Uint8Array => encodeHeader(nAtoms, nFrames, hasCell ?? false, clock);
  return {
    write: async (block) => {
      expectBlock(sink.name, nAtoms, block);
      if (block.nFrames === 0) return;
      if (hasCell === null) {
        hasCell = block.boxes !== null;
        await sink.write(header());
      }
      if (!hasCell && block.boxes !== null) {
        throw new DataError(`${sink.name}: frame ${nFrames} has a box, those before have none`, {
          hint: "Write XTC or TRR, where each frame has a box of its own.",
        });
      }
      block.timesPs.forEach(clock.tick);
      await sink.write(encodeFrames(block, hasCell));
      nFrames += block.nFrames;
    },
    close: async () => {
      if (hasCell === null) await sink.write(header());
      else await sink.writeAt(0, header());
      await sink.close();
    },
    abandon: () => sink.abandon(),
  };
}

/** The first time and the mean spacing of the frames so far. */
interface Clock {
  readonly startPs: number;
  readonly spacingPs: number;
  /** @throws DataError when a frame does not come after the usual time */
  tick(timePs: number): void;
}

function createClock(name: string): Clock {
  let n = 0;
  let start = 0;
  let previous = 0;
  let expected = 0; // the first step
  return {
    get startPs() {
      return start;
    },
    get spacingPs() {
      return n < 2 ? 0 : (previous - start) / (n - 1);
    },
    tick: (timePs) => {
      const step = timePs - previous;
      if (n === 0) start = timePs;
      if (n === 1) expected = step;
      const largest = Math.max(Math.abs(start), Math.abs(timePs));
      if (n > 0 && !(expected >= 0 && isSameSpacing(step, expected, largest))) {
        throw new DataError(
          `${name}: frame ${n} comes after ${formatTime(step)}, wanted ${formatTime(Math.max(0, expected))}: a DCD file has one spacing`,
          { hint: "Write XTC or TRR, where each frame has a time of its own." },
        );
      }
      previous = timePs;
      n++;
    },
  };
}

/** Steps are made so short that the first frame falls on one. */
const MAX_STEPS_BETWEEN_FRAMES = 1000;

interface Steps {
  /** The number of the first frame's step. */
  readonly start: number;
  /** Steps between frames. */
  readonly every: number;
  readonly deltaPs: number;
}

function stepsOf({ startPs, spacingPs }: Clock): Steps {
  if (!(spacingPs > 0))
    return startPs === 0 ? { start: 0, every: 1, deltaPs: 0 } : { start: 1, every: 0, deltaPs: startPs };
  const ratio = startPs / spacingPs;
  let every = 1;
  while (every < MAX_STEPS_BETWEEN_FRAMES && Math.abs(ratio * every - Math.round(ratio * every)) > 1e-6) every++;
  return { start: Math.round(ratio * every), every, deltaPs: spacingPs / every };
}

function encodeHeader(nAtoms: number, nFrames: number, hasCell: boolean, clock: Clock): Uint8Array {
  const { start, every, deltaPs } = stepsOf(clock);
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const control = writeMarkers(view, 0, CONTROL_RECORD_BYTES);
  view.setInt32(control, CORD);
  view.setInt32(control + CONTROL.frames, nFrames, true);
  view.setInt32(control + CONTROL.start, start, true);
  view.setInt32(control + CONTROL.every, every, true);
  view.setInt32(control + CONTROL.steps, nFrames * every, true);
  view.setFloat32(control + CONTROL.delta, deltaPs / AKMA_PS, true);
  view.setInt32(control + CONTROL.hasCell, hasCell ? 1 : 0, true);
  view.setInt32(control + CONTROL.version, VERSION, true);
  const title = writeMarkers(view, control + CONTROL_RECORD_BYTES + 4, TITLE_BYTES);
  view.setInt32(title, LINES.length, true);
  bytes.set(new TextEncoder().encode(LINES.map((line) => line.padEnd(LINE_BYTES)).join("")), title + 4);
  view.setInt32(writeMarkers(view, title + TITLE_BYTES + 4, 4), nAtoms, true);
  return bytes;
}

function encodeFrames({ nFrames, nAtoms, positions, boxes }: FrameBlock, hasCell: boolean): Uint8Array {
  const cellBytes = hasCell ? CELL_BYTES + 8 : 0;
  const dimensionBytes = 4 * nAtoms + 8;
  const bytes = new Uint8Array(nFrames * (cellBytes + 3 * dimensionBytes));
  const view = new DataView(bytes.buffer);
  const noBox = new Float32Array(9);
  let at = 0;
  for (let t = 0; t < nFrames; t++) {
    if (hasCell) {
      writeDcdCell(boxes?.subarray(9 * t, 9 * t + 9) ?? noBox, view, writeMarkers(view, at, CELL_BYTES));
      at += cellBytes;
    }
    const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
    for (let d = 0; d < 3; d++) {
      writeDimension(frame, d, view, writeMarkers(view, at, 4 * nAtoms));
      at += dimensionBytes;
    }
  }
  return bytes;
}

/** nm to angstrom. */
function writeDimension(frame: Float32Array, d: number, view: DataView, at: number): void {
  let to = at;
  for (let i = d; i < frame.length; i += 3) {
    const value = Math.fround(10 * frame[i]!);
    if (!Number.isFinite(value)) {
      throw new NumericsError(`writing DCD: atom ${(i - d) / 3} has the coordinate ${frame[i]} nm`, {
        hint: "Coordinates must be finite.",
      });
    }
    view.setFloat32(to, value, true);
    to += 4;
  }
}

/** Writes a record's lengths and returns where its content starts. */
function writeMarkers(view: DataView, at: number, nBytes: number): number {
  view.setInt32(at, nBytes, true);
  view.setInt32(at + 4 + nBytes, nBytes, true);
  return at + 4;
}
