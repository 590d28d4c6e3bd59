// Reading PDB files (wwPDB format version 3.3, and what programs have made of it).

import { type ByteSource, FormatError } from "../base/index.js";
import { addBonds } from "./bonds.js";
import { boxOfCell } from "./box.js";
import { deduceElement, elementSymbol } from "./elements.js";
import type { Structure } from "./frames.js";
import { lineBatches } from "./text-lines.js";
import type { Atom, Chain, Residue, Topology } from "./topology.js";

/**
 * Reads the atoms, bonds and coordinates of a PDB file. Of alternative locations the most occupied is kept.
 * @throws FormatError when there is no atom, a coordinate cannot be read, or models differ in their atoms
 */
export async function readPdbTopology(source: ByteSource): Promise<Structure> {
  const { records, models, connections, box } = await parseRecords(source);
  const { topology, atomOfRecord } = assembleTopology(records);
  const nAtoms = topology.atoms.length;
  const positions = new Float32Array(models.length * nAtoms * 3);
  models.forEach((coordinates, t) => {
    atomOfRecord.forEach((atom, record) => {
      if (atom < 0) return;
      for (let d = 0; d < 3; d++) positions[(t * nAtoms + atom) * 3 + d] = coordinates[3 * record + d]! / 10;
    });
  });
  const geometry = { positions: positions.subarray(0, 3 * nAtoms), box };
  const explicit = explicitBonds(records, atomOfRecord, connections);
  return { topology: addBonds(topology, geometry, explicit), nFrames: models.length, positions, box };
}

/** What an ATOM or HETATM line of the first model says. */
interface AtomRecord {
  readonly serial: number | null;
  readonly name: string;
  readonly alternative: string;
  readonly residueName: string;
  readonly chain: string;
  /** Null where the column overflowed. */
  readonly sequence: number | null;
  readonly insertionCode: string;
  readonly occupancy: number;
  /** As the file gives it, "" if it does not. */
  readonly element: string;
  /** The name starts in the column where only symbols of two letters do. */
  readonly startsWithSymbol: boolean;
  /** Whether a TER or a new model came before. */
  readonly startsChain: boolean;
}

interface PdbContent {
  readonly records: readonly AtomRecord[];
  /** Of each model, (records, 3) in angstrom. */
  readonly models: readonly (readonly number[])[];
  /** CONECT lines: serial numbers, the first bonded to the others. */
  readonly connections: readonly (readonly number[])[];
  readonly box: Float32Array | null;
}

async function parseRecords(source: ByteSource): Promise<PdbContent> {
  const records: AtomRecord[] = [];
  const models: number[][] = [];
  const connections: number[][] = [];
  let box: Float32Array | null = null;
  let model: number[] | null = null; // the model at hand, null between models
  let startsChain = true;
  let lineNumber = 0;
  const fail = (problem: string, hint?: string): FormatError =>
    new FormatError(source.name, `line ${lineNumber}: ${problem}`, hint === undefined ? {} : { hint });
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
    const name = line.slice(12, 16).trim();
    const place = model.length / 3;
    if (models.length === 1) {
      records.push(parseAtom(line, startsChain));
    } else if (records[place]?.name !== name) {
      const expected = records[place];
      const wanted = expected === undefined ? "no further atom" : `atom ${expected.name}`;
      throw fail(`model ${models.length} has atom ${name} where the first has ${wanted}`);
    }
    startsChain = false;
    for (let d = 0; d < 3; d++) {
      const text = line.slice(30 + 8 * d, 38 + 8 * d);
      const value = text.trim() === "" ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) throw fail(`"${text}" is no coordinate`, "Columns 31 to 54 hold x, y and z.");
      model.push(value);
    }
  };

  for await (const lines of lineBatches(source)) {
    for (const line of lines) {
      lineNumber++;
      const record = line.slice(0, 6).trimEnd();
      if (record === "ATOM" || record === "HETATM") readAtom(line);
      else if (record === "TER") startsChain = true;
      else if (record === "MODEL" || record === "ENDMDL" || record === "END") endModel();
      else if (record === "CONECT") connections.push(parseConnection(line));
      else if (record === "CRYST1" && box === null) box = parseCell(line);
    }
  }
  endModel();
  if (records.length === 0) throw new FormatError(source.name, "has no ATOM line: no PDB file, or an empty one");
  return { records, models, connections, box };
}

function parseAtom(line: string, startsChain: boolean): AtomRecord {
  // Numbers that outgrow their columns spill into the empty one that follows.
  const serialText = line.slice(6, /\d/.test(line.charAt(11)) ? 12 : 11);
  const isLongSequence = /\d/.test(line.charAt(26));
  return {
    serial: parseOverflowing(serialText),
    name: line.slice(12, 16).trim(),
    alternative: line.charAt(16).trim(),
    residueName: line.slice(17, 21).trim(),
    chain: line.charAt(21).trim() || line.slice(72, 76).trim(),
    sequence: parseOverflowing(line.slice(22, isLongSequence ? 27 : 26)),
    insertionCode: isLongSequence ? "" : line.charAt(26).trim(),
    occupancy: Number(line.slice(54, 60)) || 0,
    element: elementSymbol(line.slice(76, 78)),
    startsWithSymbol: line.charAt(12) !== " ",
    startsChain,
  };
}

/** A decimal number, or hybrid-36 as cctbx counts on with letters (A0000 after 99999); null when unreadable. */
function parseOverflowing(text: string): number | null {
  const trimmed = text.trim();
  if (/^-?\d+$/.test(trimmed)) return Number(trimmed);
  const width = trimmed.length;
  if (!/^([A-Z][A-Z0-9]*|[a-z][a-z0-9]*)$/.test(trimmed)) return null;
  const first = 10 * 36 ** (width - 1);
  const lowerCaseOffset = /^[a-z]/.test(trimmed) ? 26 * 36 ** (width - 1) : 0;
  return Number.parseInt(trimmed, 36) - first + lowerCaseOffset + 10 ** width;
}

function parseConnection(line: string): number[] {
  const serials: number[] = [];
  for (let column = 6; column < 31; column += 5) {
    const serial = parseOverflowing(line.slice(column, column + 5));
    if (serial !== null) serials.push(serial);
  }
  return serials;
}

/** The box of a CRYST1 line; a cell of 1 x 1 x 1 angstrom stands for none. */
function parseCell(line: string): Float32Array | null {
  const column = (start: number, end: number): number => Number(line.slice(start, end));
  const [a, b, c] = [column(6, 15) / 10, column(15, 24) / 10, column(24, 33) / 10];
  const [alpha, beta, gamma] = [column(33, 40), column(40, 47), column(47, 54)];
  const isNone = !(a > 0 && b > 0 && c > 0) || (a === 0.1 && b === 0.1 && c === 0.1);
  if (isNone) return null;
  const box = boxOfCell([a, b, c, alpha || 90, beta || 90, gamma || 90]);
  return box.every(Number.isFinite) ? box : null;
}

/** Sorts records into chains, residues and atoms; `atomOfRecord` is -1 for an alternative that was not kept. */
function assembleTopology(records: readonly AtomRecord[]): { topology: Topology; atomOfRecord: Int32Array } {
  const chains: Chain[] = [];
  const residues: (Omit<Residue, "atoms"> & { atoms: number[] })[] = [];
  const kept: { record: number; residue: number }[] = []; // of each atom
  const atomOfRecord = new Int32Array(records.length).fill(-1);
  let places = new Map<string, number>(); // of the atoms of the residue at hand, by name
  let previous: AtomRecord | null = null;

  records.forEach((record, index) => {
    const startsChain = previous === null || record.startsChain || record.chain !== previous.chain;
    if (startsChain) chains.push({ id: record.chain });
    const isSame = !startsChain && previous !== null && isSameResidue(record, previous);
    const rival = isSame ? places.get(record.name) : undefined;
    const current = residues.at(-1);
    const startsOver = rival !== undefined && record.alternative === "" && rival === current?.atoms[0];
    if (!isSame || startsOver) {
      const sequence: number = record.sequence ?? (current?.sequence ?? 0) + 1;
      const { residueName: name, insertionCode } = record;
      residues.push({ name, sequence, insertionCode, chain: chains.length - 1, atoms: [] });
      places = new Map();
    }
    previous = record;
    if (rival !== undefined && !startsOver && record.alternative !== "") {
      const earlier = kept[rival]!;
      if (record.occupancy <= records[earlier.record]!.occupancy) return;
      atomOfRecord[earlier.record] = -1;
      atomOfRecord[index] = rival;
      earlier.record = index;
      return;
    }
    atomOfRecord[index] = kept.length;
    places.set(record.name, kept.length);
    residues.at(-1)!.atoms.push(kept.length);
    kept.push({ record: index, residue: residues.length - 1 });
  });

  const atoms = kept.map(({ record, residue }): Atom => {
    const { name, element, residueName, startsWithSymbol } = records[record]!;
    const size = residues[residue]!.atoms.length;
    return { name, residue, element: element || deduceElement(name, residueName, size, startsWithSymbol) };
  });
  return { topology: { atoms, residues, chains, bonds: [] }, atomOfRecord };
}

/**
 * Whether a record goes on with the residue before. At one place two alternatives may have different names: the
 * second one's atoms then compete with the first one's.
 */
function isSameResidue(record: AtomRecord, previous: AtomRecord): boolean {
  const isSamePlace = record.sequence === previous.sequence && record.insertionCode === previous.insertionCode;
  return isSamePlace && (record.residueName === previous.residueName || record.alternative !== "");
}

/** Turns serial numbers into atoms; a number that several atoms carry says nothing. */
function explicitBonds(
  records: readonly AtomRecord[],
  atomOfRecord: Int32Array,
  connections: readonly (readonly number[])[],
): [number, number][] {
  if (connections.length === 0) return [];
  const atomOfSerial = new Map<number, number>();
  records.forEach(({ serial }, index) => {
    if (serial !== null) atomOfSerial.set(serial, atomOfSerial.has(serial) ? -1 : atomOfRecord[index]!);
  });
  const atomOf = (serial: number): number => atomOfSerial.get(serial) ?? -1;
  return connections.flatMap(([from, ...partners]) =>
    partners.map((to): [number, number] => [atomOf(from!), atomOf(to)]).filter(([i, j]) => i >= 0 && j >= 0 && i !== j),
  );
}
