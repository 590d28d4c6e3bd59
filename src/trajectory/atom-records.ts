// From what a file says of its atoms, one by one, to a topology: chains, residues, one location for each atom.

import { addBonds, sortedBonds } from "./bonds.js";
import { deduceElement } from "./elements.js";
import type { Structure } from "./frames.js";
import type { Atom, Chain, Residue, Topology } from "./topology.js";

/** What a file says of one atom. */
export interface AtomRecord {
  readonly name: string;
  /** Which of several locations this is, "" when there is one. */
  readonly alternative: string;
  readonly residueName: string;
  readonly chain: string;
  /** "" where the file names none. */
  readonly segment: string;
  /** The residue number, null where it cannot be read. */
  readonly sequence: number | null;
  readonly insertionCode: string;
  readonly occupancy: number;
  /** A known symbol or "" for what is no atom; null where the file does not say and names have to tell. */
  readonly element: string | null;
  /** Whether the file says by its layout that the name begins with a symbol of two letters. */
  readonly startsWithSymbol: boolean;
  /** Whether the file says that a chain begins here; another chain letter says it too. */
  readonly startsChain: boolean;
}

/** What is not said of an atom in formats that have no room for it. */
export const UNSAID = {
  alternative: "",
  chain: "",
  segment: "",
  insertionCode: "",
  occupancy: 1,
  element: null,
  startsWithSymbol: false,
  startsChain: false,
} as const satisfies Partial<AtomRecord>;

/**
 * The structure that records describe. Of alternative locations the most occupied is kept.
 * @param records of the first model
 * @param models of each model, of at least one, (records, 3) nm
 * @param connections bonds that the file gives, as pairs of records
 * @param box (9) nm
 */
export function assembleStructure(
  records: readonly AtomRecord[],
  models: readonly ArrayLike<number>[],
  connections: readonly (readonly [number, number])[],
  box: Float32Array | null,
): Structure {
  const { topology, atomOfRecord } = assembleTopology(records);
  const nAtoms = topology.atoms.length;
  const positions = new Float32Array(models.length * nAtoms * 3);
  models.forEach((coordinates, t) => {
    atomOfRecord.forEach((atom, record) => {
      if (atom < 0) return;
      for (let d = 0; d < 3; d++) positions[(t * nAtoms + atom) * 3 + d] = coordinates[3 * record + d]!;
    });
  });
  const geometry = { positions: positions.subarray(0, 3 * nAtoms), box };
  const explicit = connections
    .map(([i, j]): [number, number] => [atomOfRecord[i]!, atomOfRecord[j]!])
    .filter(([i, j]) => i >= 0 && j >= 0 && i !== j);
  return { ...addBonds(topology, geometry, explicit), nFrames: models.length, positions, box };
}

/** The structure of a file that has no coordinates but all bonds, as pairs of atoms. */
export function structureWithoutCoordinates(
  records: readonly AtomRecord[],
  bonds: readonly (readonly [number, number])[],
): Structure {
  const { topology } = assembleTopology(records);
  const positions = new Float32Array(0);
  return { topology: { ...topology, bonds: sortedBonds(bonds) }, notices: [], nFrames: 0, positions, box: null };
}

/** Sorts records into chains, residues and atoms; `atomOfRecord` is -1 for an alternative that was not kept. */
export function assembleTopology(records: readonly AtomRecord[]): { topology: Topology; atomOfRecord: Int32Array } {
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
      const segment = record.segment === "" ? {} : { segment: record.segment };
      residues.push({ name, sequence, insertionCode, ...segment, chain: chains.length - 1, atoms: [] });
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
    return { name, residue, element: element ?? deduceElement(name, residueName, size, startsWithSymbol) };
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
