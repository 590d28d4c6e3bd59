// Measures what this package does next to what others do.
//   npm run bench [-- --json] [stage ...]
//   npm run bench -- --memory      what it takes of memory

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, type Stage, type Timing } from "./measure.js";
import { measureMemory, measureSystem } from "./memory.js";
import { trajectoryStages } from "./trajectories.js";

const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  const [system, gigabytes] = names;
  if (!flags.includes("--memory")) await measureTimes(flags.includes("--json"));
  else if (system === "solvated" || system === "shell") await measureSystem(system, Number(gigabytes), folder);
  else measureMemory();
} finally {
  rmSync(folder, { recursive: true });
}

async function measureTimes(isJson: boolean): Promise<void> {
  const { stages, stop } = await trajectoryStages(folder);
  const timings: Timing[] = [];
  try {
    for (const stage of stages) {
      if (names.length > 0 && !names.includes(stage.name)) continue;
      const timing = await measure(stage);
      timings.push(timing);
      if (!isJson) console.log(linesOf(stage, timing));
    }
  } finally {
    await stop();
  }
  if (isJson) console.log(JSON.stringify(timings, null, 2));
  else if (timings.some(({ rival }) => rival === null)) {
    console.log("Without a rival: Python with mdtraj is not installed, or PYTHON names another one.");
  }
}

/** One line by the clock, and one by the processor's time, which a busy machine changes less. */
function linesOf({ amount }: Stage, { stage, ours, rival, rivals }: Timing): string {
  const rate = (ms: number): string =>
    `${ms.toFixed(1).padStart(9)} ms ${((1000 * amount.count) / ms).toFixed(0).padStart(8)} ${amount.unit}/s`;
  const line = (name: string, own: number, other: number | undefined): string => {
    const compared = other === undefined ? "" : `   ${rival} ${rate(other)}   ratio ${(other / own).toFixed(2)}`;
    return `${name.padEnd(16)}${rate(own)}${compared}`;
  };
  return `${line(stage, ours.wallMs, rivals?.wallMs)}\n${line("  processor", ours.cpuMs, rivals?.cpuMs)}`;
}
