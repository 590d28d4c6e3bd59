// GRO, the text format of GROMACS: several frames, any number of decimals, with or without velocities (which are skipped).
// https://manual.gromacs.org/current/reference-manual/file-formats.html#gro

import { type ByteSink, type ByteSource, ConfigError, NumericsError, ShapeError } from "../base/index.js";
import { type AtomRecord, assembleStructure, UNSAID } from "./atom-records.js";
import { orientedBox, realBox } from "./box.js";
import { type CountedLayout, findCountedFrames } from "./counted-frames.js";
import type { Structure, TrajectoryFormat, TrajectoryReader, TrajectoryWriter } from "./frames.js";
import {
  type TextFrame,
  textFrame,
  textTrajectoryReader,
  timeInTitle,
  timesOrCounts,
  timeTitle,
} from "./text-frames.js";
import { numberIn, wordsOf } from "./text-lines.js";
import type { Topology } from "./topology.js";

export const groFormat: TrajectoryFormat = {
  name: "gro",
  extensions: [".gro"],
  recognizes: () => false, // it begins with a title, which may be anything
  open: openGro,
  create: (sink, nAtoms, topology) => {
    if (topology !== undefined) return createGro(sink, topology);
    throw new ConfigError(
      "topology",
      `${sink.name} names its ${nAtoms} atoms, so a GRO file cannot be written without`,
    );
  },
};

const LAYOUT: CountedLayout = { countLine: 1, linesAfter: 1 };
const HEAD_LINES = 2;
/** Residue number and name, atom name and number, of 5 columns each. */
const LABEL_COLUMNS = 20;
/** A coordinate takes as many columns as it has decimals, and these. */
const COLUMNS_BEFORE_DECIMALS = 5;

/**
 * Opens a GRO file and indexes its frames in one pass. Times are those of the titles ("t= 100.0"); when a title has
 * none, frames count from 0 at 1 ps each.
 * @throws FormatError when the file is empty or cut, or the number of atoms changes
 */
export async function openGro(source: ByteSource): Promise<TrajectoryReader> {
  const { titles, ...index } = await findCountedFrames(source, LAYOUT);
  return textTrajectoryReader(source, {
    ...index,
    ...timesOrCounts(titles.map(timeInTitle)),
    format: groFormat.name,
    parse: parseFrame,
  });
}

/** Reads a frame's lines. */
function parseFrame(frame: TextFrame, positions: Float32Array, box: Float32Array): void {
  const { lines } = frame;
  const nAtoms = positions.length / 3;
  const width = coordinateWidth(frame);
  for (let i = 0; i < nAtoms; i++) {
    const line = lines[HEAD_LINES + i]!;
    for (let d = 0; d < 3; d++) {
      const column = LABEL_COLUMNS + d * width;
      const field = line.slice(column, column + width);
      const value = numberIn(field);
      if (!Number.isFinite(value)) throw frame.fail(HEAD_LINES + i, `"${field}" is no coordinate`);
      positions[3 * i + d] = value;
    }
  }
  readBox(frame, HEAD_LINES + nAtoms, box);
}

/** The columns of a coordinate: as many as there are from one decimal point to the next. */
function coordinateWidth({ lines, fail }: TextFrame): number {
  const line = lines[HEAD_LINES]!;
  const first = line.indexOf(".", LABEL_COLUMNS);
  const second = line.indexOf(".", first + 1);
  if (first < 0 || second < 0) throw fail(HEAD_LINES, `"${line.slice(LABEL_COLUMNS)}" holds no coordinates`);
  return second - first;
}

/** The last line of a frame: the diagonal of the box, then for one that is not rectangular the other six numbers. */
function readBox({ lines, fail }: TextFrame, at: number, box: Float32Array): void {
  const words = wordsOf(lines[at]!);
  const numbers = words.map(numberIn);
  if ((words.length !== 3 && words.length !== 9) || !numbers.every(Number.isFinite)) {
    throw fail(at, `"${lines[at]!.trim()}" is no box`, "It has 3 or 9 numbers; files of another precision mix fields.");
  }
  const [xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yx = 0, yz = 0, zx = 0, zy = 0] = numbers;
  const oriented = orientedBox([xx, xy, xz, yx, yy, yz, zx, zy, zz]);
  if (oriented === null)
    throw fail(at, "the first box vector is not along x, or the second not in the plane of x and y");
  box.set(oriented);
}

/**
 * Reads the atoms of a GRO file and the coordinates of its first frame; all are in one chain.
 * @throws FormatError when the file is empty, or its first frame cut or unreadable
 */
export async function readGroTopology(source: ByteSource): Promise<Structure> {
  const { nAtoms, offsets, lineNumbers } = await findCountedFrames(source, LAYOUT, 1);
  const bytes = await source.read(offsets[0]!, offsets[1]! - offsets[0]!);
  const lines = new TextDecoder("latin1").decode(bytes).split(/\r?\n/);
  const positions = new Float32Array(3 * nAtoms);
  const box = new Float32Array(9);
  parseFrame(textFrame(source.name, 0, lines, lineNumbers[0]!), positions, box);
  return assembleStructure(lines.slice(HEAD_LINES, HEAD_LINES + nAtoms).map(parseAtom), [positions], [], realBox(box));
}

function parseAtom(line: string): AtomRecord {
  const sequence = numberIn(line.slice(0, 5));
  return {
    ...UNSAID,
    sequence: Number.isSafeInteger(sequence) ? sequence : null,
    residueName: line.slice(5, 10).trim(),
    name: line.slice(10, 15).trim(),
  };
}

export const DEFAULT_GRO_DECIMALS = 3;

/**
 * A writer of GRO files; frames' titles give their times as GROMACS does.
 * @param decimals of coordinates in nm; readers find it from the columns
 */
export function createGro(sink: ByteSink, topology: Topology, decimals = DEFAULT_GRO_DECIMALS): TrajectoryWriter {
  const labels = atomLabels(topology);
  const nAtoms = labels.length;
  const encoder = new TextEncoder();
  let step = 0;
  return {
    write: async (block) => {
      if (block.nAtoms !== nAtoms)
        throw new ShapeError(`${sink.name}: want frames of ${nAtoms} atoms, got ${block.nAtoms}`);
      for (let t = 0; t < block.nFrames; t++) {
        const frame = block.positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
        const lines = [timeTitle(block.timesPs[t]!, step++), String(nAtoms)];
        for (let i = 0; i < nAtoms; i++) lines.push(labels[i]! + coordinateColumns(frame, i, decimals, sink.name));
        lines.push(boxLine(block.boxes?.subarray(9 * t, 9 * t + 9) ?? new Float32Array(9)), "");
        await sink.write(encoder.encode(lines.join("\n")));
      }
    },
    close: () => sink.close(),
    abandon: () => sink.abandon(),
  };
}

/** The first 20 columns of each atom's line; numbers that outgrow their columns start again at 0. */
function atomLabels({ atoms, residues }: Topology): string[] {
  return atoms.map((atom, i) => {
    const { sequence, name } = residues[atom.residue]!;
    const number = (value: number): string =>
      String(value % 100_000)
        .padStart(5)
        .slice(-5);
    return `${number(sequence)}${name.slice(0, 5).padEnd(5)}${atom.name.slice(0, 5).padStart(5)}${number(i + 1)}`;
  });
}

function coordinateColumns(frame: Float32Array, i: number, decimals: number, file: string): string {
  const width = decimals + COLUMNS_BEFORE_DECIMALS;
  let text = "";
  for (let d = 0; d < 3; d++) {
    const value = frame[3 * i + d]!;
    const column = value.toFixed(decimals).padStart(width);
    if (!Number.isFinite(value) || column.length > width) {
      throw new NumericsError(`${file}: ${value} nm of atom ${i} does not fit into the columns of GRO`);
    }
    text += column;
  }
  return text;
}

function boxLine(box: Float32Array): string {
  const order = [0, 4, 8, 1, 2, 3, 5, 6, 7];
  const isRectangular = order.slice(3).every((k) => box[k] === 0);
  const numbers = order.slice(0, isRectangular ? 3 : 9).map((k) => box[k]!.toFixed(5).padStart(10));
  return numbers.join("");
}
