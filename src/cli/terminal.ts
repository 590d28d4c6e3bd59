// What the person at the terminal sees: progress and notes on standard error, results on standard output.

import { createColors } from "picocolors";
import type { LssError, Progress } from "../base/index.js";

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export interface Terminal {
  readonly json: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** A line for people; with --json it goes to standard error. */
  note(line: string): void;
  /** The result: the JSON document with --json, else the lines. */
  result(document: unknown, lines: readonly string[]): void;
  /** Ends the live line. */
  settle(): void;
}

/** Between plain progress lines when nobody watches live. */
const PLAIN_INTERVAL_MS = 10_000;
const LIVE_INTERVAL_MS = 100;

export function createTerminal({ json, quiet }: TerminalOptions, signal: AbortSignal): Terminal {
  const live = process.stderr.isTTY === true;
  const started = performance.now();
  let lastShown = Number.NEGATIVE_INFINITY;
  let lastPath = "";
  let liveLine = false;

  const settle = (): void => {
    if (liveLine) process.stderr.write("\n");
    liveLine = false;
  };
  return {
    json,
    signal,
    onProgress: (progress) => {
      if (quiet) return;
      const now = performance.now();
      const isNew = progress.path !== lastPath;
      if (!isNew && now - lastShown < (live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
      lastShown = now;
      lastPath = progress.path;
      const line = describeProgress(progress, now - started);
      if (!live) {
        process.stderr.write(`${line}\n`);
        return;
      }
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      liveLine = true;
    },
    note: (line) => {
      settle();
      if (!quiet) process.stderr.write(`${line}\n`);
    },
    result: (document, lines) => {
      settle();
      process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
    },
    settle,
  };
}

function describeProgress({ path, fraction, detail }: Progress, elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const percent = `${String(Math.floor(100 * fraction)).padStart(3)} %`;
  return `${clock.padStart(6)}  ${path.padEnd(18)} ${percent}  ${detail}`;
}

/** Colours are for people who watch: a log, of a batch job or of continuous integration, gets plain text unless FORCE_COLOR asks. */
function errorColors(): ReturnType<typeof createColors> {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return createColors(false);
  if (FORCE_COLOR !== undefined) return createColors(FORCE_COLOR !== "0");
  return createColors(process.stderr.isTTY === true);
}

/** One line that says what is wrong, and the hint. */
export function printError(error: LssError): void {
  const pc = errorColors();
  process.stderr.write(`${pc.red("error")}  ${error.message.replaceAll("\n", " ")}\n`);
  if (error.hint !== null) process.stderr.write(`${pc.dim("hint")}   ${error.hint}\n`);
}
