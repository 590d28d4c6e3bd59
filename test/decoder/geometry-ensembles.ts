// Small ensembles that play MD: golden frames, each many times with some thermal noise.

import { Rng } from "../../src/base/index.js";
import { selectCoordinates, type Table, tableOf } from "../../src/features/index.js";
import { subsetTopology, type Topology } from "../../src/trajectory/index.js";
import { loadSystem } from "../features/golden-systems.js";

export interface Ensemble {
  readonly topology: Topology;
  readonly nAtoms: number;
  readonly nFrames: number;
  /** (T, A, 3) nm */
  readonly positions: Float32Array;
  readonly table: Table;
}

const COPIES = 50;
const THERMAL_NM = 0.002;

/** 50 copies of each frame of the heavy atoms. */
export function heavyAtomEnsemble(name: "pentapeptide" | "2jof"): Ensemble {
  const { topology, block, golden } = loadSystem(name);
  const nAtoms = golden.heavy.length;
  const frames = selectCoordinates(block, Int32Array.from(golden.heavy)).data;
  const copies = new Float32Array(COPIES * frames.length);
  for (let k = 0; k < COPIES; k++) copies.set(frames, k * frames.length);
  const positions = withNoise(copies, THERMAL_NM);
  const nFrames = positions.length / (3 * nAtoms);
  const table = tableOf({ data: positions, rows: nFrames, cols: 3 * nAtoms }, [nFrames]);
  return { topology: subsetTopology(topology, golden.heavy), nAtoms, nFrames, positions, table };
}

/** Independent normal displacements of the given deviation, nm. */
export function withNoise(positions: Float32Array, deviationNm: number): Float32Array {
  const rng = Rng.fromSeed(11);
  return positions.map((x) => x + deviationNm * rng.normal());
}

export function mirrored(positions: Float32Array): Float32Array {
  return positions.map((x, i) => (i % 3 === 0 ? -x : x));
}
