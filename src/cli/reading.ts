// Options that say which frames of trajectories are used.

import { resolveReading } from "../options.js";
import type { ReadingOptions } from "../trajectory/index.js";
import { type Arguments, integer, type OptionSpecs } from "./command.js";

export const READING_OPTIONS: OptionSpecs = {
  stride: { type: "string", value: "N", help: "use every Nth frame" },
  discard: { type: "string", value: "TIME", help: "left out at the beginning of each trajectory: 10ns, 100frames" },
  timestep: {
    type: "string",
    value: "TIME",
    help: "between frames, for trajectories without times or with wrong ones",
  },
};

/** As they were given, undefined where not. */
export function readingFlags(args: Arguments) {
  return { stride: integer(args, "stride", 1), discard: args.text("discard"), timestep: args.text("timestep") };
}

/** @param otherwise the stride unless --stride is given */
export function readReading(args: Arguments, otherwise: ReadingOptions["stride"]): ReadingOptions {
  const { stride = otherwise, discard = null, timestep = null } = readingFlags(args);
  return resolveReading({ stride, discard, timestep });
}
