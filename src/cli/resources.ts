// The engine and the tables of a command that runs networks.

import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { tableFactory } from "../features/index.node.js";
import type { Resources } from "../simulator.js";
import { createNodeEngine } from "../tensor/index.node.js";
import { type Arguments, integer, type OptionSpecs } from "./command.js";

export const RESOURCE_OPTIONS: OptionSpecs = {
  threads: { type: "string", value: "N", help: "threads of the networks (default: all cores)" },
};

/** Frames beyond this go to a temporary file beside the output. */
export const TABLE_MEMORY_BYTES = 1 << 28;

/** @param output the command's output, in whose folder temporary files may lie */
export function createResources(args: Arguments, output: string): Resources {
  const threads = integer(args, "threads", 1) ?? availableParallelism();
  return {
    engine: createNodeEngine({ threads }),
    makeTable: tableFactory({ memoryBytes: TABLE_MEMORY_BYTES, folder: dirname(output) }),
  };
}
