import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memorySource, ResourceError } from "../../src/base/index.js";
import { createFile, folderCheckpoints, openFile, writeWholeFile } from "../../src/base/index.node.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lss-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("createFile", () => {
  it("shows nothing under the name until it is closed", async () => {
    const path = join(folder, "deep", "er", "x.bin");
    const sink = await createFile(path);
    await sink.write(Uint8Array.of(1, 2, 3));
    expect(existsSync(path)).toBe(false);
    await sink.close();
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(readdirSync(join(folder, "deep", "er"))).toEqual(["x.bin"]);
  });

  it("keeps the earlier file until it is closed, and leaves it when abandoned", async () => {
    const path = join(folder, "x.txt");
    writeFileSync(path, "old");
    const abandoned = await createFile(path);
    await abandoned.write(new TextEncoder().encode("new"));
    await abandoned.abandon();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["x.txt"]);
    await writeWholeFile(path, "newer");
    expect(readFileSync(path, "utf8")).toBe("newer");
  });

  it("writes blocks of every size in order, and over what is written", async () => {
    const path = join(folder, "x.bin");
    const want = new Uint8Array(1_000_000).map((_, i) => (i * 31) % 251);
    const sink = await createFile(path);
    let at = 0;
    for (const size of [0, 1, 7, 262_143, 2, 262_144, 300_000, 5, 100_000]) {
      await sink.write(want.subarray(at, at + size));
      at += size;
    }
    await sink.write(want.subarray(at));
    await sink.writeAt(3, Uint8Array.of(200, 201));
    await sink.write(Uint8Array.of(77));
    await sink.close();
    want.set([200, 201], 3);
    expect(Buffer.compare(readFileSync(path), Buffer.concat([want, Uint8Array.of(77)]))).toBe(0);
  });

  it("says what is in the way, and leaves nothing there", async () => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "taken", "inside"), { recursive: true });
    await expect(createFile(join(folder, "file", "x"))).rejects.toThrow(ResourceError);
    await expect(writeWholeFile(join(folder, "taken"), "x")).rejects.toThrow(/taken: is a folder, not a file/);
    expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
  });
});

describe("openFile", () => {
  it("reads anywhere, and less where the file ends", async () => {
    const path = join(folder, "x.bin");
    writeFileSync(path, Uint8Array.of(0, 1, 2, 3, 4));
    const file = await openFile(path);
    const memory = memorySource("x", Uint8Array.of(0, 1, 2, 3, 4));
    for (const source of [file, memory]) {
      expect(source.size).toBe(5);
      expect([...(await source.read(1, 3))]).toEqual([1, 2, 3]);
      expect([...(await source.read(3, 10))]).toEqual([3, 4]);
      expect([...(await source.read(9, 10))]).toEqual([]);
    }
    await file.close();
  });

  it("refuses what is missing or a folder", async () => {
    await expect(openFile(join(folder, "none"))).rejects.toThrow(/none: no such file or folder/);
    await expect(openFile(folder)).rejects.toThrow("is a folder, not a file");
    await expect(openFile(folder)).rejects.toThrow(ResourceError);
  });
});

describe("folderCheckpoints", () => {
  it("keep bytes by task path and know when there are none", async () => {
    const store = folderCheckpoints(join(folder, "checkpoints"));
    expect(await store.load("decoder/critic")).toBeNull();
    await store.save("decoder/critic", Uint8Array.of(1));
    await store.save("decoder/critic", Uint8Array.of(2, 3));
    expect([...(await store.load("decoder/critic"))!]).toEqual([2, 3]);
    expect(await store.load("decoder")).toBeNull();
  });
});
