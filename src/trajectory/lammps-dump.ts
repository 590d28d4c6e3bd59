// Text dumps of LAMMPS (dump styles atom and custom).
// https://docs.lammps.org/dump.html

import { type ByteSource, FormatError, UnsupportedError } from "../base/index.js";
import type { TrajectoryFormat, TrajectoryReader } from "./frames.js";
import { lineError, type TextFrame, textFrame, textTrajectoryReader } from "./text-frames.js";
import { lineBatches, numberIn, wordsOf } from "./text-lines.js";

export const lammpsDumpFormat: TrajectoryFormat = {
  name: "lammps",
  extensions: [".lammpstrj", ".lammpsdump", ".dump"],
  recognizes: (head) => /^ITEM: (TIMESTEP|UNITS|TIME)\s/.test(String.fromCharCode(...head)),
  open: openLammpsDump,
  create: null,
};

interface Units {
  readonly nm: number;
  readonly ps: number;
}

/** Unit styles, as `dump_modify units yes` names them. */
const UNITS: ReadonlyMap<string, Units> = new Map([
  ["real", { nm: 0.1, ps: 1e-3 }],
  ["metal", { nm: 0.1, ps: 1 }],
  ["nano", { nm: 1, ps: 1e3 }],
  ["electron", { nm: 0.0529177210903, ps: 1e-3 }],
]);

/** Most dumps name no units; those of molecules are in angstrom then. */
const DEFAULT_UNITS = "metal";

/** Columns that may hold positions, the first found is read; scaled ones are fractions of the box. */
const POSITION_COLUMNS = [
  { names: ["x", "y", "z"], areScaled: false },
  { names: ["xs", "ys", "zs"], areScaled: true },
  { names: ["xu", "yu", "zu"], areScaled: false },
  { names: ["xsu", "ysu", "zsu"], areScaled: true },
] as const;

/**
 * Opens a LAMMPS dump and indexes its frames in one pass. Atoms are in the order of their id; positions are as written
 * (images are not unwrapped). Lengths are angstrom unless the file names its units (ITEM: UNITS). Times are those of
 * ITEM: TIME, taken for ps unless the file names its units; without them a time step counts as 1 ps.
 * @throws FormatError when the file is cut, or the atoms change; UnsupportedError for units that have no length in nm
 */
export async function openLammpsDump(source: ByteSource): Promise<TrajectoryReader> {
  const index = await findFrames(source);
  const units = UNITS.get(index.units ?? DEFAULT_UNITS);
  if (units === undefined) {
    throw new UnsupportedError(`${source.name}: is in the units "${index.units}", which cannot be turned into nm`, {
      hint: `Readable are ${[...UNITS.keys()].join(", ")}.`,
    });
  }
  const { offsets, nAtoms } = index;
  const bytes = await source.read(0, offsets[1]!);
  const lines = new TextDecoder("latin1").decode(bytes.subarray(offsets[0]!)).split(/\r?\n/);
  const placeOf = placesOfIds(textFrame(source.name, 0, lines, index.lineNumbers[0]!), nAtoms);
  return textTrajectoryReader(source, {
    ...index,
    format: lammpsDumpFormat.name,
    timesPs: index.hasTimes ? index.times.map((time) => time * units.ps) : index.times,
    assumedTimes: index.hasTimes ? null : "a time step counts as 1 ps",
    parse: (frame, positions, box) => parseFrame(frame, placeOf, units.nm, positions, box),
  });
}

interface DumpIndex {
  readonly offsets: readonly number[];
  readonly lineNumbers: readonly number[];
  readonly nAtoms: number;
  /** (T) of ITEM: TIME if there is one, otherwise step numbers. */
  readonly times: Float64Array;
  readonly hasTimes: boolean;
  readonly units: string | null;
}

const CUT_HINT = "The dump is cut; cut it back to whole frames.";

async function findFrames(source: ByteSource): Promise<DumpIndex> {
  const offsets: number[] = [];
  const lineNumbers: number[] = [];
  const steps: number[] = [];
  const times: number[] = [];
  let units: string | null = null;
  let nAtoms = 0;
  let item = "";
  let isHead = false; // between the first item of a frame and its atoms
  let remaining = 0; // atom lines of the frame at hand
  let lineNumber = 0;
  const fail = (problem: string): FormatError => lineError(source.name, lineNumber, problem);

  const takeItem = (line: string, offset: number): void => {
    if (!isHead) {
      offsets.push(offset);
      lineNumbers.push(lineNumber);
      isHead = true;
    }
    item = line.slice("ITEM:".length).trim();
    if (!item.startsWith("ATOMS")) return;
    if (steps.length !== offsets.length) throw fail("a frame has no ITEM: TIMESTEP");
    if (nAtoms === 0) throw fail("the atoms are not counted before (ITEM: NUMBER OF ATOMS)");
    remaining = nAtoms;
    isHead = false;
  };
  const takeValue = (line: string): void => {
    const value = numberIn(line);
    if (item === "UNITS") units = line.trim();
    else if (item === "TIMESTEP" || item === "TIME") {
      if (!Number.isFinite(value)) throw fail(`"${line.trim()}" is no time`);
      (item === "TIME" ? times : steps).push(value);
    } else if (item === "NUMBER OF ATOMS") {
      if (!(Number.isSafeInteger(value) && value >= 1)) throw fail(`"${line.trim()}" is no number of atoms`);
      if (nAtoms !== 0 && value !== nAtoms) throw fail(`the frame has ${value} atoms, the first has ${nAtoms}`);
      nAtoms = value;
    }
  };

  for await (const batch of lineBatches(source)) {
    for (let k = 0; k < batch.lines.length; k++) {
      const line = batch.lines[k]!;
      lineNumber++;
      if (remaining > 0) {
        if (line.startsWith("ITEM:")) throw fail(`${remaining} atoms of the frame before are missing`);
        remaining--;
      } else if (line.startsWith("ITEM:")) takeItem(line, batch.offsets[k]!);
      else if (line.trim() !== "") {
        if (!isHead) throw fail(`"${line.trim().slice(0, 40)}" stands outside of a frame`);
        takeValue(line);
      }
    }
  }
  const nFrames = offsets.length;
  if (nFrames === 0) throw new FormatError(source.name, "has no frame: no LAMMPS dump, or an empty one");
  if (isHead || remaining > 0)
    throw new FormatError(source.name, `ends within frame ${nFrames - 1}`, { hint: CUT_HINT });
  const hasTimes = times.length === nFrames;
  if (!hasTimes && times.length > 0) throw new FormatError(source.name, "has ITEM: TIME in some frames only");
  if (steps.length !== nFrames) throw new FormatError(source.name, "has a frame with two time steps");
  offsets.push(source.size);
  return { offsets, lineNumbers, nAtoms, times: Float64Array.from(hasTimes ? times : steps), hasTimes, units };
}

/** What the lines before the atoms of a frame say. */
interface DumpHead {
  /** The line of the first atom. */
  readonly firstAtom: number;
  readonly columns: readonly string[];
  /** (3) the corner of the box. */
  readonly origin: readonly [number, number, number];
  /** (9) its vectors, in the units of the file. */
  readonly vectors: readonly number[];
  /** In any direction, as far as the file says. */
  readonly isPeriodic: boolean;
}

function readHead({ lines, fail }: TextFrame): DumpHead {
  const bounds = lines.findIndex((line) => line.startsWith("ITEM: BOX BOUNDS"));
  const atoms = lines.findIndex((line) => line.startsWith("ITEM: ATOMS"));
  if (bounds < 0 || bounds + 3 >= atoms)
    throw fail(Math.max(0, atoms), "the frame has no ITEM: BOX BOUNDS before its atoms");
  const rows = [1, 2, 3].map((k) => {
    const numbers = wordsOf(lines[bounds + k]!).map(numberIn);
    if (numbers.length >= 2 && numbers.length <= 3 && numbers.every(Number.isFinite)) return numbers;
    throw fail(
      bounds + k,
      `"${lines[bounds + k]!.trim()}" holds no bounds of the box`,
      "Wanted: low, high and a tilt.",
    );
  });
  const columns = wordsOf(lines[atoms]!).slice(2);
  const boundaries = lines[bounds]!.match(/\b[pfsm]{2}\b/g);
  const isPeriodic = boundaries === null || boundaries.includes("pp");
  return { firstAtom: atoms + 1, columns, isPeriodic, ...boxOf(rows) };
}

/** Bounds enclose a tilted box, so they are wider than its edges. */
function boxOf(rows: readonly (readonly number[])[]): Pick<DumpHead, "origin" | "vectors"> {
  const [[xLow = 0, xHigh = 0, xy = 0] = [], [yLow = 0, yHigh = 0, xz = 0] = [], [zLow = 0, zHigh = 0, yz = 0] = []] =
    rows;
  const x = xLow - Math.min(0, xy, xz, xy + xz);
  const y = yLow - Math.min(0, yz);
  const a = xHigh - Math.max(0, xy, xz, xy + xz) - x;
  const b = yHigh - Math.max(0, yz) - y;
  return { origin: [x, y, zLow], vectors: [a, 0, 0, xy, b, 0, xz, yz, zHigh - zLow] };
}

/** Which atom an id belongs to, by ascending ids; null when the dump has none and its order counts. */
function placesOfIds(frame: TextFrame, nAtoms: number): ReadonlyMap<number, number> | null {
  const { firstAtom, columns } = readHead(frame);
  const idColumn = columns.indexOf("id");
  if (idColumn < 0) return null;
  const ids = frame.lines.slice(firstAtom, firstAtom + nAtoms).map((line) => numberIn(wordsOf(line)[idColumn] ?? ""));
  const bad = ids.findIndex((id) => !Number.isSafeInteger(id));
  if (bad >= 0) throw frame.fail(firstAtom + bad, "the atom has no id");
  return new Map([...ids].sort((a, b) => a - b).map((id, place) => [id, place]));
}

function parseFrame(
  frame: TextFrame,
  placeOf: ReadonlyMap<number, number> | null,
  nmPerUnit: number,
  positions: Float32Array,
  box: Float32Array,
): void {
  const { lines, fail } = frame;
  const { firstAtom, columns, origin, vectors, isPeriodic } = readHead(frame);
  const found = POSITION_COLUMNS.find(({ names }) => names.every((name) => columns.includes(name)));
  if (found === undefined)
    throw fail(firstAtom - 1, "there are no positions among the columns", "Dump x y z, or xu yu zu.");
  const places = found.names.map((name) => columns.indexOf(name));
  const idColumn = columns.indexOf("id");
  const nAtoms = positions.length / 3;
  const isRead = new Uint8Array(nAtoms);
  const own = new Float64Array(3); // the position as written
  for (let k = 0; k < nAtoms; k++) {
    const line = lines[firstAtom + k]!;
    const words = wordsOf(line);
    const atom = placeOf === null ? k : placeOf.get(numberIn(words[idColumn] ?? ""));
    if (atom === undefined || isRead[atom] === 1) {
      throw fail(firstAtom + k, `the id "${words[idColumn] ?? ""}" comes twice, or not in the first frame`);
    }
    isRead[atom] = 1;
    for (let d = 0; d < 3; d++) {
      own[d] = numberIn(words[places[d]!] ?? "");
      if (!Number.isFinite(own[d]))
        throw fail(firstAtom + k, `"${line.trim().slice(0, 80)}" is no atom with a position`);
    }
    for (let d = 0; d < 3; d++) {
      const [a, b, c] = [vectors[d]!, vectors[3 + d]!, vectors[6 + d]!];
      const value = found.areScaled ? origin[d]! + own[0]! * a + own[1]! * b + own[2]! * c : own[d]!;
      positions[3 * atom + d] = nmPerUnit * value;
    }
  }
  if (isPeriodic) for (let k = 0; k < 9; k++) box[k] = vectors[k]! * nmPerUnit;
}
