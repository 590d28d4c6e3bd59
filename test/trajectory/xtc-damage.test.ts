// What the XTC reader does with files that are not what they should be.

import { describe, expect, it } from "vitest";
import { FormatError, memorySource, Rng } from "../../src/base/index.js";
import { openXtc } from "../../src/trajectory/index.js";
import { goldenBytes } from "./golden.js";

async function readAll(bytes: Uint8Array): Promise<Float32Array> {
  const reader = await openXtc(memorySource("bad.xtc", bytes));
  return (await reader.read(0, reader.nFrames)).positions;
}

/** The golden file with 32-bit words (or floats) overwritten. */
function damaged(file: string, ...words: readonly (readonly [offset: number, value: number, kind?: "float"])[]) {
  const bytes = goldenBytes(file);
  const view = new DataView(bytes.buffer);
  for (const [offset, value, kind] of words) {
    if (kind === "float") view.setFloat32(offset, value);
    else view.setInt32(offset, value);
  }
  return bytes;
}

const frameBytes = (bytes: Uint8Array): number => 92 + Math.ceil(new DataView(bytes.buffer).getInt32(88) / 4) * 4;

describe("openXtc on damaged files", () => {
  it("names file, frame and byte of a frame that is cut", async () => {
    const whole = goldenBytes("2jof-noise.xtc");
    const second = frameBytes(whole);
    for (const length of [second + 1, second + 40, second + 57, second + 90, 2 * second - 100]) {
      const reading = readAll(whole.slice(0, length));
      await expect(reading).rejects.toThrow(FormatError);
      await expect(reading).rejects.toThrow(`bad.xtc: frame 1 (at byte ${second}) is truncated`);
    }
  });

  it("refuses an empty file", async () => {
    await expect(readAll(new Uint8Array(0))).rejects.toThrow("bad.xtc: is empty");
  });

  const NAN = Number.NaN;
  const INT_MIN = -(2 ** 31);
  const FILE = "pentapeptide.xtc";
  it.each([
    ["a wrong magic number", damaged(FILE, [0, 2000]), "magic number 2000"],
    ["two numbers of atoms", damaged(FILE, [4, 93]), "two numbers of atoms: 93 and 94"],
    ["no atoms", damaged(FILE, [4, 0], [52, 0]), "has 0 atoms"],
    ["more atoms than bytes can hold", damaged(FILE, [4, 2 ** 30], [52, 2 ** 30]), "too few"],
    ["a negative byte count", damaged(FILE, [88, -4]), "has -4 bytes"],
    ["a time that is no number", damaged(FILE, [12, NAN, "float"]), "a time that is not a finite number"],
    ["a box that is no number", damaged(FILE, [16, NAN, "float"]), "a box that is not of finite numbers"],
    ["a precision of 0", damaged(FILE, [56, 0]), "has the precision 0"],
    ["a precision that makes infinities", damaged(FILE, [56, 1]), "coordinates that are not finite numbers"],
    ["a packed NaN", damaged(FILE, [64, INT_MIN]), "coordinates that are not finite numbers"],
    ["bounds out of order", damaged(FILE, [72, -5000]), "bounds that are out of order"],
    ["bounds too far apart", damaged(FILE, [60, -(2 ** 30)], [72, 2 ** 30]), "bounds that are out of order"],
    ["a small index below the table", damaged(FILE, [84, 8]), "the index 8, outside the table"],
    ["a small index above the table", damaged(FILE, [84, 73]), "the index 73, outside the table"],
    [
      "a NaN in a plain frame",
      damaged("nine-atoms.xtc", [60, NAN, "float"]),
      "coordinates that are not finite numbers",
    ],
  ])("refuses %s", async (_, bytes, message) => {
    const reading = readAll(bytes);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`bad.xtc: frame 0 (at byte 0) `);
    await expect(reading).rejects.toThrow(message);
  });

  it("refuses a number of atoms that changes", async () => {
    const [a, b] = [goldenBytes("ten-atoms.xtc"), goldenBytes("pentapeptide.xtc")];
    const joined = new Uint8Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    await expect(readAll(joined)).rejects.toThrow(`frame 4 (at byte ${a.length}) has 94 atoms, the first has 10`);
  });

  it("refuses coordinates that decode to places outside the frame's bounds", async () => {
    const bytes = goldenBytes("2jof-noise.xtc");
    const maximum = new DataView(bytes.buffer).getInt32(72);
    await expect(readAll(damaged("2jof-noise.xtc", [72, maximum - 40]))).rejects.toThrow(FormatError);
  });

  const FILES = ["pentapeptide.xtc", "nine-atoms.xtc", "gas-200nm.xtc", "far-apart.xtc", "water.xtc", "line.xtc"];
  it.each(FILES)("survives a thousand mutations of %s", async (file) => {
    const original = goldenBytes(file);
    const rng = Rng.fromSeed(1).split(file);
    let refused = 0;
    for (let run = 0; run < 1000; run++) {
      const bytes = mutate(original, rng);
      try {
        const positions = await readAll(bytes);
        expect(positions.every(Number.isFinite)).toBe(true);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

/** One to three changes: a bit, a byte, a word of the first header set to an extreme, or the end cut off. */
function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  const EXTREMES = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x7fc00000, 0x00ffffff, 0x01000000, 72, 1 << 28];
  let bytes = original.slice();
  for (let change = rng.integer(3); change >= 0; change--) {
    const at = rng.integer(bytes.length);
    const kind = rng.integer(4);
    if (kind === 0) bytes[at] = bytes[at]! ^ (1 << rng.integer(8));
    else if (kind === 1) bytes[at] = rng.integer(256);
    else if (kind === 2) {
      const view = new DataView(bytes.buffer);
      const word = 4 * rng.integer(Math.min(23, bytes.length >> 2));
      view.setInt32(word, EXTREMES[rng.integer(EXTREMES.length)]!);
    } else if (rng.integer(4) === 0) bytes = bytes.slice(0, Math.max(96, at));
  }
  return bytes;
}
