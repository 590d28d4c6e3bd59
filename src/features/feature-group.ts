// Features of one kind, as plain data: what is computed of which atoms. A map is a list of groups.

import type { Distance } from "./distances.js";
import type { Quadruple } from "./torsions.js";

export interface TorsionFeature {
  /** For instance "phi LEU2". */
  readonly name: string;
  readonly atoms: Quadruple;
  /** Which of its two numbers are features. */
  readonly parts: "both" | "cos" | "sin";
}

/** One number each: the cosine of the angle at the middle atom. */
export interface AngleFeature {
  /** For instance "angle CA1-CA2-CA3". */
  readonly name: string;
  readonly atoms: readonly [number, number, number];
}

/** One number each, of two of the group's sites. */
export interface SiteFeature {
  readonly name: string;
  /** Indices into the sites of the group. */
  readonly sites: readonly [number, number];
}

/** 1 / (1 + (d / cutoff)^exponent) of a distance d. */
export interface ContactSwitch {
  readonly cutoffNm: number;
  readonly exponent: number;
}

export interface TorsionGroup {
  readonly form: "torsion";
  readonly kind: string;
  readonly features: readonly TorsionFeature[];
}

export interface AngleGroup {
  readonly form: "angle";
  readonly kind: string;
  readonly features: readonly AngleFeature[];
}

export interface DistanceGroup {
  readonly form: "distance";
  readonly kind: string;
  readonly features: readonly Distance[];
}

/** Distances, or contacts, of the closest two atoms of two sites. */
export interface ClosestGroup {
  readonly form: "closest";
  readonly kind: string;
  /** Atoms of each site. */
  readonly sites: readonly (readonly number[])[];
  readonly features: readonly SiteFeature[];
  /** Null for the distance itself. */
  readonly contact: ContactSwitch | null;
}

/** Distances of the weighted centres of two sites. */
export interface CentreGroup {
  readonly form: "centre";
  readonly kind: string;
  /** Weights sum to 1. */
  readonly sites: readonly { readonly atoms: readonly number[]; readonly weights: readonly number[] }[];
  readonly features: readonly SiteFeature[];
}

/** Numbers that are not computed of atoms but come with each trajectory. */
export interface ExternalGroup {
  readonly form: "external";
  readonly kind: string;
  /** Of the arrays that they come in. */
  readonly nColumns: number;
  readonly features: readonly { readonly name: string; readonly column: number }[];
}

export type FeatureGroup = TorsionGroup | AngleGroup | DistanceGroup | ClosestGroup | CentreGroup | ExternalGroup;

/** What the group's columns are called, in their order. */
export function columnNames(group: FeatureGroup): string[] {
  if (group.form === "torsion") return group.features.flatMap(torsionColumnNames);
  if (group.form === "angle") return group.features.map(({ name }) => `cos ${name}`);
  return group.features.map(({ name }) => name);
}

function torsionColumnNames({ name, parts }: TorsionFeature): string[] {
  if (parts === "both") return [`cos ${name}`, `sin ${name}`];
  return [`${parts} ${name}`];
}

export function countColumns(group: FeatureGroup): number {
  if (group.form !== "torsion") return group.features.length;
  return group.features.reduce((sum, { parts }) => sum + (parts === "both" ? 2 : 1), 0);
}

/** The atoms that the group is computed of, with repeats. */
export function atomsOfGroup(group: FeatureGroup): number[] {
  switch (group.form) {
    case "closest":
      return group.sites.flat();
    case "centre":
      return group.sites.flatMap(({ atoms }) => atoms);
    case "external":
      return [];
    default:
      return group.features.flatMap(({ atoms }): readonly number[] => atoms);
  }
}

/** The group with only some of its columns. @param isKept by the column's number in the group */
export function keepColumnsOfGroup(group: FeatureGroup, isKept: (column: number) => boolean): FeatureGroup {
  if (group.form === "torsion") return { ...group, features: keepTorsionParts(group.features, isKept) };
  const features = (group.features as readonly unknown[]).filter((_, column) => isKept(column));
  return { ...group, features } as FeatureGroup;
}

function keepTorsionParts(
  features: readonly TorsionFeature[],
  isKept: (column: number) => boolean,
): readonly TorsionFeature[] {
  let column = 0;
  return features.flatMap((feature) => {
    const parts = feature.parts === "both" ? (["cos", "sin"] as const) : [feature.parts];
    const left = parts.filter(() => isKept(column++));
    if (left.length === 0) return [];
    return [left.length === 2 ? feature : { ...feature, parts: left[0]! }];
  });
}
