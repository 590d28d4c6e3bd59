// Reads many damaged files of each format: each must give finite numbers or a FormatError, in little time and memory.
// For maintainers; failures belong into test/trajectory/binary-damage.test.ts or text-damage.test.ts.
//   npm run fuzz -- [inputs a format, 100000] [seed, 1] [format ...]

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { Rng } from "../src/base/index.js";
import { isRefused, mutate } from "../test/trajectory/mutations.js";
import { isTextRefused, mutateText, TEXT_SAMPLES } from "../test/trajectory/text-mutations.js";

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
  hdf5: ["formats/ortho.h5", "formats/nobox.h5", "formats/paged.h5"],
};
/** Of the processor for one input; more is a hang in the making. */
const MAX_SECONDS = 2;
const MAX_MEMORY_BYTES = 1 << 30;

const [count = "100000", seed = "1", ...formats] = process.argv.slice(2);
const folder = new URL("../test/golden/trajectory/", import.meta.url);

interface Trial {
  readonly format: string;
  readonly samples: readonly Uint8Array[];
  mutate(original: Uint8Array, rng: Rng): Uint8Array;
  isRefused(bytes: Uint8Array): Promise<boolean>;
}

const binary = Object.entries(SAMPLES).map(
  ([format, files]): Trial => ({
    format,
    samples: files.map((file) => new Uint8Array(readFileSync(new URL(file, folder)))),
    mutate,
    isRefused: (bytes) => isRefused(`fuzz.${format}`, bytes),
  }),
);
const text = Object.entries(TEXT_SAMPLES).map(
  ([name, sample]): Trial => ({
    format: name,
    samples: [sample],
    mutate: mutateText,
    isRefused: (bytes) => isTextRefused(name, bytes),
  }),
);

const compressed: Trial = {
  format: "x.gro.gz",
  samples: [new Uint8Array(gzipSync(TEXT_SAMPLES["x.gro"]!))],
  mutate,
  isRefused: (bytes) => isTextRefused("x.gro.gz", bytes),
};

/** @returns the number of failures */
async function fuzzFormat({ format, samples, mutate, isRefused }: Trial): Promise<number> {
  const began = performance.now();
  let refused = 0;
  let failures = 0;
  for (let run = 0; run < Number(count); run++) {
    // Each input has its own stream, so that one can be made again without those before it.
    const bytes = mutate(samples[run % samples.length]!, Rng.fromSeed(Number(seed)).split(`${format} ${run}`));
    const before = process.cpuUsage();
    try {
      if (await isRefused(bytes)) refused++;
      const { user, system } = process.cpuUsage(before);
      const seconds = (user + system) / 1e6;
      if (seconds > MAX_SECONDS) throw new Error(`took ${seconds.toFixed(1)} s`);
    } catch (error) {
      failures++;
      console.log(`${format} input ${run} (seed ${seed}): ${(error as Error).stack}`);
    }
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${format}: ${count} inputs, ${refused} refused, ${failures} failures, ${seconds} s`);
  return failures;
}

let failures = 0;
for (const trial of [...binary, ...text, compressed]) {
  if (formats.length === 0 || formats.includes(trial.format)) failures += await fuzzFormat(trial);
}
const peak = process.resourceUsage().maxRSS * 1024;
if (peak > MAX_MEMORY_BYTES) console.log(`took ${(peak / 2 ** 20).toFixed(0)} MB of memory`);
process.exitCode = failures > 0 || peak > MAX_MEMORY_BYTES ? 1 : 0;
