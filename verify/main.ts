// Holds simulators against the bars of their fidelity.   npm run verify [-- --seeds 3 --paper system ...]
//
// Each run is `lss demo`, as a user would start it. Its report is kept in verify-runs/, by commit: a run that was stopped
// goes on with what is missing. docs/fidelity.md is written anew after each.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Report } from "../src/validation/index.js";
import { type Run, writePage } from "./page.js";

const SYSTEMS = ["pentapeptide", "trp-cage", "alanine-dipeptide", "four-well"] as const;

const { values, positionals } = parseArgs({
  options: { seeds: { type: "string", default: "3" }, paper: { type: "boolean", default: false } },
  allowPositionals: true,
});
const systems = positionals.length > 0 ? positionals : SYSTEMS;
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();

const runs: Run[] = [];
for (const system of systems) {
  for (let seed = 0; seed < Number(values.seeds); seed++) runs.push(demo(system, "default", seed));
  if (values.paper) runs.push(demo(system, "paper", 0));
  writeFileSync("docs/fidelity.md", writePage(runs, `Commit ${commit}, ${cpus().length} × ${cpus()[0]!.model}.`));
}

function demo(system: string, preset: Run["preset"], seed: number): Run {
  const folder = `verify-runs/${commit}/${system}-${preset}-${seed}`;
  const record = `${folder}/run.json`;
  if (!existsSync(record)) {
    console.log(`${system}, preset ${preset}, seed ${seed}`);
    mkdirSync(folder, { recursive: true });
    const started = performance.now();
    const options = ["--preset", preset, "--seed", String(seed), "-o", folder, "--force"];
    const { status } = spawnSync("node", ["bin/lss.js", "demo", system, ...options], { stdio: "inherit" });
    if (status !== 0) throw new Error(`lss demo ${system} ended with ${status}`);
    writeFileSync(record, JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
  }
  const { seconds } = JSON.parse(readFileSync(record, "utf8")) as { seconds: number };
  const report = JSON.parse(readFileSync(`${folder}/report/report.json`, "utf8")) as Report;
  return { system, preset, seed, report, seconds };
}
