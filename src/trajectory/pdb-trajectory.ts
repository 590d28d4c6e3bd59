// PDB files of many models as trajectories: an index of the models, random access.

import { type ByteSource, ConfigError, FormatError } from "../base/index.js";
import { assembleTopology } from "./atom-records.js";
import type { TrajectoryFormat, TrajectoryReader } from "./frames.js";
import {
  isAtomRecord,
  nameOf,
  type PdbAtomRecord,
  parseAtom,
  parseCell,
  partsModels,
  readCoordinate,
  recordName,
} from "./pdb-records.js";
import { createPdb } from "./pdb-write.js";
import { lineError, type TextFrame, textTrajectoryReader, timeInTitle, timesOrCounts } from "./text-frames.js";
import { lineBatches } from "./text-lines.js";

export const pdbFormat: TrajectoryFormat = {
  name: "pdb",
  extensions: [".pdb", ".ent"],
  recognizes: (head) => /^(HEADER|TITLE |REMARK|CRYST1|MODEL |ATOM {2}|HETATM)/.test(String.fromCharCode(...head)),
  open: openPdb,
  create: (sink, nAtoms, topology) => {
    if (topology !== undefined) return createPdb(sink, topology);
    throw new ConfigError(
      "topology",
      `${sink.name} names its ${nAtoms} atoms, so a PDB file cannot be written without`,
    );
  },
};

/**
 * Opens a PDB file and indexes its models in one pass. Of alternative locations the most occupied in the first model
 * is read. Times are those of TITLE lines ("t= 100.0", as GROMACS writes them); when a model has none, models count
 * from 0 at 1 ps each. A CRYST1 line holds until the next.
 * @throws FormatError when there is no atom, or models differ in their number of atoms
 */
export async function openPdb(source: ByteSource): Promise<TrajectoryReader> {
  const { records, offsets, lineNumbers, times, boxes } = await findModels(source);
  const { topology, atomOfRecord } = assembleTopology(records);
  const names = records.map(({ name }) => name);
  return textTrajectoryReader(source, {
    format: pdbFormat.name,
    nAtoms: topology.atoms.length,
    offsets,
    lineNumbers,
    ...timesOrCounts(times),
    parse: (frame, positions, box) => {
      readModel(frame, names, atomOfRecord, positions);
      const cell = boxes[frame.index];
      if (cell) box.set(cell);
    },
  });
}

interface ModelIndex {
  /** Of the first model. */
  readonly records: readonly PdbAtomRecord[];
  /** (T + 1) in bytes, with the end of the last model. */
  readonly offsets: readonly number[];
  /** (T) from 1. */
  readonly lineNumbers: readonly number[];
  /** (T) ps, as far as they are known. */
  readonly times: readonly (number | null)[];
  /** (T) of (9) nm. */
  readonly boxes: readonly (Float32Array | null)[];
}

async function findModels(source: ByteSource): Promise<ModelIndex> {
  const records: PdbAtomRecord[] = [];
  const offsets: number[] = [];
  const lineNumbers: number[] = [];
  const times: (number | null)[] = [];
  const boxes: (Float32Array | null)[] = [];
  let nRecords = 0; // of the model at hand
  let isInside = false; // a model
  let startsAnew = true; // with the next line: what belongs to the next model
  let [start, startLine] = [0, 0];
  let time: number | null = null;
  let box: Float32Array | null = null;
  let startsChain = true;
  let lineNumber = 0;

  const beginModel = (): void => {
    offsets.push(start);
    lineNumbers.push(startLine);
    times.push(time);
    boxes.push(box);
    time = null;
    nRecords = 0;
    isInside = true;
  };
  const endModel = (): void => {
    if (isInside && nRecords !== records.length) {
      const problem = `model ${times.length} has ${nRecords} atoms, the first has ${records.length}`;
      throw lineError(source.name, lineNumber, problem);
    }
    startsAnew ||= isInside;
    isInside = false;
  };

  for await (const batch of lineBatches(source)) {
    for (let k = 0; k < batch.lines.length; k++) {
      const line = batch.lines[k]!;
      lineNumber++;
      if (startsAnew) [start, startLine, startsAnew] = [batch.offsets[k]!, lineNumber, false];
      const record = recordName(line);
      if (isAtomRecord(record)) {
        if (!isInside) beginModel();
        if (times.length === 1) records.push(parseAtom(line, startsChain));
        startsChain = false;
        nRecords++;
      } else if (partsModels(record)) endModel();
      else if (record === "TER") startsChain = true;
      else if (record === "CRYST1") box = parseCell(line);
      else if (record === "TITLE") time = timeInTitle(line) ?? time;
    }
  }
  const end = isInside || startsAnew ? source.size : start;
  endModel();
  if (records.length === 0) throw new FormatError(source.name, "has no ATOM line: no PDB file, or an empty one");
  offsets.push(end);
  return { records, offsets, lineNumbers, times, boxes };
}

/**
 * Reads the atoms of a model.
 * @param names of the first model's records
 * @param atomOfRecord -1 for a record that is not kept
 */
function readModel(
  { index, lines, fail }: TextFrame,
  names: readonly string[],
  atomOfRecord: Int32Array,
  positions: Float32Array,
): void {
  let record = 0;
  for (let k = 0; k < lines.length; k++) {
    const line = lines[k]!;
    if (!isAtomRecord(recordName(line))) continue;
    const [name, wanted] = [nameOf(line), names[record]];
    if (name !== wanted) throw fail(k, `model ${index + 1} has atom ${name} where the first has atom ${wanted}`);
    const atom = atomOfRecord[record]!;
    for (let d = 0; d < 3; d++) {
      const value = readCoordinate(line, d, (problem, hint) => fail(k, problem, hint));
      if (atom >= 0) positions[3 * atom + d] = value;
    }
    record++;
  }
}
