// The distance of two selections of atoms: of their centres of mass, or of the closest two atoms.

import { ConfigError } from "../base/index.js";
import { massesOf, select, type Topology } from "../trajectory/index.js";
import type { CentreGroup, ClosestGroup } from "./feature-group.js";
import type { SelectionDistanceRequest } from "./feature-request.js";

/** @throws ConfigError when a selection is malformed or names no atom */
export function selectionDistance(
  topology: Topology,
  { between, measure }: SelectionDistanceRequest,
): CentreGroup | ClosestGroup {
  const [first, second] = between.map((text) => selectSome(topology, text)) as [number[], number[]];
  const features = [{ name: `d (${between[0]})-(${between[1]})`, sites: [0, 1] as const }];
  if (measure === "closest") {
    return { form: "closest", kind: "distance", sites: [first, second], features, contact: null };
  }
  const masses = massesOf(topology);
  const sites = [first, second].map((atoms) => ({ atoms, weights: weightsOf(atoms, masses) }));
  return { form: "centre", kind: "distance", sites, features };
}

function selectSome(topology: Topology, text: string): number[] {
  const atoms = [...select(topology, text)];
  if (atoms.length === 0) throw new ConfigError("features", `the selection "${text}" names no atom`);
  return atoms;
}

/** Shares of the mass; equal ones where no atom has an element, as in coarse-grained models. */
function weightsOf(atoms: readonly number[], masses: Float64Array): number[] {
  const total = atoms.reduce((sum, atom) => sum + masses[atom]!, 0);
  return atoms.map((atom) => (total > 0 ? masses[atom]! / total : 1 / atoms.length));
}
