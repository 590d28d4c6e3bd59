// The trajectory formats that can be read, found by file name ending or by a file's first bytes.

import { type ByteSource, UnsupportedError } from "../base/index.js";
import type { TrajectoryFormat, TrajectoryReader } from "./frames.js";
import { xtcFormat } from "./xtc.js";

const FORMATS: readonly TrajectoryFormat[] = [xtcFormat];

const HEAD_BYTES = 64;

/** The format whose ending a file name has, null when there is none. */
export function formatOfName(name: string): TrajectoryFormat | null {
  const lower = name.toLowerCase();
  return FORMATS.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension))) ?? null;
}

/**
 * Opens a trajectory in the format of its name or, failing that, of its first bytes.
 * @throws UnsupportedError when neither tells; FormatError when the file is damaged
 */
export async function openTrajectory(source: ByteSource): Promise<TrajectoryReader> {
  const named = formatOfName(source.name);
  if (named !== null) return named.open(source);
  const head = await source.read(0, HEAD_BYTES);
  const recognized = FORMATS.find((format) => format.recognizes(head));
  if (recognized !== undefined) return recognized.open(source);
  throw new UnsupportedError(`${source.name}: is no trajectory in a known format`, {
    hint: `Known endings: ${FORMATS.flatMap(({ extensions }) => extensions).join(", ")}.`,
  });
}
