// Reading BinaryCIF, the compressed form of mmCIF.
// https://github.com/molstar/BinaryCIF

import { type ByteSource, FormatError } from "../base/index.js";
import { type DecodeContext, type Decoded, decodeColumn, type PackedMap } from "./binary-cif-decode.js";
import { CIF_ITEMS, type CifCategory, type CifColumn, type CifTable, structureOfCif } from "./cif-structure.js";
import type { Structure } from "./frames.js";
import { decodeMessagePack, type PackedValue } from "./message-pack.js";

/** Three coordinates of an atom take at least this. */
const MIN_ROW_BYTES = 3;

/**
 * Reads the atoms, bonds and coordinates of the first data block that has atoms.
 * @throws FormatError when the file is cut or damaged, there is no atom, or models differ in their atoms
 */
export async function readBinaryCifTopology(source: ByteSource): Promise<Structure> {
  const bytes = await source.read(0, source.size);
  const content = decodeMessagePack(source.name, bytes);
  const blocks = content instanceof Map ? mapsOf(content.get("dataBlocks")) : [];
  const categories = blocks.map((block) => mapsOf(block.get("categories")));
  const withAtoms = categories.find((maps) => maps.some((map) => map.get("name") === "_atom_site"));
  if (withAtoms === undefined) throw new FormatError(source.name, "has no atoms: no BinaryCIF file of a structure");
  const tables = withAtoms.flatMap((category): [CifCategory, CifTable][] => {
    const name = String(category.get("name")).slice(1);
    if (!Object.hasOwn(CIF_ITEMS, name)) return [];
    return [[name as CifCategory, readTable(source, name as CifCategory, category)]];
  });
  return structureOfCif(source.name, Object.fromEntries(tables));
}

function mapsOf(value: PackedValue | undefined): PackedMap[] {
  return Array.isArray(value) ? value.filter((element) => element instanceof Map) : [];
}

/** The wanted columns of a category. */
function readTable({ name: file, size }: ByteSource, category: CifCategory, packed: PackedMap): CifTable {
  const nRows = packed.get("rowCount");
  if (typeof nRows !== "number" || !(Number.isInteger(nRows) && nRows >= 0 && nRows <= size / MIN_ROW_BYTES)) {
    throw new FormatError(file, `${category} cannot have ${String(nRows)} rows`);
  }
  const wanted: readonly string[] = CIF_ITEMS[category];
  const columns = new Map<string, CifColumn>();
  for (const column of mapsOf(packed.get("columns"))) {
    const name = String(column.get("name"));
    if (!wanted.includes(name)) continue;
    const fail = (problem: string): FormatError => new FormatError(file, `${category}.${name} ${problem}`);
    columns.set(name, readColumn(column, nRows, { maxLength: nRows, fail }));
  }
  return { nRows, columns };
}

function readColumn(column: PackedMap, nRows: number, context: DecodeContext): CifColumn {
  const values = expectRows(decodeColumn(column.get("data"), context), nRows, context);
  const packedMask = column.get("mask") ?? null;
  const mask = packedMask === null ? null : expectRows(decodeColumn(packedMask, context), nRows, context);
  const isThere = (row: number): boolean => mask === null || mask[row] === 0;
  return {
    text: (row) => (isThere(row) ? String(values[row]) : ""),
    number: (row) => (isThere(row) && values[row] !== "" ? Number(values[row]) : Number.NaN),
  };
}

function expectRows(values: Decoded, nRows: number, { fail }: DecodeContext): Decoded {
  if (values.length === nRows) return values;
  throw fail(`has ${values.length} values, not the ${nRows} of its rows`);
}
