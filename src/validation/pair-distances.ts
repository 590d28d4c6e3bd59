// Distances between residues: of many pairs their distributions, of all C-alphas whether they are in contact.
// F pairs, R C-alphas, B bins.

import { type Matrix32, type Matrix64, zeros64 } from "../base/index.js";
import { alphaCarbons, heavyAtoms, squaredDistance } from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { type Bins, binsOver } from "./bins.js";
import type { PairEvidence } from "./evidence-data.js";

/** Plain data, kept with the model. */
export interface PairObservables {
  /** (2 F) the atoms of each distance. */
  readonly atoms: Int32Array;
  /** (F) of MD's ranges, nm. */
  readonly bins: readonly Bins[];
  /** (R) the C-alphas of the contact map; null where there are too few. */
  readonly alphas: Int32Array | null;
}

const MIN_ALPHA_CARBONS = 4;
const MAX_PAIRS = 200;
const BINS = 50;
/** Of a larger molecule, residues evenly spread over the chain. */
const MAX_CONTACT_RESIDUES = 100;
/** The usual cut-off for C-alphas, nm. */
export const CONTACT_NM = 0.8;

/**
 * All pairs of C-alphas, or of all heavy atoms where there are fewer than four C-alphas; of more than 200, as many evenly
 * spread over the list.
 * @returns (2 F)
 */
export function distancePairs(topology: Topology): Int32Array {
  const alphas = alphaCarbons(topology);
  const atoms = alphas.length >= MIN_ALPHA_CARBONS ? alphas : heavyAtoms(topology);
  const all = atoms.flatMap((i, a) => atoms.slice(a + 1).map((j) => [i, j]));
  return Int32Array.from([...spreadEvenly(all.length, MAX_PAIRS)].flatMap((k) => all[k]!));
}

/** @param frames (T, 3 A) nm of MD, which give the ranges */
export function definePairs(topology: Topology, frames: Matrix32): PairObservables {
  const atoms = distancePairs(topology);
  const alphas = alphaCarbons(topology);
  const chosen = spreadEvenly(alphas.length, MAX_CONTACT_RESIDUES);
  return {
    atoms,
    bins: Array.from({ length: atoms.length / 2 }, (_, f) => binsOver(lengthsOf(frames, atoms, f), BINS)),
    alphas: alphas.length < MIN_ALPHA_CARBONS ? null : Int32Array.from(chosen, (k) => alphas[k]!),
  };
}

/** (T) nm. */
function lengthsOf({ data, rows, cols }: Matrix32, atoms: Int32Array, f: number): Float64Array {
  const [i, j] = [3 * atoms[2 * f]!, 3 * atoms[2 * f + 1]!];
  const lengths = new Float64Array(rows);
  for (let t = 0; t < rows; t++) lengths[t] = Math.sqrt(squaredDistance(data, t * cols + i, t * cols + j));
  return lengths;
}

/** Takes frames in, block by block. */
export function createPairMeter({ atoms, bins, alphas }: PairObservables): {
  add(frames: Matrix32): void;
  finish(): PairEvidence;
} {
  const counts = zeros64(bins.length, BINS);
  const inContact = alphas && zeros64(alphas.length, alphas.length);
  let total = 0;
  return {
    add: (frames) => {
      bins.forEach(({ lo, hi }, f) => {
        for (const length of lengthsOf(frames, atoms, f)) {
          const bin = Math.floor(((length - lo) / (hi - lo)) * BINS);
          counts.data[f * BINS + Math.min(BINS - 1, Math.max(0, bin))]! += 1;
        }
      });
      if (alphas !== null && inContact !== null) countContacts(frames, alphas, inContact);
      total += frames.rows;
    },
    finish: () => ({
      counts,
      contacts: inContact && { ...inContact, data: inContact.data.map((count) => count / total) },
    }),
  };
}

function countContacts({ data, rows, cols }: Matrix32, alphas: Int32Array, counts: Matrix64): void {
  const n = alphas.length;
  const limit = CONTACT_NM * CONTACT_NM;
  for (let t = 0; t < rows; t++) {
    const frame = t * cols;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        if (squaredDistance(data, frame + 3 * alphas[i]!, frame + 3 * alphas[j]!) > limit) continue;
        counts.data[i * n + j]! += 1;
        counts.data[j * n + i]! += 1;
      }
    }
  }
}
