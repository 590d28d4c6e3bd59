// A long operation reports where it is, stops when asked, and keeps what it needs to go on later.

import { AbortedError } from "./errors.js";

export interface Progress {
  /** The part of the work, for instance "encoder" or "decoder/critic". */
  readonly path: string;
  /** Done share of this part, 0 to 1. */
  readonly fraction: number;
  readonly detail: string;
}

/** Where checkpoints live between runs; keys are task paths. */
export interface CheckpointStore {
  load(key: string): Promise<Uint8Array | null>;
  /** Replaces the earlier one as a whole: a reader never sees half of it. */
  save(key: string, bytes: Uint8Array): Promise<void>;
}

export interface Task {
  readonly path: string;
  part(name: string): Task;
  report(fraction: number, detail?: string): void;
  /** A line that whoever waits should read, as it is. */
  note(line: string): void;
  /**
   * Lets signals and timers run if 40 ms have passed since it last did; call it in every long loop.
   * @throws AbortedError when the caller's signal has been set
   */
  yield(): Promise<void>;
  /** The checkpoint that an earlier run left for this part, if any. */
  restore(): Promise<Uint8Array | null>;
  keep(checkpoint: Uint8Array): Promise<void>;
}

export interface TaskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNote?: (line: string) => void;
  readonly checkpoints?: CheckpointStore;
}

const YIELD_INTERVAL_MS = 40;

/** A task with nobody watching unless `options` say so. */
export function createTask(options: TaskOptions = {}): Task {
  let lastYield = performance.now();

  const breathe = async (): Promise<void> => {
    const now = performance.now();
    if (now - lastYield >= YIELD_INTERVAL_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      lastYield = performance.now();
    }
    if (options.signal?.aborted) throw new AbortedError("stopped on request");
  };

  const at = (path: string): Task => ({
    path,
    part: (name) => at(path === "" ? name : `${path}/${name}`),
    report: (fraction, detail = "") => options.onProgress?.({ path, fraction, detail }),
    note: (line) => options.onNote?.(line),
    yield: breathe,
    restore: async () => (await options.checkpoints?.load(path)) ?? null,
    keep: async (checkpoint) => options.checkpoints?.save(path, checkpoint),
  });
  return at("");
}
