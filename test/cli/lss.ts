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

/** Without what the shell of whoever runs the tests says about colours. */
const { FORCE_COLOR: _force, NO_COLOR: _no, ...ENVIRONMENT } = process.env;

export const lss = (...words: string[]): Outcome => lssWith({}, ...words);

/** The command with further environment variables. */
export function lssWith(environment: Record<string, string>, ...words: string[]): Outcome {
  const env = { ...ENVIRONMENT, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [LSS, ...words], { encoding: "utf8", env });
  return { code: status, stdout, stderr };
}

/** A folder that is gone after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lss-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
