// Five atoms around a chiral centre, one of which swings with the only latent coordinate.

import { type Matrix32, Rng } from "../../src/base/index.js";
import { type Table, tableOf } from "../../src/features/index.js";
import type { Topology } from "../../src/trajectory/index.js";
import { makeTopology } from "../features/golden-systems.js";

const THERMAL_NM = 0.003;

export const topology: Topology = makeTopology(
  [
    ["N", "N", 0],
    ["CA", "C", 0],
    ["C", "C", 0],
    ["O", "O", 0],
    ["CB", "C", 0],
  ],
  [["ALA", 1, 0]],
  [
    [0, 1],
    [1, 2],
    [1, 4],
    [2, 3],
  ],
);

/** Angle of the oxygen about the C-alpha to C bond, radian: on the nitrogen's side at psi = -1, on the other at 1. */
const swing = (psi: number): number => Math.atan2(0.03, 0.12) + (Math.PI / 2) * (psi + 1);

/** psi (T, 1) uniform in [-1, 1], and frames (T, 15) nm that tumble about the origin. */
export function swingingMolecule(nFrames: number, seed: number): { latent: Matrix32; coordinates: Table } {
  const rng = Rng.fromSeed(seed);
  const latent = Float32Array.from({ length: nFrames }, () => 2 * rng.uniform() - 1);
  const frames = new Float32Array(15 * nFrames);
  for (let t = 0; t < nFrames; t++) {
    const angle = swing(latent[t]!);
    const atoms = [
      [-0.07, 0.12, 0.03],
      [0, 0, 0],
      [0.152, 0, 0],
      [0.2, 0.15 * Math.cos(angle), 0.15 * Math.sin(angle)],
      [-0.06, -0.08, 0.11],
    ];
    const turn = 2 * Math.PI * rng.uniform();
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    atoms.forEach(([x, y, z], a) => {
      const moved = [x!, y!, z!].map((value) => value + THERMAL_NM * rng.normal());
      frames.set([c * moved[0]! - s * moved[1]!, s * moved[0]! + c * moved[1]!, moved[2]!], 15 * t + 3 * a);
    });
  }
  return {
    latent: { data: latent, rows: nFrames, cols: 1 },
    coordinates: tableOf({ data: frames, rows: nFrames, cols: 15 }, [nFrames]),
  };
}

/** Distance of the oxygen from the nitrogen, nm, of each frame of (T, 15). */
export function swungDistances(frames: Float32Array): Float64Array {
  return Float64Array.from({ length: frames.length / 15 }, (_, t) =>
    Math.hypot(...[0, 1, 2].map((d) => frames[15 * t + 9 + d]! - frames[15 * t + d]!)),
  );
}
