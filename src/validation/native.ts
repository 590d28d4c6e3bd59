// How close MD and LSS come to a native structure. S sampled frames, A atoms.

import { DataError, matrixOf } from "../base/index.js";
import { alphaCarbons, bondsOfMolecules, heavyAtoms, isAlphaCarbon, rmsd } from "../features/index.js";
import { columnMoments } from "../numerics/index.js";
import { findMolecules, gatherMolecules, makeWhole, type Structure, type Topology } from "../trajectory/index.js";
import { centresOf, widthOf } from "./bins.js";
import { blockBoundaries, blockErrors } from "./block-errors.js";
import { densityCurve } from "./curves.js";
import { BLOCKS } from "./evidence-data.js";
import type { BySource, Curve, Distribution } from "./figure-data.js";
import { countInto, emptyCounts } from "./molecular-evidence.js";
import type { Observables } from "./observables.js";
import type { MeanStd, NativeResult } from "./results.js";
import { averageOf, framesByState, pickAtoms, rmsdBetween } from "./sample-frames.js";
import { askEach, type Sources } from "./sources.js";

/** A structure file; of several models the first. */
export type NativeStructure = Pick<Structure, "topology" | "positions" | "box">;

const MIN_ATOMS = 3;

/** The RMSD of sampled frames to the native structure, in nm. */
export interface NativeDistances {
  /** The state along psi_1 that in MD is closest to the native structure, from 0. */
  readonly folded: number;
  /** (S) of each source. */
  readonly rmsd: BySource<Float64Array>;
  readonly result: NativeResult;
}

/**
 * Compared are C-alphas, or all heavy atoms where fewer than four are C-alphas.
 * @param topology of the decoded atoms
 * @returns null when MD or LSS has no frame in the folded state
 * @throws DataError when the structures have fewer than three atoms in common, or the native one cannot be made whole
 */
export function compareWithNative(
  { basins }: Observables,
  sources: Sources,
  topology: Topology,
  native: NativeStructure,
): NativeDistances | null {
  const pairs = matchAtoms(topology, native.topology);
  if (pairs.length < MIN_ATOMS) {
    throw new DataError(`the native structure has ${pairs.length} atoms in common with the decoded ones`, {
      hint: "Its residues must be those of the simulated molecule, in the same order or with the same numbers.",
    });
  }
  const atoms = pairs.map(([atom]) => atom);
  const reference = wholePositions(
    native,
    pairs.map(([, atom]) => atom),
  );
  const distances = askEach(sources, ({ sample: { coordinates } }) => {
    if (coordinates === null) return null;
    const all = [...Array(coordinates.rows).keys()];
    return rmsd(pickAtoms(coordinates, all, atoms), coordinates.rows, atoms.length, reference);
  });
  const frames = askEach(sources, ({ sample }) => framesByState(sample, basins.boundaries));
  if (distances.md === null || distances.lss === null || frames.md === null) return null;
  const meanIn = (source: "md" | "held_out" | "lss", state: number): number | null => {
    const ofSource = distances[source];
    return ofSource && meanOf((frames[source]?.[state] ?? []).map((s) => ofSource[s]!));
  };
  const folded = frames.md.reduce(
    (best, _, state) => ((meanIn("md", state) ?? Infinity) < (meanIn("md", best) ?? Infinity) ? state : best),
    0,
  );
  const [md, lss] = [meanIn("md", folded), meanIn("lss", folded)];
  if (md === null || lss === null) return null;
  const averages = askEach(
    sources,
    ({ sample }) =>
      sample.coordinates && averageOf(sample.coordinates, framesByState(sample, basins.boundaries)[folded]!, atoms),
  );
  const result: NativeResult = {
    md,
    lss,
    held_out: meanIn("held_out", folded),
    folded_average: {
      lss_md: rmsdBetween(averages.lss, averages.md),
      md_held_out: rmsdBetween(averages.held_out, averages.md),
    },
    all_frames: {
      md: momentsOf(distances.md),
      held_out: distances.held_out && momentsOf(distances.held_out),
      lss: momentsOf(distances.lss),
    },
  };
  return { folded, rmsd: distances, result };
}

const NATIVE_BINS = 40;

/** Distributions over the sampled frames; null without a native structure. */
export function drawnNativeDistances(native: NativeDistances | null): Distribution | null {
  if (native === null) return null;
  const values = Object.values(native.rmsd).flatMap((each) => [...(each ?? [])]);
  const bins = { lo: 0, hi: 1.02 * Math.max(...values), count: NATIVE_BINS };
  const densityOf = (distances: Float64Array | null): Curve | null => {
    if (distances === null) return null;
    const counts = emptyCounts(bins);
    blockBoundaries(distances.length).forEach((start, block, starts) => {
      if (block < BLOCKS) countInto(counts, block, bins, distances.subarray(start, starts[block + 1]));
    });
    return densityCurve(counts, widthOf(bins));
  };
  const { md, held_out, lss } = native.rmsd;
  return {
    label: "RMSD to the native structure",
    unit: "nm",
    centres: centresOf(bins),
    densities: { md: densityOf(md), held_out: densityOf(held_out), lss: densityOf(lss), msm: null, exact: null },
  };
}

function momentsOf(distances: Float64Array): MeanStd {
  const { mean, std } = columnMoments(matrixOf(distances, distances.length, 1));
  const starts = blockBoundaries(distances.length);
  const ofBlocks = Array.from({ length: BLOCKS }, (_, k) => meanOf([...distances.subarray(starts[k], starts[k + 1])]));
  return { mean: mean[0]!, std: std[0]!, sem: blockErrors(ofBlocks).sem };
}

/**
 * As MD's frames are before they are measured: a periodic box may have broken molecules, or parted them.
 * @returns (atoms, 3) nm
 */
function wholePositions({ topology, positions, box }: NativeStructure, atoms: readonly number[]): Float64Array {
  const nAtoms = topology.atoms.length;
  const firstModel = positions.slice(0, 3 * nAtoms);
  const block = { nFrames: 1, nAtoms, positions: firstModel, timesPs: new Float64Array(1), boxes: box };
  const molecules = findMolecules(bondsOfMolecules(topology, atoms), atoms);
  makeWhole(molecules, block, () => "the native structure");
  gatherMolecules(molecules, block);
  return Float64Array.from(atoms.flatMap((atom) => [...firstModel.subarray(3 * atom, 3 * atom + 3)]));
}

/** An atom of the decoded ones, and the same in the native structure. */
type Match = readonly [number, number];

/** Atoms of one name in corresponding residues: by order where both have as many residues with a C-alpha, else by number. */
function matchAtoms(decoded: Topology, native: Topology): Match[] {
  const alphas = alphaCarbons(decoded);
  const atoms = alphas.length > MIN_ATOMS ? alphas : heavyAtoms(decoded);
  const [ours, theirs] = [residuesWithAlphaCarbon(decoded), residuesWithAlphaCarbon(native)];
  const counterpart = new Map(
    ours.map((residue, k) => {
      const { sequence } = decoded.residues[residue]!;
      const byNumber = theirs.find((other) => native.residues[other]!.sequence === sequence);
      return [residue, ours.length === theirs.length ? theirs[k] : byNumber];
    }),
  );
  return atoms.flatMap((atom): Match[] => {
    const { name, residue } = decoded.atoms[atom]!;
    const partner = counterpart.get(residue);
    if (partner === undefined) return [];
    const match = native.residues[partner]!.atoms.find((other) => native.atoms[other]!.name === name);
    return match === undefined ? [] : [[atom, match]];
  });
}

function residuesWithAlphaCarbon(topology: Topology): number[] {
  return [...topology.residues.keys()].filter((residue) =>
    topology.residues[residue]!.atoms.some((atom) => isAlphaCarbon(topology, atom)),
  );
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
