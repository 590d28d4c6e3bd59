// XYZ, one line an atom in angstrom, and its extended form with a lattice.
// https://github.com/libAtoms/extxyz

import type { ByteSource } from "../base/index.js";
import { orientedBox } from "./box.js";
import { type CountedLayout, findCountedFrames } from "./counted-frames.js";
import type { TrajectoryFormat, TrajectoryReader } from "./frames.js";
import { COUNTED_FRAMES, type TextFrame, textTrajectoryReader } from "./text-frames.js";
import { numberIn, wordsOf } from "./text-lines.js";

export const xyzFormat: TrajectoryFormat = {
  name: "xyz",
  extensions: [".xyz", ".extxyz"],
  recognizes: () => false, // it begins with a number, as others may
  open: openXyz,
  create: null,
};

const LAYOUT: CountedLayout = { countLine: 0, linesAfter: 0 };
const HEAD_LINES = 2;
const NM_PER_ANGSTROM = 0.1;

/**
 * Opens an XYZ file and indexes its frames in one pass. The format has no clock: frames count from 0 at 1 ps each.
 * Coordinates and lattice are taken for angstrom.
 * @throws FormatError when the file is empty or cut, or the number of atoms changes
 */
export async function openXyz(source: ByteSource): Promise<TrajectoryReader> {
  const index = await findCountedFrames(source, LAYOUT);
  const timesPs = Float64Array.from(index.titles, (_, t) => t);
  return textTrajectoryReader(source, {
    ...index,
    format: xyzFormat.name,
    timesPs,
    assumedTimes: COUNTED_FRAMES,
    parse: parseFrame,
  });
}

function parseFrame(frame: TextFrame, positions: Float32Array, box: Float32Array): void {
  const { lines, fail } = frame;
  const comment = lines[1]!;
  const column = positionColumn(frame, comment);
  const nAtoms = positions.length / 3;
  for (let i = 0; i < nAtoms; i++) {
    const line = lines[HEAD_LINES + i]!;
    const words = wordsOf(line);
    for (let d = 0; d < 3; d++) {
      const value = numberIn(words[column + d] ?? "");
      if (!Number.isFinite(value))
        throw fail(HEAD_LINES + i, `"${line.trim().slice(0, 80)}" is no atom with x, y and z`);
      positions[3 * i + d] = value * NM_PER_ANGSTROM;
    }
  }
  const lattice = /\bLattice\s*=\s*["{]([^"}]*)["}]/i.exec(comment);
  if (lattice !== null) readLattice(frame, lattice[1]!, box);
}

/** Where x is among the words of a line: after the symbol, unless the comment describes other columns. */
function positionColumn({ fail }: TextFrame, comment: string): number {
  const properties = /\bProperties\s*=\s*"?([\w:]+)/i.exec(comment);
  if (properties === null) return 1;
  const fields = properties[1]!.split(":"); // name, type and count of each property
  let column = 0;
  for (let k = 0; k + 2 < fields.length; k += 3) {
    if (fields[k] === "pos" && fields[k + 2] === "3") return column;
    column += numberIn(fields[k + 2]!);
  }
  throw fail(1, "Properties name no positions (pos:R:3)");
}

/** Nine numbers, the three lattice vectors one after the other. */
function readLattice({ fail }: TextFrame, text: string, box: Float32Array): void {
  const numbers = wordsOf(text).map((word) => numberIn(word) * NM_PER_ANGSTROM);
  if (numbers.length !== 9 || !numbers.every(Number.isFinite)) throw fail(1, `Lattice "${text}" is not of 9 numbers`);
  const oriented = orientedBox(numbers);
  if (oriented === null) {
    throw fail(
      1,
      "the first lattice vector is not along x, or the second not in the plane of x and y",
      "Rotate the system.",
    );
  }
  box.set(oriented);
}
