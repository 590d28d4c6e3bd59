// What the readers of text formats and topologies do with thousands of damaged files: finite numbers, or a FormatError.

import { describe, expect, it } from "vitest";
import { Rng } from "../../src/base/index.js";
import { isTextRefused, mutateText, TEXT_SAMPLES } from "./text-mutations.js";

/** Large files are read less often. */
const RUNS: Readonly<Record<string, number>> = { "x.pdb": 1000, "x.prmtop": 400, "1l2y.bcif": 50 };
const DEFAULT_RUNS = 2000;

describe("damaged files", () => {
  it.each(Object.entries(TEXT_SAMPLES))("%s reads or is refused", async (name, original) => {
    const nRuns = RUNS[name] ?? DEFAULT_RUNS;
    const rng = Rng.fromSeed(31);
    expect(await isTextRefused(name, original)).toBe(false);
    let refused = 0;
    for (let run = 0; run < nRuns; run++) if (await isTextRefused(name, mutateText(original, rng))) refused++;
    expect(refused).toBeGreaterThan(nRuns / 10);
    expect(refused).toBeLessThan(nRuns);
  });
});
