// C-alphas that play MD where a Z-matrix serves badly: long helices, and rings.

import { type Matrix32, Rng, zeros32 } from "../../src/base/index.js";
import { projectGeometry } from "../../src/decoder/index.js";
import { meanStructure } from "../../src/features/index.js";
import type { Topology } from "../../src/trajectory/index.js";
import { makeTopology } from "../features/golden-systems.js";

export interface System {
  readonly topology: Topology;
  readonly frames: Matrix32;
  readonly reference: Float32Array;
}

export function alphaCarbonSystem(frames: Matrix32, bonds: readonly (readonly [number, number])[] = []): System {
  const numbers = [...Array(frames.cols / 3).keys()];
  const topology = makeTopology(
    numbers.map((r) => ["CA", "C", r] as const),
    numbers.map((r) => ["ALA", r + 1, 0] as const),
    bonds,
  );
  return { topology, frames, reference: meanStructure(frames.data, frames.rows, numbers.length) };
}

/** A helix of C-alphas whose atoms swing by 0.03 nm. */
export function helix(nResidues: number): System {
  const rng = Rng.fromSeed(2);
  const frames = zeros32(100, 3 * nResidues);
  for (let t = 0, at = 0; t < frames.rows; t++) {
    for (let r = 0; r < nResidues; r++) {
      const turn = (100 * r * Math.PI) / 180;
      for (const x of [0.23 * Math.cos(turn), 0.23 * Math.sin(turn), 0.15 * r])
        frames.data[at++] = x + 0.03 * rng.normal();
    }
  }
  return alphaCarbonSystem(frames);
}

/** A necklace of beads 0.38 nm apart, bent at random by waves along it. */
export function necklace(nBeads: number): System {
  const rng = Rng.fromSeed(3);
  const radius = 0.19 / Math.sin(Math.PI / nBeads);
  const frames = zeros32(200, 3 * nBeads);
  for (let t = 0; t < frames.rows; t++) {
    const amplitudes = [2, 3, 4].map((wave) => ({ wave, at: [0, 1, 2].map(() => (radius / wave) * rng.normal()) }));
    for (let b = 0; b < nBeads; b++) {
      const angle = (2 * Math.PI * b) / nBeads;
      const round = [radius * Math.cos(angle), radius * Math.sin(angle), 0];
      for (let d = 0; d < 3; d++) {
        const bent = amplitudes.reduce((sum, { wave, at }) => sum + at[d]! * Math.cos(wave * angle + d), 0);
        frames.data[t * frames.cols + 3 * b + d] = round[d]! + bent;
      }
    }
  }
  const bonds = [...Array(nBeads).keys()].map((b) => [b, (b + 1) % nBeads] as const);
  projectGeometry(
    {
      nAtoms: nBeads,
      bonds: bonds.map((atoms) => ({ atoms, min: 0.37, max: 0.39, low: 0.378, high: 0.382 })),
      angles: [],
      stereocentres: [],
      clashes: { atoms: [], cutoffNm: 0.35, perFrame: 0 },
    },
    frames.data,
    frames.rows,
    { sweeps: 500 },
  );
  return alphaCarbonSystem(frames, bonds);
}
