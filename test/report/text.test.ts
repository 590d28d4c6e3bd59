import { describe, expect, it } from "vitest";
import { describeReport, tableLines } from "../../src/report/text.js";
import { moleculeSample } from "./molecule-sample.js";

describe("a report as plain text", () => {
  it("aligns the columns of a table, without marks", () => {
    const table = {
      title: "Times in *k*_{B}*T*",
      caption: "",
      head: ["process", "MD"],
      rows: [
        ["*t*_{1}", "12.5 ± 1.5"],
        ["psi_2", "3"],
      ],
    };
    expect(tableLines(table)).toEqual([
      "Times in kBT:",
      "process          MD",
      "t1       12.5 ± 1.5",
      "ψ2                3",
    ]);
  });

  it("has the sentences, the time scales and the free energies", () => {
    const lines = describeReport(moleculeSample().report);
    expect(lines[0]).toMatch(/^LSS reproduces the slowest time scale: 4\.82 ± 0\.06 ns/);
    expect(lines).toContain("Time scales in ns:");
    expect(lines).toContain("Differences of free energies in kBT:");
    expect(lines.find((line) => line.startsWith("t1 "))).toMatch(/^t1 +5\.2 ± 0\.6 +5\.4 ± 0\.9 +4\.82 ± 0\.06 /);
    expect(lines.join("\n")).not.toMatch(/[*{}]/);
  });
});
