// From the tables of the mmCIF dictionary to a structure, whether text (mmCIF) or binary (BinaryCIF) held them.
// https://mmcif.wwpdb.org/dictionaries/mmcif_pdbx_v50.dic/Index/

import { FormatError } from "../base/index.js";
import { type AtomRecord, assembleStructure } from "./atom-records.js";
import { boxOfCell, realBox } from "./box.js";
import { elementSymbol } from "./elements.js";
import type { Structure } from "./frames.js";

/** One item of a category, a value a row. */
export interface CifColumn {
  /** "" where the file has no value ("." or "?"). */
  text(row: number): string;
  /** NaN where the file has no number. */
  number(row: number): number;
}

export interface CifTable {
  readonly nRows: number;
  readonly columns: ReadonlyMap<string, CifColumn>;
}

/** The categories and items that a structure is made of. */
export const CIF_ITEMS = {
  atom_site: [
    "type_symbol",
    "label_atom_id",
    "label_alt_id",
    "label_comp_id",
    "label_asym_id",
    "label_seq_id",
    "pdbx_PDB_ins_code",
    "Cartn_x",
    "Cartn_y",
    "Cartn_z",
    "occupancy",
    "auth_seq_id",
    "auth_comp_id",
    "auth_asym_id",
    "auth_atom_id",
    "pdbx_PDB_model_num",
  ],
  struct_conn: [
    "conn_type_id",
    ...[1, 2].flatMap((partner) => [
      `ptnr${partner}_auth_asym_id`,
      `ptnr${partner}_auth_seq_id`,
      `pdbx_ptnr${partner}_PDB_ins_code`,
      `ptnr${partner}_label_atom_id`,
      `pdbx_ptnr${partner}_label_alt_id`,
      `ptnr${partner}_symmetry`,
    ]),
  ],
  cell: ["length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma"],
} as const satisfies Record<string, readonly string[]>;

export type CifCategory = keyof typeof CIF_ITEMS;
export type CifTables = Partial<Readonly<Record<CifCategory, CifTable>>>;

const NOTHING: CifColumn = { text: () => "", number: () => Number.NaN };

function columnOf(table: CifTable, ...names: readonly string[]): CifColumn {
  const columns = names.map((name) => table.columns.get(name)).filter((column) => column !== undefined);
  if (columns.length < 2) return columns[0] ?? NOTHING;
  return {
    text: (row) => columns.map((column) => column.text(row)).find((text) => text !== "") ?? "",
    number: (row) => columns.map((column) => column.number(row)).find((value) => !Number.isNaN(value)) ?? Number.NaN,
  };
}

/**
 * The structure of all models. Chains, residues and atoms have the names that the authors gave (`auth_`), as in the
 * PDB file of the same entry; of alternative locations the most occupied in the first model is kept.
 * @throws FormatError when there is no atom, a coordinate is missing, or models differ in their atoms
 */
export function structureOfCif(file: string, { atom_site: sites, struct_conn: links, cell }: CifTables): Structure {
  if (sites === undefined || sites.nRows === 0) {
    throw new FormatError(file, "has no atoms: there is no category atom_site with coordinates", {
      hint: "Files of structure factors or of ligand dictionaries are no structures.",
    });
  }
  const starts = modelStarts(sites);
  const nRecords = starts[1] ?? sites.nRows;
  const records = atomRecords(sites, nRecords);
  const models = starts.map((start, model) => {
    const end = starts[model + 1] ?? sites.nRows;
    if (end - start !== nRecords) {
      throw new FormatError(file, `model ${model + 1} has ${end - start} atoms, the first has ${nRecords}`);
    }
    return readModel(file, sites, start, records);
  });
  const connections = links === undefined ? [] : connectionsOf(links, sites, nRecords);
  return assembleStructure(records, models, connections, cell === undefined ? null : boxOf(cell));
}

/** The rows at which models begin. */
function modelStarts(sites: CifTable): number[] {
  const model = columnOf(sites, "pdbx_PDB_model_num");
  const starts = [0];
  for (let row = 1; row < sites.nRows; row++) {
    if (model.text(row) !== model.text(row - 1)) starts.push(row);
  }
  return starts;
}

function atomRecords(sites: CifTable, nRecords: number): AtomRecord[] {
  const name = columnOf(sites, "auth_atom_id", "label_atom_id");
  const alternative = columnOf(sites, "label_alt_id");
  const residueName = columnOf(sites, "auth_comp_id", "label_comp_id");
  const chain = columnOf(sites, "auth_asym_id", "label_asym_id");
  const entityCopy = columnOf(sites, "label_asym_id");
  const sequence = columnOf(sites, "auth_seq_id", "label_seq_id");
  const insertionCode = columnOf(sites, "pdbx_PDB_ins_code");
  const occupancy = columnOf(sites, "occupancy");
  const element = columnOf(sites, "type_symbol");
  return Array.from({ length: nRecords }, (_, row) => {
    const number = sequence.number(row);
    return {
      name: name.text(row),
      alternative: alternative.text(row),
      residueName: residueName.text(row),
      chain: chain.text(row),
      segment: "",
      sequence: Number.isSafeInteger(number) ? number : null,
      insertionCode: insertionCode.text(row),
      occupancy: occupancy.number(row) || 0,
      element: elementSymbol(element.text(row)) || null,
      startsWithSymbol: false,
      startsChain: row > 0 && entityCopy.text(row) !== entityCopy.text(row - 1),
    };
  });
}

/** The coordinates of a model that begins at row `start`, (records, 3) nm. */
function readModel(file: string, sites: CifTable, start: number, records: readonly AtomRecord[]): Float32Array {
  const axes = [columnOf(sites, "Cartn_x"), columnOf(sites, "Cartn_y"), columnOf(sites, "Cartn_z")];
  const name = columnOf(sites, "auth_atom_id", "label_atom_id");
  const positions = new Float32Array(3 * records.length);
  records.forEach((record, i) => {
    const row = start + i;
    if (name.text(row) !== record.name) {
      throw new FormatError(
        file,
        `atom_site row ${row + 1} has atom ${name.text(row)} where the first model has ${record.name}`,
      );
    }
    axes.forEach((axis, d) => {
      const value = axis.number(row);
      if (!Number.isFinite(Math.fround(value))) {
        throw new FormatError(
          file,
          `atom_site row ${row + 1} (atom ${record.name}): Cartn_${"xyz"[d]} is no coordinate`,
        );
      }
      positions[3 * i + d] = value / 10;
    });
  });
  return positions;
}

/** Whether a link of this type is a chemical bond: not a hydrogen bond, not the coordination of a metal. */
function isBond(type: string): boolean {
  return type === "disulf" || type.startsWith("covale");
}

/** Bonds of struct_conn, as pairs of records; those to a neighbouring unit cell are left out. */
function connectionsOf(links: CifTable, sites: CifTable, nRecords: number): [number, number][] {
  const keyOf = (columns: readonly CifColumn[], row: number): string => columns.map((c) => c.text(row)).join("|");
  const siteItems = ["auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_atom_id", "label_alt_id"];
  const siteColumns = siteItems.map((item) => columnOf(sites, item));
  const recordOf = new Map<string, number>();
  for (let row = 0; row < nRecords; row++) recordOf.set(keyOf(siteColumns, row), row);

  const type = columnOf(links, "conn_type_id");
  const partners = [1, 2].map((k) => ({
    columns: [
      `ptnr${k}_auth_asym_id`,
      `ptnr${k}_auth_seq_id`,
      `pdbx_ptnr${k}_PDB_ins_code`,
      `ptnr${k}_label_atom_id`,
      `pdbx_ptnr${k}_label_alt_id`,
    ].map((item) => columnOf(links, item)),
    symmetry: columnOf(links, `ptnr${k}_symmetry`),
  }));
  const connections: [number, number][] = [];
  for (let row = 0; row < links.nRows; row++) {
    const [from, to] = partners.map(({ columns }) => recordOf.get(keyOf(columns, row)));
    const isInside = partners[0]!.symmetry.text(row) === partners[1]!.symmetry.text(row);
    if (isBond(type.text(row)) && isInside && from !== undefined && to !== undefined) connections.push([from, to]);
  }
  return connections;
}

function boxOf(cell: CifTable): Float32Array | null {
  if (cell.nRows === 0) return null;
  const number = (item: string): number => columnOf(cell, item).number(0);
  const lengths = ["length_a", "length_b", "length_c"].map((item) => number(item) / 10);
  const angles = ["angle_alpha", "angle_beta", "angle_gamma"].map((item) => number(item) || 90);
  const [a, b, c, alpha, beta, gamma] = [...lengths, ...angles] as [number, number, number, number, number, number];
  return realBox(boxOfCell([a, b, c, alpha, beta, gamma]));
}
