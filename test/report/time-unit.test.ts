import { describe, expect, it } from "vitest";
import { chooseAxisUnit, chooseTimeUnit, formatDuration, formatEstimate } from "../../src/report/time-unit.js";

describe("chooseTimeUnit", () => {
  it.each([
    [0.5, "ps", 1],
    [500, "ps", 1],
    [1000, "ns", 1e3],
    [2.5e6, "µs", 1e6],
    [3e9, "ms", 1e9],
    [Number.NaN, "ps", 1],
  ])("%f ps in %s", (largest, name, size) => expect(chooseTimeUnit("ps", largest)).toEqual({ name, size }));

  it("leaves steps alone", () => expect(chooseTimeUnit("steps", 1e7)).toEqual({ name: "steps", size: 1 }));
});

describe("chooseAxisUnit", () => {
  it.each([
    [9999, 1],
    [2e5, 1e3],
    [5e6, 1e6],
  ])("%f steps in units of %f", (largest, size) => expect(chooseAxisUnit("steps", largest).size).toBe(size));

  it("is the time unit for physical times", () => expect(chooseAxisUnit("ps", 2e5)).toEqual(chooseTimeUnit("ps", 2e5)));
});

describe("formatDuration", () => {
  it.each([
    [500, "ps", "500 ps"],
    [20000, "ps", "20 ns"],
    [100, "steps", "100 steps"],
    [Number.NaN, "ps", "–"],
  ] as const)("%f %s", (time, unit, text) => expect(formatDuration(time, unit)).toBe(text));
});

describe("formatEstimate", () => {
  it("divides value and error by the unit", () =>
    expect(formatEstimate({ value: 5170, std: 1364, sem: 610 }, { name: "ns", size: 1e3 })).toBe("5.2 ± 0.6"));
});
