// Training that is stopped on the way and goes on from its checkpoints, in memory.

import { AbortedError, createTask, type Task } from "../../src/base/index.js";

/**
 * Runs `train` until it is in the middle of the epoch after the first `epochs` checkpoints, stops it there, and runs it
 * again from what it left.
 */
export async function interruptAndResume<T>(train: (task: Task) => Promise<T>, epochs: number): Promise<T> {
  const saved = new Map<string, Uint8Array>();
  const controller = new AbortController();
  let nSaved = 0;
  const checkpoints = {
    load: async (key: string) => saved.get(key) ?? null,
    save: async (key: string, bytes: Uint8Array) => {
      saved.set(key, bytes.slice());
      nSaved++;
    },
  };
  const onProgress = (): void => {
    if (nSaved === epochs) controller.abort();
  };
  const outcome = await train(createTask({ checkpoints, onProgress, signal: controller.signal })).catch(
    (error) => error,
  );
  if (!(outcome instanceof AbortedError)) throw new Error(`not interrupted: ${outcome}`);
  if (nSaved !== epochs) throw new Error(`interrupted after ${nSaved} checkpoints`);
  return train(createTask({ checkpoints }));
}
