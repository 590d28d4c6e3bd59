// The golden files of test/golden/features as topologies and frames, and topologies made by hand.

import { readFileSync } from "node:fs";
import type { FrameBlock, Topology } from "../../src/trajectory/index.js";

interface GoldenFile {
  readonly topology: {
    readonly atoms: readonly (readonly [string, string, number])[];
    readonly residues: readonly (readonly [string, number, number])[];
    readonly chains: readonly string[];
    readonly bonds: readonly (readonly [number, number])[];
  };
  /** (T)(3 A), 1e-4 nm. */
  readonly positions: readonly (readonly number[])[];
  readonly torsions: Readonly<Record<string, { readonly indices: number[][]; readonly angles: number[][] }>>;
  readonly rmsd_to_first: readonly number[];
  readonly heavy: readonly number[];
  readonly heavy_rmsd_to_first: readonly number[];
  readonly last_superposed_on_first: readonly number[];
  readonly rg: readonly number[];
  readonly masses: readonly number[];
  readonly rg_by_mass: readonly number[];
}

export interface GoldenSystem {
  readonly golden: GoldenFile;
  readonly topology: Topology;
  readonly block: FrameBlock;
}

export function loadSystem(name: "pentapeptide" | "alanine-dipeptide" | "2jof"): GoldenSystem {
  const golden: GoldenFile = JSON.parse(
    readFileSync(new URL(`../golden/features/${name}.json`, import.meta.url), "utf8"),
  );
  const { atoms, residues, chains, bonds } = golden.topology;
  const topology = makeTopology(atoms, residues, bonds, chains);
  const block = makeBlock(
    golden.positions.length,
    atoms.length,
    golden.positions.flat().map((x) => x / 1e4),
  );
  return { golden, topology, block };
}

/** @param atoms name, element, residue; @param residues name, number, chain */
export function makeTopology(
  atoms: readonly (readonly [string, string, number])[],
  residues: readonly (readonly [string, number, number])[],
  bonds: readonly (readonly [number, number])[] = [],
  chains: readonly string[] = [""],
): Topology {
  return {
    atoms: atoms.map(([name, element, residue]) => ({ name, element, residue })),
    residues: residues.map(([name, sequence, chain], r) => ({
      name,
      sequence,
      insertionCode: "",
      chain,
      atoms: [...atoms.keys()].filter((a) => atoms[a]![2] === r),
    })),
    chains: chains.map((id) => ({ id })),
    bonds,
  };
}

/** A chain of alanines of which only the C-alphas are known, bonded one to the next. */
export function makeAlphaCarbonChain(length: number): Topology {
  const numbers = [...Array(length).keys()];
  return makeTopology(
    numbers.map((i) => ["CA", "C", i] as const),
    numbers.map((i) => ["ALA", i + 1, 0] as const),
    numbers.slice(1).map((i) => [i - 1, i] as const),
  );
}

export function makeBlock(
  nFrames: number,
  nAtoms: number,
  positions: ArrayLike<number>,
  boxes: Float32Array | null = null,
): FrameBlock {
  return { nFrames, nAtoms, positions: Float32Array.from(positions), timesPs: new Float64Array(nFrames), boxes };
}
