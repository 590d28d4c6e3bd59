// Tables larger than memory: rows beyond a budget go to a temporary file and are read back where they are asked for.

import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Matrix32, ResourceError, zeros32 } from "../base/index.js";
import { buildTable, joinRows, type RowStore, type Segments, type Table, type TableBuilder, tableOf } from "./table.js";

export interface TableStorage {
  /** What all tables of one factory together may hold in memory. */
  readonly memoryBytes: number;
  /** Where the temporary files of larger tables go; made when needed. */
  readonly folder: string;
}

/**
 * Builders whose rows stay in memory until the budget is used, and then go to disk, table by table.
 * @throws ResourceError (from the builders) when the disk is full or not writable
 */
export function tableFactory({ memoryBytes, folder }: TableStorage): (cols: number) => TableBuilder {
  const budget = { freeBytes: memoryBytes };
  return (cols) => buildTable(cols, spillingRows(cols, budget, folder));
}

/** A builder whose rows go to a temporary file at once. */
export function diskTable(cols: number, folder: string): TableBuilder {
  return buildTable(cols, diskRows(cols, folder));
}

/** In memory while the budget lasts; then all rows move to disk, and their share of the budget is given back. */
function spillingRows(cols: number, budget: { freeBytes: number }, folder: string): RowStore {
  const parts: Matrix32[] = [];
  let heldBytes = 0;
  let disk: RowStore | null = null;
  const release = (): void => {
    budget.freeBytes += heldBytes;
    heldBytes = 0;
  };
  const spill = (): RowStore => {
    const store = diskRows(cols, folder);
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) store.append(part);
    release();
    return store;
  };
  return {
    append: (rows) => {
      const bytes = rows.data.byteLength;
      if (disk === null && bytes > budget.freeBytes) disk = spill();
      if (disk !== null) {
        disk.append(rows);
        return;
      }
      parts.push(rows);
      budget.freeBytes -= bytes;
      heldBytes += bytes;
    },
    finish: (segments) => disk?.finish(segments) ?? { ...tableOf(joinRows(parts, cols), segments), close: release },
    abandon: () => {
      disk?.abandon();
      parts.length = 0;
      release();
    },
  };
}

function diskRows(cols: number, folder: string): RowStore {
  const file = openTemporary(folder);
  let rows = 0;
  return {
    append: (part) => {
      writeAll(file, part.data, rows * cols * Float32Array.BYTES_PER_ELEMENT);
      rows += part.rows;
    },
    finish: (segments) => tableOnDisk(file, rows, cols, segments),
    abandon: () => removeFile(file),
  };
}

function tableOnDisk(file: TemporaryFile, rows: number, cols: number, segments: Segments): Table {
  const readRows = (start: number, out: Float32Array): void =>
    readAll(file, out, start * cols * Float32Array.BYTES_PER_ELEMENT);
  return {
    rows,
    cols,
    segments,
    read: (start, count) => {
      const out = zeros32(count, cols);
      readRows(start, out.data);
      return out;
    },
    gather: (indices, out) => {
      for (let i = 0; i < indices.length; ) {
        let run = 1; // rows that follow one another are read in one go
        while (i + run < indices.length && indices[i + run] === indices[i]! + run) run++;
        readRows(indices[i]!, out.subarray(i * cols, (i + run) * cols));
        i += run;
      }
    },
    close: () => removeFile(file),
  };
}

interface TemporaryFile {
  readonly path: string;
  readonly descriptor: number;
}

/** Its name is taken away at once where the system allows it, so that not even a killed process leaves it behind. */
function openTemporary(folder: string): TemporaryFile {
  const path = join(folder, `table-${randomUUID()}.f32`);
  try {
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(path, "wx+");
    if (process.platform !== "win32") rmSync(path);
    return { path, descriptor };
  } catch (cause) {
    throw temporaryFileError(path, cause);
  }
}

function removeFile({ path, descriptor }: TemporaryFile): void {
  closeSync(descriptor);
  rmSync(path, { force: true });
}

function writeAll({ path, descriptor }: TemporaryFile, data: Float32Array, at: number): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
    }
  } catch (cause) {
    throw temporaryFileError(path, cause);
  }
}

function readAll({ path, descriptor }: TemporaryFile, out: Float32Array, at: number): void {
  const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, at + done);
    if (count === 0) throw new ResourceError(`${path}: a temporary table ends at byte ${at + done}`);
    done += count;
  }
}

function temporaryFileError(path: string, cause: unknown): ResourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ResourceError(`${path}: cannot keep a temporary table there (${reason})`, {
    cause,
    hint: "Choose a folder with enough free space, or allow more memory.",
  });
}
