// What the states along psi_1 look like: of each the sampled frame that is closest to their mean, source by source, superposed.
// S frames, A atoms, N states.

import { rowOf } from "../base/index.js";
import { alphaCarbons, heavyAtoms, isAlphaCarbon, rmsd, superposeBlock } from "../features/index.js";
import type { Topology } from "../trajectory/index.js";
import { blockErrors } from "./block-errors.js";
import { totalCounts } from "./curves.js";
import { BLOCKS, type Evidence } from "./evidence-data.js";
import type { BasinDrawing, BySource } from "./figure-data.js";
import type { Observables } from "./observables.js";
import type { BasinRow, Measured } from "./results.js";
import { averageOf, framesByState, pickAtoms, rmsdBetween } from "./sample-frames.js";
import { askEach, type Sources } from "./sources.js";

/** Representative frames of one state, MD's first and the others superposed on it. */
export interface BasinStructures {
  /** From 1. */
  readonly state: number;
  /** (3 A) nm. */
  readonly frames: BySource<Float32Array>;
  /** Those that are compared and drawn: the C-alphas, or the heavy atoms where there are fewer than four. */
  readonly atoms: readonly number[];
}

const MIN_ALPHA_CARBONS = 4;

/** The C-alphas, or all heavy atoms of a molecule with fewer than four. */
function comparedAtoms(topology: Topology): readonly number[] {
  const alphas = alphaCarbons(topology);
  return alphas.length >= MIN_ALPHA_CARBONS ? alphas : heavyAtoms(topology);
}

/** Populations of the states, and how far their mean structures are apart. */
export function compareBasins({ basins }: Observables, sources: Sources, topology: Topology | null): BasinRow[] {
  const atoms = topology && comparedAtoms(topology);
  return Array.from({ length: basins.boundaries.length + 1 }, (_, state) => {
    const { md, held_out, lss } = askEach(sources, (evidence) => populationOf(evidence, state));
    const averages = askEach(sources, ({ sample }) => {
      if (sample.coordinates === null || atoms === null) return null;
      return averageOf(sample.coordinates, framesByState(sample, basins.boundaries)[state]!, atoms);
    });
    const rmsds = {
      lss_md: rmsdBetween(averages.lss, averages.md),
      md_held_out: rmsdBetween(averages.held_out, averages.md),
    };
    return { state: state + 1, population: { md, held_out, lss }, average_rmsd_nm: atoms && rmsds };
  });
}

function populationOf({ states, frames }: Evidence, state: number): Measured | null {
  if (states === null) return null;
  const { data, cols } = states;
  const ofBlocks = Array.from({ length: BLOCKS }, (_, block) => {
    const counts = data.subarray(block * cols, (block + 1) * cols);
    return counts[state]! / counts.reduce((sum, count) => sum + count, 0);
  });
  return { value: totalCounts(states)[state]! / frames, sem: blockErrors(ofBlocks).sem };
}

/** A frame is null where a source has too few of the state. */
export function representBasins({ basins }: Observables, sources: Sources, topology: Topology): BasinStructures[] {
  const atoms = comparedAtoms(topology);
  const weights = Float64Array.from(topology.atoms, (_, atom) => (atoms.includes(atom) ? 1 : 0));
  return Array.from({ length: basins.boundaries.length + 1 }, (_, state) => {
    const frames = askEach(sources, (evidence) => representative(evidence, basins.boundaries, state, atoms));
    const target = frames.md ?? frames.held_out ?? frames.lss;
    if (target !== null) {
      for (const frame of [frames.held_out, frames.lss]) {
        if (frame !== null) superposeBlock(frame, 1, topology.atoms.length, target, weights);
      }
    }
    return { state: state + 1, frames, atoms };
  });
}

/** A copy of the frame that is closest to the mean of its state. */
function representative(
  { sample }: Evidence,
  boundaries: readonly number[],
  state: number,
  atoms: readonly number[],
): Float32Array | null {
  const { coordinates } = sample;
  if (coordinates === null) return null;
  const frames = framesByState(sample, boundaries)[state]!;
  const average = averageOf(coordinates, frames, atoms);
  if (average === null) return null;
  const distances = rmsd(pickAtoms(coordinates, frames, atoms), frames.length, atoms.length, average);
  const closest = distances.indexOf(Math.min(...distances));
  return rowOf(coordinates, frames[closest]!).slice();
}

/** A line is drawn between C-alphas of neighbouring residues, or between bonded heavy atoms. */
function linesOf(topology: Topology, atoms: readonly number[]): (readonly [number, number])[] {
  const isTrace = atoms.every((atom) => isAlphaCarbon(topology, atom));
  if (isTrace) {
    const residueOf = (k: number): number => topology.atoms[atoms[k]!]!.residue;
    const chainOf = (k: number): number => topology.residues[residueOf(k)]!.chain;
    return atoms
      .slice(1)
      .flatMap((_, k) =>
        residueOf(k + 1) - residueOf(k) === 1 && chainOf(k) === chainOf(k + 1) ? [[k, k + 1] as const] : [],
      );
  }
  const index = new Map(atoms.map((atom, k) => [atom, k]));
  return topology.bonds.flatMap(([i, j]) => {
    const [a, b] = [index.get(i), index.get(j)];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
}

export function drawnBasins(
  observables: Observables,
  sources: Sources,
  structures: readonly BasinStructures[],
  topology: Topology | null,
): BasinDrawing[] {
  if (topology === null) return [];
  const rows = compareBasins(observables, sources, topology);
  return structures.map(({ state, frames, atoms }, k) => {
    const traceOf = (frame: Float32Array | null): Float32Array | null =>
      frame && Float32Array.from(atoms.flatMap((atom) => [...frame.subarray(3 * atom, 3 * atom + 3)]));
    const { md, held_out, lss } = frames;
    const traces = { md: traceOf(md), held_out: traceOf(held_out), lss: traceOf(lss), msm: null, exact: null };
    return { state, population: rows[k]!.population, traces, lines: linesOf(topology, atoms) };
  });
}
