// Exit codes: a contract with scripts.

import {
  AbortedError,
  ConfigError,
  DataError,
  FormatError,
  ResourceError,
  ShapeError,
  UnsupportedError,
} from "../base/index.js";

export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** An input file cannot be read. */
  input: 3,
  /** The data cannot support what was asked. */
  data: 4,
  interrupted: 130,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof AbortedError) return EXIT.interrupted;
  if (error instanceof ConfigError) return EXIT.usage;
  if (error instanceof DataError) return EXIT.data;
  if (error instanceof FormatError || error instanceof UnsupportedError) return EXIT.input;
  if (error instanceof ResourceError || error instanceof ShapeError) return EXIT.input;
  return EXIT.failed;
}
