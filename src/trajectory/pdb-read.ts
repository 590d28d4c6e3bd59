// Reading PDB files as structures: atoms, bonds, and the coordinates of all models.

import { type ByteSource, FormatError } from "../base/index.js";
import { assembleStructure } from "./atom-records.js";
import type { Structure } from "./frames.js";
import {
  isAtomRecord,
  nameOf,
  type PdbAtomRecord,
  parseAtom,
  parseCell,
  parseConnection,
  partsModels,
  readCoordinate,
  recordName,
} from "./pdb-records.js";
import { lineError } from "./text-frames.js";
import { lineBatches } from "./text-lines.js";

/**
 * Reads the atoms, bonds and coordinates of a PDB file. Of alternative locations the most occupied is kept.
 * @throws FormatError when there is no atom, a coordinate cannot be read, or models differ in their atoms
 */
export async function readPdbTopology(source: ByteSource): Promise<Structure> {
  const { records, models, connections, box } = await parseRecords(source);
  return assembleStructure(records, models, recordPairs(records, connections), box);
}

interface PdbContent {
  readonly records: readonly PdbAtomRecord[];
  /** Of each model, (records, 3) nm. */
  readonly models: readonly (readonly number[])[];
  /** CONECT lines: serial numbers, the first bonded to the others. */
  readonly connections: readonly (readonly number[])[];
  readonly box: Float32Array | null;
}

async function parseRecords(source: ByteSource): Promise<PdbContent> {
  const records: PdbAtomRecord[] = [];
  const models: number[][] = [];
  const connections: number[][] = [];
  let box: Float32Array | null = null;
  let model: number[] | null = null; // the model at hand, null between models
  let startsChain = true;
  let lineNumber = 0;
  const fail = (problem: string, hint?: string): FormatError => lineError(source.name, lineNumber, problem, hint);
  const endModel = (): void => {
    if (model !== null && model.length !== 3 * records.length) {
      throw fail(`model ${models.length} has ${model.length / 3} atoms, the first has ${records.length}`);
    }
    model = null;
    startsChain = true;
  };

  const readAtom = (line: string): void => {
    if (model === null) {
      model = [];
      models.push(model);
    }
    const name = nameOf(line);
    const place = model.length / 3;
    if (models.length === 1) {
      records.push(parseAtom(line, startsChain));
    } else if (records[place]?.name !== name) {
      const expected = records[place];
      const wanted = expected === undefined ? "no further atom" : `atom ${expected.name}`;
      throw fail(`model ${models.length} has atom ${name} where the first has ${wanted}`);
    }
    startsChain = false;
    for (let d = 0; d < 3; d++) model.push(readCoordinate(line, d, fail));
  };

  for await (const { lines } of lineBatches(source)) {
    for (const line of lines) {
      lineNumber++;
      const record = recordName(line);
      if (isAtomRecord(record)) readAtom(line);
      else if (record === "TER") startsChain = true;
      else if (partsModels(record)) endModel();
      else if (record === "CONECT") connections.push(parseConnection(line));
      else if (record === "CRYST1" && box === null) box = parseCell(line);
    }
  }
  endModel();
  if (records.length === 0) throw new FormatError(source.name, "has no ATOM line: no PDB file, or an empty one");
  return { records, models, connections, box };
}

/** Turns serial numbers into records; a number that several atoms carry says nothing. */
function recordPairs(
  records: readonly PdbAtomRecord[],
  connections: readonly (readonly number[])[],
): [number, number][] {
  if (connections.length === 0) return [];
  const recordOf = new Map<number, number>();
  records.forEach(({ serial }, index) => {
    if (serial !== null) recordOf.set(serial, recordOf.has(serial) ? -1 : index);
  });
  const find = (serial: number): number => recordOf.get(serial) ?? -1;
  return connections.flatMap(([from, ...partners]) =>
    partners.map((to): [number, number] => [find(from!), find(to)]).filter(([i, j]) => i >= 0 && j >= 0),
  );
}
