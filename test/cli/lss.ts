// Runs the built command as a user would.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
export const LSS = `${ROOT}bin/lss.js`;
export const PENTAPEPTIDE = `${ROOT}examples/pentapeptide/`;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function lss(...words: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LSS, ...words], { encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** A folder that is gone after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lss-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
