// Reads many damaged files of each binary format: each must give finite numbers or a FormatError, in little time and
// memory. For maintainers; failures belong into test/trajectory/binary-damage.test.ts.
//   npm run fuzz -- [inputs a format, 100000] [seed, 1] [format ...]

import { readFileSync } from "node:fs";
import { Rng } from "../src/base/index.js";
import { isRefused, mutate } from "../test/trajectory/mutations.js";

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  xtc: ["nine-atoms.xtc", "ten-atoms.xtc", "one-point.xtc", "pentapeptide.xtc", "water.xtc", "far-apart.xtc"],
  trr: ["formats/cell_shapes.trr", "formats/cell_shapes_d.trr", "formats/ortho.trr", "formats/velocities.trr"],
  dcd: [
    "formats/4d-dynamic.dcd",
    "formats/fixed-atoms.dcd",
    "formats/mrmd_h2so4-32bit-be.dcd",
    "formats/mrmd_h2so4-64bit-be.dcd",
    "formats/mrmd_h2so4-64bit-le.dcd",
    "formats/triclinic-octane-cos.dcd",
    "formats/triclinic-octane-vectors.dcd",
    "formats/ortho-bigendian.dcd",
  ],
  netcdf: ["formats/ortho.nc", "formats/octahedron.nc", "formats/nobox.nc"],
};
/** Of one input; more is a hang in the making. */
const MAX_SECONDS = 2;
const MAX_MEMORY_BYTES = 1 << 30;

const [count = "100000", seed = "1", ...formats] = process.argv.slice(2);
const folder = new URL("../test/golden/trajectory/", import.meta.url);

/** @returns the number of failures */
async function fuzzFormat(format: string, files: readonly string[]): Promise<number> {
  const samples = files.map((file) => new Uint8Array(readFileSync(new URL(file, folder))));
  const began = performance.now();
  let refused = 0;
  let failures = 0;
  for (let run = 0; run < Number(count); run++) {
    const k = run % samples.length;
    // Each input has its own stream, so that one can be made again without those before it.
    const bytes = mutate(samples[k]!, Rng.fromSeed(Number(seed)).split(`${format} ${run}`));
    const start = performance.now();
    try {
      if (await isRefused(`fuzz.${format}`, bytes)) refused++;
      const seconds = (performance.now() - start) / 1000;
      if (seconds > MAX_SECONDS) throw new Error(`took ${seconds.toFixed(1)} s`);
    } catch (error) {
      failures++;
      console.log(`${format} input ${run} (seed ${seed}, of ${files[k]}): ${(error as Error).stack}`);
    }
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${format}: ${count} inputs, ${refused} refused, ${failures} failures, ${seconds} s`);
  return failures;
}

let failures = 0;
for (const [format, files] of Object.entries(SAMPLES)) {
  if (formats.length === 0 || formats.includes(format)) failures += await fuzzFormat(format, files);
}
const peak = process.resourceUsage().maxRSS * 1024;
if (peak > MAX_MEMORY_BYTES) console.log(`took ${(peak / 2 ** 20).toFixed(0)} MB of memory`);
process.exitCode = failures > 0 || peak > MAX_MEMORY_BYTES ? 1 : 0;
