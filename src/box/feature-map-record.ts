// The part of features.json that says which numbers describe a frame. Groups are written as the library holds them.

import * as v from "valibot";
import { FormatError } from "../base/index.js";
import { atomsOfFeatures, type FeatureGroup, type FeatureMap } from "../features/index.js";
import { count, wholeNumber } from "./json-entry.js";

const atom = wholeNumber;
const pair = v.tuple([atom, atom]);
const quadruple = v.tuple([atom, atom, atom, atom]);
const positive = v.pipe(v.number(), v.gtValue(0));
const named = <const E extends v.ObjectEntries>(entries: E) => v.array(v.object({ name: v.string(), ...entries }));
const group = <const F extends string, const E extends v.ObjectEntries>(form: F, entries: E) =>
  v.object({ form: v.literal(form), kind: v.string(), ...entries });

const groupRecord = v.variant("form", [
  group("torsion", { features: named({ atoms: quadruple, parts: v.picklist(["both", "cos", "sin"]) }) }),
  group("angle", { features: named({ atoms: v.tuple([atom, atom, atom]) }) }),
  group("distance", { features: named({ atoms: pair }) }),
  group("closest", {
    sites: v.array(v.pipe(v.array(atom), v.minLength(1))),
    features: named({ sites: pair }),
    contact: v.nullable(v.object({ cutoffNm: positive, exponent: positive })),
  }),
  group("centre", {
    sites: v.array(v.object({ atoms: v.pipe(v.array(atom), v.minLength(1)), weights: v.array(v.number()) })),
    features: named({ sites: pair }),
  }),
  group("external", { nColumns: count, features: named({ column: wholeNumber }) }),
]);

export const featureMapRecord = v.object({ n_atoms: count, groups: v.array(groupRecord) });

export type FeatureMapRecord = v.InferOutput<typeof featureMapRecord>;

export function describeFeatureMap({ nAtoms, groups }: FeatureMap): {
  n_atoms: number;
  groups: readonly FeatureGroup[];
} {
  return { n_atoms: nAtoms, groups };
}

export function restoreFeatureMap({ n_atoms, groups }: FeatureMapRecord): FeatureMap {
  return { nAtoms: n_atoms, groups };
}

/** @throws FormatError when a feature names an atom, a site or a column that is not there */
export function expectConsistentMap(file: string, record: FeatureMapRecord): void {
  const refuse = (problem: string): never => {
    throw new FormatError(file, `features.json: feature_map: ${problem}`);
  };
  const unknown = atomsOfFeatures(restoreFeatureMap(record)).find((number) => number >= record.n_atoms);
  if (unknown !== undefined) refuse(`there is no ${unknown} among ${record.n_atoms}`);
  for (const { kind, ...part } of record.groups) {
    if (part.form === "closest" || part.form === "centre") {
      const missing = part.features.find(({ sites }) => sites.some((site) => site >= part.sites.length));
      if (missing !== undefined) refuse(`${kind}: ${missing.name} names a site that is not there`);
    }
    if (part.form === "centre" && part.sites.some(({ atoms, weights }) => atoms.length !== weights.length)) {
      refuse(`${kind}: a site has another number of atoms than of weights`);
    }
    if (part.form === "external" && part.features.some(({ column }) => column >= part.nColumns)) {
      refuse(`${kind}: a feature names a column that is not there`);
    }
  }
}
