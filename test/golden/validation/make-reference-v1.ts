// Wrote reference-v1.json and reference-v1.safetensors, with the program as it was when references had no version (0.1.0 before
// "Markov state models"): npx tsx test/golden/validation/make-reference-v1.ts. A chain of six C-alphas, 60 frames.

import { writeFileSync } from "node:fs";
import { createTask, encodeSafetensors, Rng, zeros32 } from "../../../src/base/index.js";
import { measureGeometry } from "../../../src/decoder/index.js";
import { tableOf } from "../../../src/features/index.js";
import { encodeReference, measureReference } from "../../../src/validation/index.js";
import { makeAlphaCarbonChain } from "../../features/golden-systems.js";

const nFrames = 60;
const nAtoms = 6;
const rng = Rng.fromSeed(1);
const latent = zeros32(nFrames, 1);
const positions = zeros32(nFrames, 3 * nAtoms);
for (let t = 0; t < nFrames; t++) {
  latent.data[t] = Math.sin(t / 4);
  for (let i = 0; i < nAtoms; i++) {
    positions.data.set([0.38 * i, 0.1 * (i % 2) * latent.data[t]!, 0.05 * i * i * latent.data[t]!], t * 18 + 3 * i);
  }
  for (let at = t * 18; at < (t + 1) * 18; at++) positions.data[at]! += 0.01 * rng.normal();
}
const topology = makeAlphaCarbonChain(nAtoms);
const coordinates = tableOf(positions, [nFrames]);
const geometry = measureGeometry(topology, coordinates);
const reference = await measureReference(
  { latent, segments: [nFrames], lagFrames: 2, spacing: 100, timeUnit: "ps", coordinates, topology, geometry },
  createTask(),
);
const { json, arrays } = encodeReference(reference);
writeFileSync(new URL("reference-v1.json", import.meta.url), json);
writeFileSync(new URL("reference-v1.safetensors", import.meta.url), encodeSafetensors(arrays));
