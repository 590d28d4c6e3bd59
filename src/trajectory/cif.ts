// Reading mmCIF, the text format of the Protein Data Bank (CIF 1.1 syntax).
// https://www.iucr.org/resources/cif/spec/version1.1/cifsyntax

import { type ByteSource, FormatError } from "../base/index.js";
import {
  CIF_ITEMS,
  type CifCategory,
  type CifColumn,
  type CifTable,
  type CifTables,
  structureOfCif,
} from "./cif-structure.js";
import type { Structure } from "./frames.js";
import { lineError } from "./text-frames.js";
import { lineBatches } from "./text-lines.js";

/**
 * Reads the atoms, bonds and coordinates of the first data block that has atoms.
 * @throws FormatError when the syntax is broken, there is no atom, or models differ in their atoms
 */
export async function readCifTopology(source: ByteSource): Promise<Structure> {
  const parser = cifParser(source.name);
  let lineNumber = 0;
  for await (const { lines } of lineBatches(source)) {
    for (const line of lines) {
      lineNumber++;
      parser.takeLine(line, lineNumber);
    }
  }
  return structureOfCif(source.name, parser.end(lineNumber));
}

/** A word of the file. */
interface Token {
  readonly text: string;
  /** Quoted words and text fields are values, whatever they look like. */
  readonly isQuoted: boolean;
}

interface CifParser {
  takeLine(line: string, lineNumber: number): void;
  end(lineNumber: number): CifTables;
}

/** Cuts lines into words: text fields between lines that begin with a semicolon, quoted words, plain ones, comments. */
function cifParser(file: string): CifParser {
  const tables = tableBuilder(file);
  let textField: { lines: string[]; firstLine: number } | null = null;
  const word = /'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|#.*|[^\s'"#]\S*|\S+/g;
  return {
    takeLine: (line, lineNumber) => {
      let rest = line;
      if (line.startsWith(";")) {
        if (textField === null) {
          textField = { lines: [line.slice(1)], firstLine: lineNumber };
          return;
        }
        tables.take({ text: textField.lines.join("\n"), isQuoted: true }, lineNumber);
        textField = null;
        rest = line.slice(1);
      } else if (textField !== null) {
        textField.lines.push(line);
        return;
      }
      for (const [text, single, double] of rest.matchAll(word)) {
        if (text.startsWith("#")) continue;
        const quoted = single ?? double;
        if (quoted === undefined && /^['"]/.test(text))
          throw lineError(file, lineNumber, "a quotation mark is not closed");
        tables.take({ text: quoted ?? text, isQuoted: quoted !== undefined }, lineNumber);
      }
    },
    end: (lineNumber) => {
      if (textField !== null) throw lineError(file, textField.firstLine, "a text field begins that has no end");
      return tables.end(lineNumber);
    },
  };
}

/** The wanted items of a category, as far as they have been read. */
interface PartialTable {
  /** By item; a value a row. */
  readonly values: Map<string, string[]>;
}

interface TableBuilder {
  take(token: Token, lineNumber: number): void;
  end(lineNumber: number): CifTables;
}

/** Sorts words into tables by the grammar of CIF; of categories that are not wanted nothing is kept. */
function tableBuilder(file: string): TableBuilder {
  let tables = new Map<string, PartialTable>();
  let isComplete = false; // a block with atoms has been read
  let item: string[] | "skipped" | null = null; // that waits for its value
  let loop: { targets: (string[] | null)[]; place: number; hasValues: boolean } | null = null;

  const targetOf = (tag: string, lineNumber: number): string[] | null => {
    const [category = "", name = ""] = tag.slice(1).split(".");
    const wanted: readonly string[] | undefined = Object.hasOwn(CIF_ITEMS, category)
      ? CIF_ITEMS[category as CifCategory]
      : undefined;
    if (!wanted?.includes(name)) return null;
    let table = tables.get(category);
    if (table === undefined) {
      table = { values: new Map() };
      tables.set(category, table);
    }
    if (table.values.has(name)) throw lineError(file, lineNumber, `${tag} comes twice`);
    const values: string[] = [];
    table.values.set(name, values);
    return values;
  };
  const endStatement = (lineNumber: number): void => {
    if (item !== null) throw lineError(file, lineNumber, "an item has no value");
    if (loop !== null && loop.place !== 0) throw lineError(file, lineNumber, "the last row of a loop is incomplete");
    loop = null;
  };
  const startBlock = (): void => {
    isComplete ||= tables.has("atom_site");
    if (!isComplete) tables = new Map();
  };
  const takeValue = (value: string, lineNumber: number): void => {
    if (item !== null) {
      if (item !== "skipped") item.push(value);
      item = null;
    } else if (loop !== null && loop.targets.length > 0) {
      loop.targets[loop.place]?.push(value);
      loop.place = (loop.place + 1) % loop.targets.length;
      loop.hasValues = true;
    } else throw lineError(file, lineNumber, `"${value.slice(0, 40)}" belongs to no item`);
  };
  const takeTag = (tag: string, lineNumber: number): void => {
    if (loop !== null && !loop.hasValues) {
      loop.targets.push(targetOf(tag, lineNumber));
      return;
    }
    endStatement(lineNumber);
    item = targetOf(tag, lineNumber) ?? "skipped";
  };

  return {
    take: ({ text, isQuoted }, lineNumber) => {
      if (isComplete) return;
      if (isQuoted) takeValue(text, lineNumber);
      else if (text.startsWith("_")) takeTag(text, lineNumber);
      else if (/^loop_$/i.test(text)) {
        endStatement(lineNumber);
        loop = { targets: [], place: 0, hasValues: false };
      } else if (/^data_/i.test(text)) {
        endStatement(lineNumber);
        startBlock();
      } else takeValue(text === "." || text === "?" ? "" : text, lineNumber);
    },
    end: (lineNumber) => {
      if (!isComplete) endStatement(lineNumber);
      return Object.fromEntries([...tables].map(([category, table]) => [category, finished(file, category, table)]));
    },
  };
}

function finished(file: string, category: string, { values }: PartialTable): CifTable {
  const counts = new Set([...values.values()].map(({ length }) => length));
  if (counts.size > 1) throw new FormatError(file, `the items of ${category} have different numbers of values`);
  const columns = [...values].map(([name, texts]) => [name, textColumn(texts)] as const);
  return { nRows: Math.max(0, ...counts), columns: new Map(columns) };
}

function textColumn(texts: readonly string[]): CifColumn {
  return {
    text: (row) => texts[row]!,
    number: (row) => (texts[row] === "" ? Number.NaN : Number(texts[row])),
  };
}
