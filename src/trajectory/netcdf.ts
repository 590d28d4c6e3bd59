// AMBER's NetCDF trajectories and restart files ("AMBER NetCDF Trajectory/Restart Convention Version 1.0, Revision C"),
// of which coordinates, time and cell are read. T frames, A atoms.

import { type ByteSource, FormatError } from "../base/index.js";
import { boxOfStoredCell } from "./box.js";
import { ANGLE_UNITS, factorOfUnit, LENGTH_UNITS, TIME_UNITS, type Units } from "./file-units.js";
import { damagedFrame, type TrajectoryFormat, type TrajectoryReader, truncatedFrame } from "./frames.js";
import { isClassicNetcdf, type NetcdfHeader, type NetcdfVariable, readNetcdfHeader } from "./netcdf-header.js";
import { expectFinite, headerWindow, readStoredFrames, type StoredPart } from "./stored-frames.js";
import { COUNTED_FRAMES } from "./text-frames.js";

export const netcdfFormat: TrajectoryFormat = {
  name: "netcdf",
  extensions: [".nc", ".netcdf", ".ncdf", ".ncrst"],
  recognizes: isClassicNetcdf,
  open: openNetcdf,
  create: null,
};

/**
 * Opens a trajectory, or a restart file as a trajectory of one frame.
 * @throws FormatError when the file is empty, cut, no classic NetCDF file, or does not follow AMBER's convention
 */
export async function openNetcdf(source: ByteSource): Promise<TrajectoryReader> {
  const header = await readNetcdfHeader(source);
  const layout = layoutOf(source, header);
  const { nAtoms } = layout;
  expectWholeFrames(source, layout);
  const timesPs = await readTimes(source, layout);
  const frames = { source, nAtoms, timesPs, parts: partsOf(source, layout) };
  return {
    name: source.name,
    format: netcdfFormat.name,
    nFrames: layout.nFrames,
    nAtoms,
    timesPs,
    assumedTimes: layout.time === null ? COUNTED_FRAMES : null,
    read: (first, count) => readStoredFrames(frames, first, count),
    close: () => source.close(),
  };
}

/** Numbers of one kind that each frame has. */
interface Field {
  readonly name: string;
  /** Where those of the first frame begin, and bytes from one frame to the next. */
  readonly begin: number;
  readonly stride: number;
  /** Numbers a frame. */
  readonly length: number;
  /** Bytes a number: 4 or 8. */
  readonly realBytes: number;
  /** To nm, ps or degrees. */
  readonly factor: number;
  /** Stored side by side with the other fields of its frame. */
  readonly isRecord: boolean;
}

interface Fields {
  readonly coordinates: Field;
  readonly time: Field | null;
  readonly lengths: Field | null;
  readonly angles: Field | null;
}

interface Layout extends Fields {
  readonly nFrames: number;
  readonly nAtoms: number;
}

const AMBER_LENGTHS: Units = { ...LENGTH_UNITS, usual: "angstrom" };

function layoutOf(source: ByteSource, header: NetcdfHeader): Layout {
  const coordinates = header.variables.get("coordinates");
  if (coordinates === undefined) {
    throw new FormatError(source.name, "has no coordinates: no AMBER trajectory, or one of velocities or forces only");
  }
  // A trajectory has (frame, atom, spatial); a restart file has no frames.
  const isRestart = coordinates.dimensions.length === 2;
  const isTrajectory = coordinates.dimensions.length === 3;
  const [nAtoms, nSpatial] = coordinates.shape.slice(-2);
  if (!(isRestart || isTrajectory) || nAtoms === undefined || nSpatial !== 3 || (isRestart && coordinates.isRecord)) {
    const dimensions = coordinates.dimensions.join(", ");
    throw new FormatError(source.name, `has coordinates of (${dimensions}), wanted (frame, atom, spatial)`);
  }
  if (nAtoms < 1) throw new FormatError(source.name, `has ${nAtoms} atoms`);
  const fieldOf = (name: string, length: number, units: Units): Field | null => {
    const variable = header.variables.get(name);
    return variable === undefined ? null : createField(source, header, variable, length, units, isRestart);
  };
  const lengths = fieldOf("cell_lengths", 3, AMBER_LENGTHS);
  const fields = {
    coordinates: fieldOf("coordinates", 3 * nAtoms, AMBER_LENGTHS)!,
    time: fieldOf("time", 1, TIME_UNITS),
    lengths,
    angles: lengths === null ? null : fieldOf("cell_angles", 3, ANGLE_UNITS),
  };
  const nStored = isRestart ? 1 : coordinates.isRecord ? header.nRecords : coordinates.shape[0]!;
  return { nFrames: nStored ?? countWholeFrames(source, fields), nAtoms, ...fields };
}

function present({ coordinates, time, lengths, angles }: Fields): Field[] {
  return [coordinates, time, lengths, angles].filter((field) => field !== null);
}

/** The frames of which all fields lie within the file. */
function countWholeFrames(source: ByteSource, fields: Fields): number {
  return Math.min(...present(fields).map((field) => countWhole(source, field)));
}

function countWhole(source: ByteSource, field: Field): number {
  return Math.max(0, Math.floor((source.size - endOf(field, 0)) / field.stride) + 1);
}

function createField(
  source: ByteSource,
  { recordBytes }: NetcdfHeader,
  { name, shape, type, isRecord, attributes, begin }: NetcdfVariable,
  length: number,
  units: Units,
  isRestart: boolean,
): Field {
  if (type !== "float" && type !== "double") {
    throw new FormatError(source.name, `has ${name} of the type ${type}, wanted float or double`);
  }
  const perFrame = isRestart || isRecord ? shape : shape.slice(1);
  const product = perFrame.reduce((n, factor) => n * factor, 1);
  if (product !== length || (isRestart && isRecord)) {
    throw new FormatError(source.name, `has ${product} numbers of ${name} a frame, wanted ${length}`);
  }
  const realBytes = type === "float" ? 4 : 8;
  const factor = factorOf(source, name, attributes, units);
  const stride = isRecord ? recordBytes : length * realBytes;
  return { name, begin, stride, length, realBytes, factor, isRecord };
}

/** From what is stored to nm, ps or degrees. */
function factorOf(source: ByteSource, name: string, attributes: NetcdfVariable["attributes"], units: Units): number {
  const unit = attributes.get("units");
  // Texts may end with zeros.
  const written = typeof unit === "string" ? unit.replace(/\0+$/, "").trim().toLowerCase() : "";
  const factor = factorOfUnit(source.name, name, written, units);
  const scale = attributes.get("scale_factor") ?? 1;
  if (typeof scale !== "number" || !Number.isFinite(scale) || scale === 0) {
    throw new FormatError(source.name, `has the scale factor ${scale} of ${name}`);
  }
  return factor * scale;
}

function endOf(field: Field, frame: number): number {
  return field.begin + frame * field.stride + field.length * field.realBytes;
}

function expectWholeFrames(source: ByteSource, layout: Layout): void {
  if (layout.nFrames === 0) throw new FormatError(source.name, "has no frame");
  for (const field of present(layout)) {
    const frame = countWhole(source, field);
    if (frame >= layout.nFrames) continue;
    const offset = field.begin + frame * field.stride;
    const bytesLeft = Math.max(0, source.size - offset);
    throw truncatedFrame({ file: source.name, frame, offset }, field.length * field.realBytes, bytesLeft);
  }
}

/** Frames of a file without times are counted. */
async function readTimes(source: ByteSource, { nFrames, time }: Layout): Promise<Float64Array> {
  if (time === null) return Float64Array.from({ length: nFrames }, (_, t) => t);
  const times = new Float64Array(nFrames);
  const headers = headerWindow(source);
  for (let frame = 0; frame < nFrames; frame++) {
    const offset = time.begin + frame * time.stride;
    const place = { file: source.name, frame, offset };
    const { view, at } = await headers.at(offset, time.realBytes, place);
    const value = time.factor * realAt(view, at, time.realBytes);
    if (!Number.isFinite(value)) throw damagedFrame(place, "has a time that is not a finite number");
    times[frame] = value;
  }
  return times;
}

function realAt(view: DataView, at: number, realBytes: number): number {
  return realBytes === 4 ? view.getFloat32(at) : view.getFloat64(at);
}

/** What lies side by side in records (or in a restart file) is read together, otherwise coordinates and cells apart. */
function partsOf(source: ByteSource, { nFrames, coordinates, lengths, angles }: Layout): StoredPart[] {
  const cell = lengths === null || angles === null ? null : { lengths, angles };
  if (cell === null) return [partOf([coordinates], coordinates, null)];
  const fields = [coordinates, cell.lengths, cell.angles];
  if (nFrames > 1 && !fields.every(({ isRecord }) => isRecord)) {
    return [partOf([coordinates], coordinates, null), partOf([cell.lengths, cell.angles], null, cell)];
  }
  const part = partOf(fields, coordinates, cell);
  if (nFrames > 1 && part.end(0) - part.start(0) > coordinates.stride) {
    throw new FormatError(source.name, "has records that do not hold their variables side by side");
  }
  return [part];
}

interface CellFields {
  readonly lengths: Field;
  readonly angles: Field;
}

function partOf(fields: readonly Field[], coordinates: Field | null, cell: CellFields | null): StoredPart {
  const start = (frame: number): number => Math.min(...fields.map(({ begin, stride }) => begin + frame * stride));
  return {
    start,
    end: (frame) => Math.max(...fields.map((field) => endOf(field, frame))),
    decode: (view, at, { positions, box }, place) => {
      const placeOf = ({ begin, stride }: Field): number => at + begin + place.frame * stride - place.offset;
      if (coordinates !== null) {
        readReals(view, placeOf(coordinates), coordinates, positions);
        expectFinite(positions, place);
      }
      if (cell !== null) {
        const lengths = readReals(view, placeOf(cell.lengths), cell.lengths, new Float64Array(3));
        const angles = readReals(view, placeOf(cell.angles), cell.angles, new Float64Array(3));
        const found = boxOfStoredCell(lengths, angles, (problem) => damagedFrame(place, problem));
        if (found !== null) box.set(found);
      }
    },
  };
}

/** @param out as long as the field */
function readReals<A extends Float32Array | Float64Array>(view: DataView, at: number, field: Field, out: A): A {
  const { realBytes, factor } = field;
  // Dividing by 10 rounds as other readers do, multiplying by 0.1 does not.
  const divisor = 1 / factor;
  if (realBytes === 4) for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(at + 4 * i) / divisor;
  else for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(at + 8 * i) / divisor;
  return out;
}
