import { describe, expect, it } from "vitest";
import { blobSource, memorySink, ResourceError } from "../../src/base/index.js";

describe("blobSource", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

  it("reads slices, and never more than is asked for", async () => {
    const slices: [number, number][] = [];
    const blob = new Blob([bytes]);
    const watched = {
      size: blob.size,
      slice: (start: number, end: number) => {
        slices.push([start, end]);
        return blob.slice(start, end);
      },
    };
    const source = blobSource("a.xtc", watched);
    expect(source).toMatchObject({ name: "a.xtc", size: 100 });
    expect(await source.read(10, 5)).toEqual(bytes.subarray(10, 15));
    expect(await source.read(95, 20)).toEqual(bytes.subarray(95));
    expect(await source.read(200, 10)).toEqual(new Uint8Array(0));
    expect(slices).toEqual([
      [10, 15],
      [95, 100],
      [200, 100],
    ]);
  });

  it("says so when the file behind it is gone", async () => {
    const gone = { size: 9, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) };
    const reading = blobSource("a.xtc", gone).read(0, 9);
    await expect(reading).rejects.toThrow(ResourceError);
    await expect(reading).rejects.toThrow("a.xtc: cannot be read any more");
  });
});

describe("memorySink", () => {
  it("keeps what is written, in order, through growth and corrections", async () => {
    const sink = memorySink("a.dcd");
    const parts = Array.from({ length: 40 }, (_, k) => new Uint8Array(397).fill(k));
    for (const part of parts) await sink.write(part);
    await sink.writeAt(400, Uint8Array.of(255, 254));
    const expected = Uint8Array.from(parts.flatMap((part) => [...part]));
    expected.set([255, 254], 400);
    expect(sink.bytes()).toEqual(expected);
    await sink.abandon();
    expect(sink.bytes()).toHaveLength(0);
  });
});
