// Boxes and molecules in them for tests: random, skewed, broken over the faces.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { memorySource } from "../../src/base/index.js";
import { type FrameBlock, type NamedBond, openTrajectory, type Structure } from "../../src/trajectory/index.js";
import { readPdbTopology } from "../../src/trajectory/pdb-read.js";

/** Unit vectors of cells that simulations use, row by row. */
export const SHAPES: Readonly<Record<string, readonly number[]>> = {
  cube: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  "rhombic dodecahedron": [1, 0, 0, 0, 1, 0, 1 / 2, 1 / 2, Math.SQRT1_2],
  "truncated octahedron": [1, 0, 0, 1 / 3, (2 * Math.SQRT2) / 3, 0, -1 / 3, Math.SQRT2 / 3, Math.sqrt(6) / 3],
  "hexagonal prism": [1, 0, 0, -1 / 2, Math.sqrt(3) / 2, 0, 0, 0, 1.4],
};

export const scaledBox = (shape: readonly number[], edgeNm: number): Float32Array =>
  Float32Array.from(shape, (x) => x * edgeNm);

/** Boxes of volume, the second and third vector skewed by up to more than their own lengths. */
export const anyBox: fc.Arbitrary<Float32Array> = fc
  .record({
    lengths: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 1, max: 4, noNaN: true }))),
    skews: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -1.5, max: 1.5, noNaN: true }))),
  })
  .map(({ lengths: [a, b, c], skews: [bx, cx, cy] }) =>
    Float32Array.of(a!, 0, 0, bx! * a!, b!, 0, cx! * a!, cy! * b!, c!),
  );

/** The vector i a + j b + k c. */
export function latticeVector(box: ArrayLike<number>, i: number, j: number, k: number): number[] {
  return [0, 1, 2].map((d) => i * box[d]! + j * box[3 + d]! + k * box[6 + d]!);
}

/** The length of the shortest image by trying all within `reach` boxes. */
export function shortestByTrial(box: ArrayLike<number>, vector: readonly number[], reach: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      for (let k = -reach; k <= reach; k++) {
        const shift = latticeVector(box, i, j, k);
        shortest = Math.min(shortest, Math.hypot(...vector.map((x, d) => x + shift[d]!)));
      }
    }
  }
  return shortest;
}

export function frameOf(positions: ArrayLike<number>, box: Float32Array | null): FrameBlock {
  return {
    nFrames: 1,
    nAtoms: positions.length / 3,
    positions: Float32Array.from(positions),
    timesPs: Float64Array.of(0),
    boxes: box,
  };
}

export const bondsOf = (...pairs: readonly (readonly [number, number])[]): NamedBond[] =>
  pairs.map((atoms) => ({ atoms, name: atoms.join("-") }));

/** All distances between atoms of one frame, nm. */
export function distancesOf(positions: ArrayLike<number>): number[] {
  const n = positions.length / 3;
  const distances: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      distances.push(Math.hypot(...[0, 1, 2].map((d) => positions[3 * i + d]! - positions[3 * j + d]!)));
    }
  }
  return distances;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);
}

const FOLDER = new URL("../golden/periodic/", import.meta.url);

/** Alanine dipeptide and 12 waters, broken; and what mdtraj makes of them. */
export interface GoldenPeriodic {
  readonly structure: Structure;
  /** As read from the file, for each caller anew. */
  read(): Promise<FrameBlock>;
  /** (T)(3 A) nm. */
  readonly golden: Readonly<Record<"peptide" | "made_whole" | "imaged", readonly (readonly number[])[]>>;
}

export async function loadPeriodic(): Promise<GoldenPeriodic> {
  const source = (file: string) => memorySource(file, new Uint8Array(readFileSync(new URL(file, FOLDER))));
  const golden = JSON.parse(readFileSync(new URL("periodic.json", FOLDER), "utf8"));
  const toNm = (frames: number[][]): number[][] => frames.map((frame) => frame.map((x) => x / 1e4));
  return {
    structure: await readPdbTopology(source("topology.pdb")),
    read: async () => (await openTrajectory(source("wrapped.xtc"))).read(0, 8),
    golden: {
      peptide: toNm(golden.peptide),
      made_whole: toNm(golden.made_whole),
      imaged: toNm(golden.imaged),
    },
  };
}
