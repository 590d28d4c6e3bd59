// What is measured of decoded atoms. T frames, A atoms.

import { zeros32 } from "../base/index.js";
import { type GeometryRanges, radiusOfGyration } from "../decoder/index.js";
import {
  alphaCarbons,
  findTorsions,
  heavyAtoms,
  isAlphaCarbon,
  type Segments,
  squaredDistance,
  type Table,
  type Torsion,
  type TorsionName,
} from "../features/index.js";
import { spreadEvenly } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { type Bins, binsOver } from "./bins.js";
import { definePairs, type PairObservables } from "./pair-distances.js";
import { fitTica, type TicaModel } from "./tica.js";

/** A distance of two decoded atoms. */
export interface DistanceObservable {
  /** "CA 2 – CA 5". */
  readonly name: string;
  readonly atoms: readonly [number, number];
  /** nm. */
  readonly bins: Bins;
}

/** Plain data, kept with the model. */
export interface MolecularObservables {
  /** A. */
  readonly nAtoms: number;
  /** Radius of gyration, nm. */
  readonly gyration: Bins;
  /** Each in `TORSION_BINS`. */
  readonly torsions: readonly Torsion[];
  /** Those that are drawn. */
  readonly distances: readonly DistanceObservable[];
  /** Those that are compared; null where they were not defined. */
  readonly pairs: PairObservables | null;
  /** Null where the atoms are too few for it. */
  readonly tica: TicaModel | null;
  readonly geometry: GeometryRanges | null;
}

/** Radians. */
export const TORSION_BINS: Bins = { lo: -Math.PI, hi: Math.PI, count: 36 };
/** Omega is left out: it is a bond length in disguise, always trans. */
const TORSION_NAMES: readonly TorsionName[] = ["phi", "psi", "chi1", "chi2", "chi3", "chi4"];
const GYRATION_BINS = 50;
const DISTANCE_BINS = 50;
const MAX_DISTANCES = 8;
/** Residues that are nearer in the chain hardly change their distance. */
const MIN_SEPARATION = 3;
/** Frames that ranges are taken from, evenly spread; the ranges are widened by this share. */
const RANGE_FRAMES = 20_000;
const RANGE_MARGIN = 0.05;

/**
 * @param coordinates (T, 3 A) nm of the training MD
 * @param topology of the A atoms
 */
export function defineMolecularObservables(
  coordinates: Table,
  topology: Topology,
  geometry: GeometryRanges | null,
  segments: Segments,
  lagFrames: number,
): MolecularObservables {
  const nAtoms = topology.atoms.length;
  const chosen = spreadEvenly(coordinates.rows, RANGE_FRAMES);
  const frames = zeros32(chosen.length, coordinates.cols);
  coordinates.gather(chosen, frames.data);
  const lengthsOf = ([i, j]: readonly [number, number]): Float64Array =>
    Float64Array.from({ length: frames.rows }, (_, t) => {
      const frame = t * frames.cols;
      return Math.sqrt(squaredDistance(frames.data, frame + 3 * i, frame + 3 * j));
    });
  return {
    nAtoms,
    gyration: widen(binsOver(radiusOfGyration(frames.data, frames.rows, nAtoms), GYRATION_BINS)),
    torsions: chooseTorsions(topology),
    distances: chooseDistances(topology).map(({ name, atoms }) => ({
      name,
      atoms,
      bins: widen(binsOver(lengthsOf(atoms), DISTANCE_BINS)),
    })),
    pairs: definePairs(topology, frames),
    tica: fitTica(coordinates, topology, segments, lagFrames),
    geometry,
  };
}

/** The torsions that the atoms allow; of a chain of C-alphas the pseudo-torsions of four in a row. */
function chooseTorsions(topology: Topology): Torsion[] {
  const named = TORSION_NAMES.flatMap((name) => findTorsions(topology, name));
  if (named.length > 0) return named;
  const alphas = alphaCarbons(topology);
  return alphas.slice(3).flatMap((last, k): Torsion[] => {
    const atoms = [alphas[k]!, alphas[k + 1]!, alphas[k + 2]!, last] as const;
    return areConsecutive(topology, atoms) ? [{ name: `CA ${labelOf(topology, atoms[1])}`, atoms }] : [];
  });
}

function areConsecutive(topology: Topology, atoms: readonly number[]): boolean {
  const residues = atoms.map((atom) => topology.atoms[atom]!.residue);
  const chains = residues.map((residue) => topology.residues[residue]!.chain);
  return residues.every((residue, k) => residue === residues[0]! + k && chains[k] === chains[0]);
}

/** A handful of C-alpha pairs (heavy-atom pairs where there are no two), from far apart in the chain to near. */
function chooseDistances(topology: Topology): Omit<DistanceObservable, "bins">[] {
  const alphas = alphaCarbons(topology);
  const atoms = alphas.length > MIN_SEPARATION ? alphas : heavyAtoms(topology);
  const pairs = atoms
    .flatMap((i, a) => atoms.slice(a + MIN_SEPARATION).map((j) => [i, j] as const))
    .sort(([i, j], [k, l]) => l - k - (j - i));
  return [...spreadEvenly(pairs.length, MAX_DISTANCES)].map((k) => {
    const atoms = pairs[k]!;
    const [first, second] = atoms.map((atom) => labelOf(topology, atom));
    return { name: `${first} – ${second}`, atoms };
  });
}

/** "Leu2" of a C-alpha, "CB Leu2" of another atom. */
function labelOf(topology: Topology, atom: number): string {
  const { name, residue } = topology.atoms[atom]!;
  const { name: residueName, sequence } = topology.residues[residue]!;
  const label = `${residueName}${sequence}`;
  return isAlphaCarbon(topology, atom) ? label : `${name} ${label}`;
}

function widen({ lo, hi, count }: Bins): Bins {
  const margin = RANGE_MARGIN * (hi - lo);
  return { lo: lo - margin, hi: hi + margin, count };
}
