// The formats that can be read, found by file name ending or, for trajectories, by a file's first bytes. Any may be
// compressed by gzip, with .gz after its own ending; it is then inflated into memory.

import { type ByteSink, type ByteSource, UnsupportedError } from "../base/index.js";
import { readBinaryCifTopology } from "./binary-cif.js";
import { readCifTopology } from "./cif.js";
import { dcdFormat } from "./dcd.js";
import type { Structure, TopologyFormat, TrajectoryFormat, TrajectoryReader, TrajectoryWriter } from "./frames.js";
import { groFormat, readGroTopology } from "./gro.js";
import { nameWithoutGzip, uncompressed } from "./gzip.js";
import { hdf5Format, readHdf5Topology } from "./hdf5.js";
import { lammpsDumpFormat } from "./lammps-dump.js";
import { netcdfFormat } from "./netcdf.js";
import { readPdbTopology } from "./pdb-read.js";
import { pdbFormat } from "./pdb-trajectory.js";
import { readPrmtopTopology } from "./prmtop.js";
import { readPsfTopology } from "./psf.js";
import type { Topology } from "./topology.js";
import { trrFormat } from "./trr.js";
import { xtcFormat } from "./xtc.js";
import { xyzFormat } from "./xyz.js";

const TRAJECTORY_FORMATS: readonly TrajectoryFormat[] = [
  xtcFormat,
  trrFormat,
  dcdFormat,
  netcdfFormat,
  hdf5Format,
  groFormat,
  pdbFormat,
  lammpsDumpFormat,
  xyzFormat,
];

const TOPOLOGY_FORMATS: readonly TopologyFormat[] = [
  { name: "pdb", extensions: [".pdb", ".ent"], read: readPdbTopology },
  { name: "gro", extensions: [".gro"], read: readGroTopology },
  { name: "mmcif", extensions: [".cif", ".mmcif"], read: readCifTopology },
  { name: "bcif", extensions: [".bcif"], read: readBinaryCifTopology },
  { name: "psf", extensions: [".psf"], read: readPsfTopology },
  { name: "prmtop", extensions: [".prmtop", ".parm7"], read: readPrmtopTopology },
  { name: "hdf5", extensions: [".h5", ".hdf5"], read: readHdf5Topology },
];

const HEAD_BYTES = 64;

/** The trajectory format whose ending a file name has, null when there is none. */
export function trajectoryFormatOf(fileName: string): TrajectoryFormat | null {
  return formatOf(fileName, TRAJECTORY_FORMATS);
}

/** The topology format whose ending a file name has, null when there is none. */
export function topologyFormatOf(fileName: string): TopologyFormat | null {
  return formatOf(fileName, TOPOLOGY_FORMATS);
}

/**
 * Opens a trajectory in the format of its name or, failing that, of its first bytes.
 * @throws UnsupportedError when neither tells; FormatError when the file is damaged
 */
export async function openTrajectory(file: ByteSource): Promise<TrajectoryReader> {
  const named = trajectoryFormatOf(file.name);
  const source = await uncompressed(file);
  if (named !== null) return named.open(source);
  const head = await source.read(0, HEAD_BYTES);
  const recognized = TRAJECTORY_FORMATS.find((format) => format.recognizes(head));
  if (recognized !== undefined) return recognized.open(source);
  throw unknownFormat(source, "trajectory", TRAJECTORY_FORMATS);
}

/** Whether trajectories of the format of a file's ending can be written. */
export function canWrite(fileName: string): boolean {
  return writerOf(fileName) !== null;
}

function writerOf(fileName: string): TrajectoryFormat["create"] {
  return nameWithoutGzip(fileName) === fileName ? (trajectoryFormatOf(fileName)?.create ?? null) : null;
}

/**
 * Starts a trajectory in the format of the sink's name.
 * @param topology of the `nAtoms` atoms; PDB and GRO, which name their atoms, cannot be written without
 * @param precision steps per nm to which XTC rounds coordinates, 1000 unless given
 * @throws UnsupportedError when the name has no ending of a format that is written; ConfigError when the topology is
 *   missing and needed
 */
export function createTrajectory(
  sink: ByteSink,
  nAtoms: number,
  topology?: Topology,
  precision?: number,
): TrajectoryWriter {
  const create = writerOf(sink.name);
  if (create !== null) return create(sink, nAtoms, topology, precision);
  const writable = TRAJECTORY_FORMATS.filter(({ create }) => create !== null);
  throw new UnsupportedError(`${sink.name}: has no ending of a trajectory format that can be written`, {
    hint: `Use one of ${writable.flatMap(({ extensions }) => extensions).join(", ")}.`,
  });
}

/**
 * Reads the atoms, bonds and coordinates of a topology file in the format of its name.
 * @throws UnsupportedError when the name has no known ending; FormatError when the file is damaged
 */
export async function readTopology(file: ByteSource): Promise<Structure> {
  const format = topologyFormatOf(file.name);
  if (format === null) throw unknownFormat(file, "topology", TOPOLOGY_FORMATS);
  return format.read(await uncompressed(file));
}

interface Named {
  readonly extensions: readonly string[];
}

function formatOf<F extends Named>(fileName: string, formats: readonly F[]): F | null {
  const lower = nameWithoutGzip(fileName).toLowerCase();
  return formats.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension))) ?? null;
}

function unknownFormat(source: ByteSource, kind: string, formats: readonly Named[]): UnsupportedError {
  return new UnsupportedError(`${source.name}: is no ${kind} in a known format`, {
    hint: `Known endings: ${formats.flatMap(({ extensions }) => extensions).join(", ")}.`,
  });
}
