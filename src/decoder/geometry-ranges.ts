// What MD says of a molecule's local geometry: the ranges of bonds and angles, the hands of stereocentres, how often atoms
// clash. T frames, A atoms.

import { DataError, ShapeError } from "../base/index.js";
import { isAlphaCarbon, isHeavy, squaredDistance, type Table } from "../features/index.js";
import { quantileOfSorted } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { findStereocentres, type Stereocentre } from "./geometry-chirality.js";
import { countClashes } from "./geometry-clashes.js";
import { modelBonds, neighbourLists, type Pair, pairsFarApart, pairsTwoBondsApart } from "./geometry-graph.js";

/** The distance of two atoms in MD, nm. */
export interface DistanceRange {
  readonly atoms: Pair;
  readonly min: number;
  readonly max: number;
  /** The 0.5 % quantile. */
  readonly low: number;
  /** The 99.5 % quantile. */
  readonly high: number;
}

/** Plain data, stored in the model file. */
export interface GeometryRanges {
  readonly nAtoms: number;
  readonly bonds: readonly DistanceRange[];
  /** The pairs two bonds apart. */
  readonly angles: readonly DistanceRange[];
  readonly stereocentres: readonly Stereocentre[];
  readonly clashes: {
    /** Those that can clash: the heavy atoms. A clash is a pair of them, more than three bonds apart, within the cut-off. */
    readonly atoms: readonly number[];
    readonly cutoffNm: number;
    /** In MD. */
    readonly perFrame: number;
  };
}

const LOW_QUANTILE = 0.005;
const HIGH_QUANTILE = 0.995;
/** Quantiles and clashes are of at most so many frames, evenly spread; extremes and hands are of all. */
const SAMPLE_FRAMES = 20_000;
const BLOCK_ROWS = 4096;
/** Two C-alphas, or two heavy atoms, that come closer than this overlap. */
const ALPHA_CARBON_CLASH_NM = 0.35;
const HEAVY_ATOM_CLASH_NM = 0.27;

/**
 * Measures MD's geometry.
 * @param topology of the decoded atoms
 * @param coordinates (T, 3 A) nm
 * @throws ShapeError when the table does not fit the topology
 * @throws DataError when the table is empty
 */
export function measureGeometry(topology: Topology, coordinates: Table): GeometryRanges {
  const nAtoms = topology.atoms.length;
  const sample = sampleFrames(nAtoms, coordinates);
  const bonds = modelBonds(topology);
  const neighbours = neighbourLists(nAtoms, bonds);
  const pairs = [...bonds, ...pairsTwoBondsApart(neighbours)];
  const ranges = measureDistances(pairs, coordinates, sample);

  const atoms = [...topology.atoms.keys()].filter((atom) => isHeavy(topology, atom));
  const isAlphaCarbonModel = atoms.every((atom) => isAlphaCarbon(topology, atom));
  const cutoffNm = isAlphaCarbonModel ? ALPHA_CARBON_CLASH_NM : HEAVY_ATOM_CLASH_NM;
  const nSampled = sample.length / (3 * nAtoms);
  const nClashes = countClashes(pairsFarApart(neighbours, atoms), cutoffNm, sample, nSampled, nAtoms);
  return {
    nAtoms,
    bonds: ranges.slice(0, bonds.length),
    angles: ranges.slice(bonds.length),
    stereocentres: findStereocentres(topology, neighbours, coordinates),
    clashes: { atoms, cutoffNm, perFrame: nClashes / nSampled },
  };
}

/** @returns (sampled frames, A, 3) nm */
function sampleFrames(nAtoms: number, coordinates: Table): Float32Array {
  const { rows, cols } = coordinates;
  if (cols !== 3 * nAtoms) {
    throw new ShapeError(`measureGeometry: want (T, 3 A = ${3 * nAtoms}), got (${rows}, ${cols})`);
  }
  if (rows === 0) throw new DataError("geometry: there is no frame to measure");
  const nSampled = Math.min(rows, SAMPLE_FRAMES);
  const indices = Int32Array.from({ length: nSampled }, (_, k) => Math.floor((k * rows) / nSampled));
  const sample = new Float32Array(nSampled * cols);
  coordinates.gather(indices, sample);
  return sample;
}

function measureDistances(pairs: readonly Pair[], coordinates: Table, sample: Float32Array): DistanceRange[] {
  const { cols } = coordinates;
  const { min, max } = measureExtremes(pairs, coordinates);
  const distances = new Float64Array(sample.length / cols);
  return pairs.map((atoms, k) => {
    for (let t = 0; t < distances.length; t++) {
      distances[t] = Math.sqrt(squaredDistance(sample, t * cols + 3 * atoms[0], t * cols + 3 * atoms[1]));
    }
    distances.sort();
    return {
      atoms,
      min: min[k]!,
      max: max[k]!,
      low: quantileOfSorted(distances, LOW_QUANTILE),
      high: quantileOfSorted(distances, HIGH_QUANTILE),
    };
  });
}

/** The least and the greatest distance of each pair over all frames, nm. */
function measureExtremes(
  pairs: readonly Pair[],
  { rows, cols, read }: Table,
): { readonly min: Float64Array; readonly max: Float64Array } {
  const offsets = Int32Array.from(pairs.flatMap(([i, j]) => [3 * i, 3 * j]));
  const min = new Float64Array(pairs.length).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(pairs.length);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const { data } = read(start, Math.min(BLOCK_ROWS, rows - start));
    for (let frame = 0; frame < data.length; frame += cols) {
      for (let k = 0; k < pairs.length; k++) {
        const squared = squaredDistance(data, frame + offsets[2 * k]!, frame + offsets[2 * k + 1]!);
        if (squared < min[k]!) min[k] = squared;
        if (squared > max[k]!) max[k] = squared;
      }
    }
  }
  return { min: min.map(Math.sqrt), max: max.map(Math.sqrt) };
}
