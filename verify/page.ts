// docs/fidelity.md: which bars are reached, system by system, and what the published recipe gives on the same data.

import type { Report } from "../src/validation/index.js";
import { BARS, type Reading } from "./bars.js";

export interface Run {
  readonly system: string;
  readonly preset: "default" | "paper";
  readonly seed: number;
  readonly report: Report;
  /** Of the whole demo: learning, synthetic trajectories, report. */
  readonly seconds: number;
}

/** @param about the version, and the machine */
export function writePage(runs: readonly Run[], about: string): string {
  const systems = [...new Set(runs.map(({ system }) => system))];
  const counted = runs.filter(({ preset }) => preset === "default").flatMap(readingsOf);
  const reached = counted.filter((reading) => reading?.reached).length;
  return [
    "# Fidelity",
    "",
    "Written by `npm run verify`: `lss demo` on each system, several seeds, reports read against bars. **Bold** is a bar that was",
    "not reached. The default propagator is fitted to the relaxation times of training MD: that time scales agree shows that it holds",
    `them, not that it predicts them. ${reached} of ${counted.filter((reading) => reading !== null).length} were. ${about}`,
    "",
    ...systems.flatMap((system) => [
      `## ${system}`,
      "",
      ...systemTable(runs.filter((run) => run.system === system)),
      "",
    ]),
  ].join("\n");
}

function readingsOf({ report }: Run): (Reading | null)[] {
  return BARS.map((bar) => bar.read(report));
}

function systemTable(runs: readonly Run[]): string[] {
  const columns = runs.map(({ preset, seed }) => (preset === "paper" ? `preset paper, seed ${seed}` : `seed ${seed}`));
  const readings = runs.map(readingsOf);
  const rows = BARS.flatMap(({ what, wanted }, i) => {
    const cells = readings.map((row) => row[i]!);
    return cells.every((cell) => cell === null) ? [] : [[what, wanted, ...cells.map(showReading)]];
  });
  const minutes = ["time of the demo, minutes", "", ...runs.map(({ seconds }) => (seconds / 60).toFixed(1))];
  const verdicts = ["the report's own verdict", "", ...runs.map(({ report }) => report.verdict.level)];
  return tableOf([["what", "bar", ...columns], ...rows, verdicts, minutes]);
}

function showReading(reading: Reading | null): string {
  if (reading === null) return "-";
  return reading.reached ? reading.text : `**${reading.text}**`;
}

function tableOf(rows: readonly string[][]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(rows[0]!), line(rows[0]!.map(() => "---")), ...rows.slice(1).map(line)];
}
