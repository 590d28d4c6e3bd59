import { describe, expect, it } from "vitest";
import { AbortedError, type CheckpointStore, createTask, type Progress } from "../../src/base/index.js";

describe("a task", () => {
  it("reports under the path of its part", () => {
    const seen: Progress[] = [];
    const task = createTask({ onProgress: (progress) => seen.push(progress) });
    task.report(0.5);
    task.part("decoder").part("critic").report(0.25, "epoch 3");
    expect(seen).toEqual([
      { path: "", fraction: 0.5, detail: "" },
      { path: "decoder/critic", fraction: 0.25, detail: "epoch 3" },
    ]);
  });

  it("stops when asked, in all of its parts", async () => {
    const controller = new AbortController();
    const part = createTask({ signal: controller.signal }).part("encoder");
    await expect(part.yield()).resolves.toBeUndefined();
    controller.abort();
    await expect(part.yield()).rejects.toThrow(AbortedError);
  });

  it("keeps a checkpoint a part", async () => {
    const kept = new Map<string, Uint8Array>();
    const checkpoints: CheckpointStore = {
      load: async (key) => kept.get(key) ?? null,
      save: async (key, bytes) => void kept.set(key, bytes),
    };
    const task = createTask({ checkpoints });
    await task.part("encoder").keep(Uint8Array.of(1));
    expect(await task.part("encoder").restore()).toEqual(Uint8Array.of(1));
    expect(await task.part("decoder").restore()).toBeNull();
    expect(await createTask().restore()).toBeNull();
  });
});
