import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, durationInFrames, formatTime, parseDuration } from "../../src/base/index.js";

describe("parseDuration", () => {
  it.each([
    ["0.5ns", { ps: 500 }],
    ["20 ns", { ps: 20_000 }],
    [" 500ps ", { ps: 500 }],
    ["10us", { ps: 1e7 }],
    ["10µs", { ps: 1e7 }],
    ["1e3fs", { ps: 1 }],
    [".5ms", { ps: 5e8 }],
    ["100frames", { frames: 100 }],
    ["1 step", { frames: 1 }],
  ])("reads %j", (text, want) => {
    expect(parseDuration("--lag", text)).toEqual(want);
  });

  it.each([
    ["20", '--lag: "20" has no unit'],
    ["0ns", "must be above 0"],
    ["-1ns", "must be above 0"],
    ["1e999ns", "must be above 0"],
    ["ns", "cannot read"],
    ["", "cannot read"],
    ["1.5frames", "not a whole number of frames"],
    ["5 fortnights", 'unknown unit "fortnights"'],
    ["5constructor", 'unknown unit "constructor"'],
    ["1ns2", "cannot read"],
  ])("refuses %j", (text, message) => {
    expect(() => parseDuration("--lag", text)).toThrow(message);
    expect(() => parseDuration("--lag", text)).toThrow(ConfigError);
  });

  it("tells what to write instead", () => {
    try {
      parseDuration("--lag", "20");
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).hint).toContain("0.5ns");
      expect((error as ConfigError).option).toBe("--lag");
    }
  });
});

describe("durationInFrames", () => {
  it("counts frames of a spacing", () => {
    expect(durationInFrames("--lag", { ps: 500 }, 250)).toBe(2);
    expect(durationInFrames("--lag", { ps: 0.3 }, 0.1)).toBe(3); // 2.9999999999999996 in floating point
    expect(durationInFrames("--lag", { frames: 7 }, 250)).toBe(7);
  });

  it("refuses what falls between frames", () => {
    expect(() => durationInFrames("--lag", { ps: 600 }, 250)).toThrow("--lag: 600 ps is no multiple of 250 ps");
    expect(() => durationInFrames("--lag", { ps: 0.1 }, 250)).toThrow(ConfigError);
  });
});

describe("formatTime", () => {
  it.each([
    [500, "500 ps"],
    [1000, "1 ns"],
    [2500, "2.5 ns"],
    [0.002, "2 fs"],
    [0, "0 ps"],
    [1e6, "1 us"],
    [-1500, "-1.5 ns"],
  ])("of %d ps is %s", (ps, text) => {
    expect(formatTime(ps)).toBe(text);
  });

  it("is read back by parseDuration to six digits", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e10, noNaN: true }), (ps) => {
        const back = parseDuration("t", formatTime(ps));
        expect("ps" in back && Math.abs(back.ps / ps - 1)).toBeLessThan(1e-5);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
