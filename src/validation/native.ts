// How close MD and LSS come to a native structure. S sampled frames, A atoms.

import { columnOf, DataError, type FloatArray } from "../base/index.js";
import { alphaCarbons, heavyAtoms, isAlphaCarbon, rmsd } from "../features/index.js";
import type { Structure, Topology } from "../trajectory/index.js";
import type { FrameSample } from "./evidence-data.js";
import type { Observables } from "./observables.js";
import type { StructureResult } from "./results.js";
import type { Sources } from "./sources.js";

/** A structure file; of several models the first. */
export type NativeStructure = Pick<Structure, "topology" | "positions">;

const MIN_ATOMS = 3;

/**
 * The mean RMSD over the sampled frames of that state along psi_1 which in MD is closest to the native structure. Compared are
 * C-alphas, or all heavy atoms where fewer than four are C-alphas.
 * @param topology of the decoded atoms
 * @returns null when LSS has no frame in that state
 * @throws DataError when the structures have fewer than three atoms in common
 */
export function compareWithNative(
  { basins }: Observables,
  sources: Sources,
  topology: Topology,
  native: NativeStructure,
): StructureResult["rmsd_to_native_nm"] {
  const pairs = matchAtoms(topology, native.topology);
  if (pairs.length < MIN_ATOMS) {
    throw new DataError(`the native structure has ${pairs.length} atoms in common with the decoded ones`, {
      hint: "Its residues must be those of the simulated molecule, in the same order or with the same numbers.",
    });
  }
  const stateOf = (value: number): number => basins.boundaries.filter((boundary) => value >= boundary).length;
  const meansOf = ({ latent, coordinates }: FrameSample): (number | null)[] => {
    if (coordinates === null) return [];
    const distances = rmsdToNative(coordinates.data, coordinates.rows, topology.atoms.length, pairs, native.positions);
    const states = Array.from(columnOf(latent, 0), stateOf);
    return Array.from({ length: basins.boundaries.length + 1 }, (_, state) =>
      meanOf([...distances].filter((_, s) => states[s] === state)),
    );
  };
  const md = meansOf(sources.md.sample);
  const lss = meansOf(sources.lss.sample);
  const closest = [...md.keys()].reduce(
    (best, state) => ((md[state] ?? Infinity) < (md[best] ?? Infinity) ? state : best),
    0,
  );
  const [ofMd, ofLss] = [md[closest] ?? null, lss[closest] ?? null];
  return ofMd === null || ofLss === null ? null : { md: ofMd, lss: ofLss };
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

/** (S) nm. */
function rmsdToNative(
  frames: Float32Array,
  nFrames: number,
  nAtoms: number,
  pairs: readonly Match[],
  native: FloatArray,
): Float64Array {
  const pick = (positions: FloatArray, start: number, atoms: readonly number[], out: FloatArray, at: number): void => {
    atoms.forEach((atom, k) => {
      for (let d = 0; d < 3; d++) out[at + 3 * k + d] = positions[start + 3 * atom + d]!;
    });
  };
  const ours = pairs.map(([atom]) => atom);
  const theirs = pairs.map(([, atom]) => atom);
  const reference = new Float64Array(3 * pairs.length);
  pick(native, 0, theirs, reference, 0);
  const chosen = new Float32Array(nFrames * 3 * pairs.length);
  for (let t = 0; t < nFrames; t++) pick(frames, t * nAtoms * 3, ours, chosen, t * 3 * pairs.length);
  return rmsd(chosen, nFrames, pairs.length, reference);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
