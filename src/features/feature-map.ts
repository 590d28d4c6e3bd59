// Which numbers describe a frame. Computed ones are invariant to rotation and translation.

import { DataError } from "../base/index.js";
import type { Topology } from "../trajectory/index.js";
import { atomsOfGroup, columnNames, countColumns, type FeatureGroup, keepColumnsOfGroup } from "./feature-group.js";
import { createGroup } from "./feature-kinds.js";
import type { FeatureRequest } from "./feature-request.js";

/** Plain data, stored in the model file. */
export interface FeatureMap {
  /** Of the frames that it reads. */
  readonly nAtoms: number;
  /** In the order of the columns. */
  readonly groups: readonly FeatureGroup[];
}

/**
 * The features asked for, in that order. A kind of which the topology has none (torsions of a C-alpha model) adds nothing;
 * atoms named by two kinds are one feature.
 * @param nExternal columns of the numbers that come with the trajectories
 * @throws ConfigError when atoms or selections do not fit the topology, or there are too many distances
 * @throws DataError when there is no feature at all
 */
export function createFeatureMap(topology: Topology, requests: readonly FeatureRequest[], nExternal = 0): FeatureMap {
  const distinct = [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
  const groups = withoutRepeats(distinct.map((request) => createGroup(topology, request, nExternal)));
  const map = { nAtoms: topology.atoms.length, groups };
  if (countFeatures(map) === 0) {
    const kinds = distinct.map(({ kind }) => kind).join(", ");
    throw new DataError(`features: the topology has none of ${kinds || "no kind at all"}`, {
      hint: "Atoms are found by their standard names (N, CA, C, CB, ...); lss inspect counts what a topology offers.",
    });
  }
  return map;
}

/** F. */
export function countFeatures({ groups }: FeatureMap): number {
  return groups.reduce((sum, group) => sum + countColumns(group), 0);
}

/** (F) for instance "cos phi LEU2", "sin phi LEU2", "d CA1-CA3". */
export function featureNames({ groups }: FeatureMap): string[] {
  return groups.flatMap(columnNames);
}

/** The columns of each kind of features, kinds in the order of their first column. */
export function columnsOfKinds({ groups }: FeatureMap): ReadonlyMap<string, Int32Array> {
  const columns = new Map<string, number[]>();
  let first = 0;
  for (const group of groups) {
    const count = countColumns(group);
    const own = columns.get(group.kind) ?? [];
    for (let column = first; column < first + count; column++) own.push(column);
    columns.set(group.kind, own);
    first += count;
  }
  return new Map([...columns].map(([kind, own]) => [kind, Int32Array.from(own)]));
}

/** The atoms that features are computed of, with repeats. */
export function atomsOfFeatures({ groups }: FeatureMap): number[] {
  return groups.flatMap(atomsOfGroup);
}

/** Columns that the arrays beside the trajectories must have; null when the map needs none. */
export function externalColumns({ groups }: FeatureMap): number | null {
  const external = groups.find(({ form }) => form === "external");
  return external?.form === "external" ? external.nColumns : null;
}

/** The map without some of its features. @param isKept by column, from 0 */
export function keepFeatures({ nAtoms, groups }: FeatureMap, isKept: (column: number) => boolean): FeatureMap {
  let first = 0;
  return {
    nAtoms,
    groups: groups.map((group) => {
      const start = first;
      first += countColumns(group);
      return keepColumnsOfGroup(group, (column) => isKept(start + column));
    }),
  };
}

/** Torsions, angles and distances whose atoms an earlier group has already are left out. */
function withoutRepeats(groups: readonly FeatureGroup[]): FeatureGroup[] {
  const seen = new Set<string>();
  const newOf = <Feature extends { readonly atoms: readonly number[] }>(features: readonly Feature[]): Feature[] =>
    features.filter(({ atoms }) => {
      const key = atoms.join(" ");
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
  return groups.map((group): FeatureGroup => {
    if (group.form === "torsion") return { ...group, features: newOf(group.features) };
    if (group.form === "angle") return { ...group, features: newOf(group.features) };
    if (group.form === "distance") return { ...group, features: newOf(group.features) };
    return group;
  });
}
