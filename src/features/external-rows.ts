// Numbers of the user's own that come with the trajectories: a row a frame, a file a trajectory file.

import { ConfigError, DataError, type Matrix32, type RowReader } from "../base/index.js";
import type { FileFrames, PlacedBlock, SegmentReader } from "../trajectory/index.js";
import { joinRows } from "./table.js";

/** By the name of the trajectory file that they belong to. */
export type ExternalRows = ReadonlyMap<string, RowReader>;

/**
 * Checks that every trajectory file has its rows, as many as frames and all equally wide.
 * @param files of the trajectories
 * @param nColumns of the rows that a model was trained with; null for any number
 * @returns the number of columns
 * @throws ConfigError when a trajectory has no rows
 * @throws DataError when numbers of rows or columns do not agree
 */
export function expectAligned(
  external: ExternalRows,
  files: readonly Pick<FileFrames, "name" | "nFrames">[],
  nColumns: number | null = null,
): number {
  let cols = nColumns;
  for (const { name, nFrames } of files) {
    const rows = rowsOfFile(external, name);
    if (rows.rows !== nFrames) {
      throw new DataError(`${rows.name}: has ${rows.rows} rows, ${name} has ${nFrames} frames`, {
        hint: "An .npy file has one row for every frame of its trajectory file; both are given in the same order.",
      });
    }
    cols ??= rows.cols;
    if (rows.cols !== cols) {
      const wanted = nColumns === null ? "those before have" : "the model was trained with";
      throw new DataError(`${rows.name}: has ${rows.cols} columns, ${wanted} ${cols}`);
    }
  }
  return cols ?? 0;
}

/** The rows of the frames of a block, wherever in their files these frames are. @returns (T, E) */
export async function readExternal(
  external: ExternalRows,
  reader: SegmentReader,
  { first, nFrames }: PlacedBlock,
): Promise<Matrix32> {
  const places = Array.from({ length: nFrames }, (_, t) => reader.placeOf(first + t));
  const parts: Matrix32[] = [];
  for (let t = 0; t < nFrames; ) {
    const { file, frame } = places[t]!;
    let count = 1; // rows that lie next to one another are read in one go
    while (places[t + count]?.file === file && places[t + count]!.frame === frame + count) count++;
    parts.push(await rowsOfFile(external, file).read(frame, count));
    t += count;
  }
  return joinRows(parts, parts[0]!.cols);
}

function rowsOfFile(external: ExternalRows, file: string): RowReader {
  const rows = external.get(file);
  if (rows === undefined) throw new ConfigError("npy", `no file is given for ${file}`);
  return rows;
}
