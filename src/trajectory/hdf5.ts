// mdtraj's HDF5 trajectories, with the topology inside: https://mdtraj.org/1.9.4/hdf5_format.html
// Coordinates, time and cell are read. T frames, A atoms.

import { type ByteSource, FormatError } from "../base/index.js";
import { boxOfStoredCell } from "./box.js";
import { ANGLE_UNITS, factorOfUnit, LENGTH_UNITS, TIME_UNITS, type Units } from "./file-units.js";
import {
  expectFrames,
  type FrameBlock,
  type Structure,
  type TrajectoryFormat,
  type TrajectoryReader,
} from "./frames.js";
import { type Hdf5File, openHdf5 } from "./hdf5-file.js";
import { parseHdf5Topology } from "./hdf5-topology.js";
import { COUNTED_FRAMES } from "./text-frames.js";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export const hdf5Format: TrajectoryFormat = {
  name: "hdf5",
  extensions: [".h5", ".hdf5"],
  recognizes: (head) => SIGNATURE.every((byte, k) => head[k] === byte),
  open: openHdf5Trajectory,
  create: null,
};

/**
 * Opens a trajectory that mdtraj wrote.
 * @throws FormatError when the file is damaged, no HDF5 file, or does not follow mdtraj's convention
 */
export async function openHdf5Trajectory(source: ByteSource): Promise<TrajectoryReader> {
  const file = await openHdf5(source);
  try {
    const layout = layoutOf(source.name, file);
    const timesPs = await readTimes(source.name, file, layout);
    const { nFrames, nAtoms } = layout;
    return {
      name: source.name,
      format: hdf5Format.name,
      nFrames,
      nAtoms,
      timesPs,
      assumedTimes: layout.time === null ? COUNTED_FRAMES : null,
      read: async (first, count) => {
        expectFrames({ name: source.name, nFrames }, first, count);
        const positions = await readCoordinates(source.name, file, layout, first, count);
        const boxes = await readBoxes(source.name, file, layout, first, count);
        return { nFrames: count, nAtoms, positions, timesPs: timesPs.slice(first, first + count), boxes };
      },
      close: () => {
        file.release();
        return source.close();
      },
    };
  } catch (error) {
    file.release();
    throw error;
  }
}

/**
 * Reads the topology inside, with the coordinates of the first frame.
 * @throws FormatError when there is none, or it does not fit the coordinates
 */
export async function readHdf5Topology(source: ByteSource): Promise<Structure> {
  const file = await openHdf5(source);
  try {
    return await readStructure(source.name, file);
  } finally {
    file.release();
  }
}

async function readStructure(source: string, file: Hdf5File): Promise<Structure> {
  const layout = layoutOf(source, file);
  if (!file.datasets.has("topology")) {
    throw new FormatError(source, "has no topology inside", { hint: "Give a PDB file of the same atoms." });
  }
  const text = await file.read("topology", 0, 1);
  const nFrames = Math.min(1, layout.nFrames);
  const positions = await readCoordinates(source, file, layout, 0, nFrames);
  const box = await readBoxes(source, file, layout, 0, nFrames);
  const geometry = nFrames === 0 ? null : { positions, box };
  const { topology, notices } = parseHdf5Topology(source, String(text), geometry);
  if (topology.atoms.length === layout.nAtoms) return { topology, notices, nFrames, positions, box };
  const problem = `has ${layout.nAtoms} atoms in its coordinates and ${topology.atoms.length} in its topology`;
  throw new FormatError(source, problem);
}

interface Field {
  readonly name: string;
  /** Numbers a frame. */
  readonly width: number;
  readonly rowsPerChunk: number;
  /** To nm, ps or degrees. */
  readonly factor: number;
}

interface Layout {
  readonly nFrames: number;
  readonly nAtoms: number;
  readonly coordinates: Field;
  readonly time: Field | null;
  readonly cell: { readonly lengths: Field; readonly angles: Field } | null;
}

function layoutOf(source: string, { datasets }: Hdf5File): Layout {
  const shape = datasets.get("coordinates")?.shape;
  if (shape === undefined) throw new FormatError(source, "has no coordinates: no trajectory of mdtraj");
  const [nFrames, nAtoms, nSpatial] = shape;
  if (shape.length !== 3 || nSpatial !== 3 || !(nAtoms! > 0)) {
    throw new FormatError(source, `has coordinates of the shape (${shape.join(", ")}), wanted (frames, atoms, 3)`);
  }
  const fieldOf = (name: string, width: number, units: Units): Field | null => {
    const dataset = datasets.get(name);
    if (dataset === undefined) return null;
    const nNumbers = dataset.shape.reduce((product, length) => product * length, 1);
    if (dataset.realBytes === null || dataset.shape[0] !== nFrames || nNumbers !== nFrames! * width) {
      const problem = `has ${name} of the shape (${dataset.shape.join(", ")}), wanted ${width} floats for each of ${nFrames} frames`;
      throw new FormatError(source, problem);
    }
    const factor = factorOfUnit(source, name, dataset.units, units);
    return { name, width, rowsPerChunk: dataset.rowsPerChunk, factor };
  };
  const lengths = fieldOf("cell_lengths", 3, LENGTH_UNITS);
  const angles = fieldOf("cell_angles", 3, ANGLE_UNITS);
  return {
    nFrames: nFrames!,
    nAtoms: nAtoms!,
    coordinates: fieldOf("coordinates", 3 * nAtoms!, LENGTH_UNITS)!,
    time: fieldOf("time", 1, TIME_UNITS),
    cell: lengths === null || angles === null ? null : { lengths, angles },
  };
}

/** As much as is read at once of what is not stored in chunks. */
const PIECE_BYTES = 1 << 21;

/** Reads rows of a field, chunk by chunk, in our unit. */
async function readField<A extends Float32Array | Float64Array>(
  file: Hdf5File,
  { name, width, rowsPerChunk, factor }: Field,
  first: number,
  out: A,
): Promise<A> {
  const last = first + out.length / width;
  const rows = Math.min(rowsPerChunk, Math.max(1, Math.floor(PIECE_BYTES / (8 * width))));
  const divisor = 1 / factor;
  for (let begin = first; begin < last; ) {
    const end = Math.min(last, (Math.floor(begin / rows) + 1) * rows);
    const values = await file.read(name, begin, end - begin);
    const at = (begin - first) * width;
    for (let i = 0; i < (end - begin) * width; i++) out[at + i] = (values[i] as number) / divisor;
    begin = end;
  }
  return out;
}

async function readCoordinates(
  source: string,
  file: Hdf5File,
  { nAtoms, coordinates }: Layout,
  first: number,
  count: number,
): Promise<Float32Array> {
  const positions = await readField(file, coordinates, first, new Float32Array(count * nAtoms * 3));
  const wrong = positions.findIndex((x) => !Number.isFinite(x));
  if (wrong < 0) return positions;
  const frame = first + Math.floor(wrong / (3 * nAtoms));
  throw new FormatError(source, `frame ${frame} has coordinates that are not finite numbers`);
}

/** Frames of a file without times are counted. */
async function readTimes(source: string, file: Hdf5File, { nFrames, time }: Layout): Promise<Float64Array> {
  if (nFrames === 0) throw new FormatError(source, "has no frame");
  if (time === null) return Float64Array.from({ length: nFrames }, (_, t) => t);
  const times = await readField(file, time, 0, new Float64Array(nFrames));
  const wrong = times.findIndex((t) => !Number.isFinite(t));
  if (wrong >= 0) throw new FormatError(source, `frame ${wrong} has a time that is not a finite number`);
  return times;
}

/** (T, 9) nm. A cell of which a length is 0 stands for none. */
async function readBoxes(
  source: string,
  file: Hdf5File,
  { cell }: Layout,
  first: number,
  count: number,
): Promise<FrameBlock["boxes"]> {
  if (cell === null) return null;
  const lengths = await readField(file, cell.lengths, first, new Float64Array(3 * count));
  const angles = await readField(file, cell.angles, first, new Float64Array(3 * count));
  const boxes = new Float32Array(9 * count);
  for (let t = 0; t < count; t++) {
    const own = (numbers: Float64Array): Float64Array => numbers.subarray(3 * t, 3 * t + 3);
    const fail = (problem: string): FormatError => new FormatError(source, `frame ${first + t} ${problem}`);
    const box = boxOfStoredCell(own(lengths), own(angles), fail);
    if (box !== null) boxes.set(box, 9 * t);
  }
  return boxes.some((x) => x !== 0) ? boxes : null;
}
