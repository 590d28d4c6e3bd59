// Files that commands write: nothing is overwritten without --force.

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { ConfigError } from "../base/index.js";

/** @throws ConfigError when `path` exists and `force` is not given */
export function expectFree(path: string, force: boolean): void {
  if (existsSync(path) && !force) {
    throw new ConfigError("-o", `${path} exists`, { hint: "Choose another name, or give --force to replace it." });
  }
}

/** Removes what an earlier run left under this name. */
export async function clear(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
