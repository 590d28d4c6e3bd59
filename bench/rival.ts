// A rival in Python: one process for all its stages, so that it is warm as we are.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Duration, Rival } from "./measure.js";

/** A Python program that answers each line "stage file" with milliseconds by the clock and of the processor; its first line is its name and version. */
export interface PythonRival {
  readonly name: string;
  stage(stage: string, file: string): Rival;
  stop(): void;
}

/** Starts a script with $PYTHON or the first Python that can; null when none has what the script imports. */
export async function startPython(script: string): Promise<PythonRival | null> {
  const named = process.env["PYTHON"];
  for (const python of named === undefined ? ["python3", "/usr/bin/python3"] : [named]) {
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "ignore"] });
    child.on("error", () => {}); // there is no such program: its output ends
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await nextLine(lines, child, START_SECONDS);
    if (!first.done) return talkTo(child, lines, first.value);
  }
  return null;
}

/** A rival that takes longer hangs, and is stopped. */
const START_SECONDS = 30;
const RUN_SECONDS = 60;

async function nextLine(lines: AsyncIterator<string>, child: ChildProcess, seconds: number) {
  const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * seconds);
  try {
    return await lines.next();
  } finally {
    clearTimeout(timer);
  }
}

function talkTo(child: ChildProcess, lines: AsyncIterator<string>, name: string): PythonRival {
  const run = async (request: string): Promise<Duration> => {
    if (!child.stdin!.write(`${request}\n`)) await once(child.stdin!, "drain");
    const answer = await nextLine(lines, child, RUN_SECONDS);
    if (answer.done) throw new Error(`${name} stopped at ${request}`);
    const [wallMs, cpuMs] = answer.value.split(" ").map(Number);
    return { wallMs: wallMs!, cpuMs: cpuMs! };
  };
  return {
    name,
    stage: (stage, file) => ({ name, run: () => run(`${stage} ${file}`) }),
    stop: () => child.stdin!.end(),
  };
}
