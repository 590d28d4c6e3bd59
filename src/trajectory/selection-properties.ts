// What a selection may ask of an atom: flags, names and numbers.

import type { Geometry } from "./bonds.js";
import { massesOf } from "./elements.js";
import { isNucleicName, isProteinName, isWaterName, letterOf } from "./residue-names.js";
import type { Residue, Topology } from "./topology.js";

/** All that selections are about; made once for each. A atoms, R residues. */
export interface AtomSystem {
  readonly topology: Topology;
  /** null when there are no coordinates */
  readonly geometry: Geometry | null;
  /** (A) u */
  readonly masses: Float64Array;
  /** (A) */
  readonly nBonds: Int32Array;
  /** (R) 1 for a residue of a protein */
  readonly isProtein: Uint8Array;
}

export function describeSystem(topology: Topology, geometry: Geometry | null): AtomSystem {
  const nAtoms = topology.atoms.length;
  const nBonds = new Int32Array(nAtoms);
  for (const [i, j] of topology.bonds) {
    nBonds[i]!++;
    nBonds[j]!++;
  }
  const isProtein = Uint8Array.from(topology.residues, (residue) => (isOfProtein(topology, residue) ? 1 : 0));
  const isPlaced = geometry !== null && geometry.positions.length >= 3 * nAtoms;
  return { topology, geometry: isPlaced ? geometry : null, masses: massesOf(topology), nBonds, isProtein };
}

const AMINO_ACID_BACKBONE = ["N", "CA", "C", "O"];

/** By its name or, a rare one, by the backbone of an amino acid. */
function isOfProtein({ atoms }: Topology, residue: Residue): boolean {
  if (isProteinName(residue.name)) return true;
  if (residue.atoms.length <= AMINO_ACID_BACKBONE.length) return false;
  const names = new Set(residue.atoms.map((i) => atoms[i]!.name));
  return AMINO_ACID_BACKBONE.every((name) => names.has(name));
}

type PropertyOf<V> = (system: AtomSystem, atom: number) => V;

const residueOf: PropertyOf<Residue> = ({ topology }, i) => topology.residues[topology.atoms[i]!.residue]!;
const inProtein: PropertyOf<boolean> = ({ topology, isProtein }, i) => isProtein[topology.atoms[i]!.residue] === 1;
const isHydrogen: PropertyOf<boolean> = ({ topology }, i) => /^[HD]$/.test(topology.atoms[i]!.element);
const isNamed =
  (...names: string[]): PropertyOf<boolean> =>
  ({ topology }, i) =>
    names.includes(topology.atoms[i]!.name);
const isBackbone = isNamed(...AMINO_ACID_BACKBONE);
const isBackboneOrItsHydrogen = isNamed(...AMINO_ACID_BACKBONE, "H", "HN", "HA");

/** Elements that stand alone otherwise than as ions: nonmetals, but not the halogens. */
const NEVER_IONS: ReadonlySet<string> = new Set(["", ..."H D B C N O SI P S SE HE NE AR KR XE".split(" ")]);
const isIon: PropertyOf<boolean> = (system, i) =>
  residueOf(system, i).atoms.length === 1 && !NEVER_IONS.has(system.topology.atoms[i]!.element);

export const FLAGS: ReadonlyMap<string, PropertyOf<boolean>> = new Map(
  Object.entries<PropertyOf<boolean>>({
    all: () => true,
    none: () => false,
    protein: inProtein,
    nucleic: (system, i) => isNucleicName(residueOf(system, i).name),
    water: (system, i) => isWaterName(residueOf(system, i).name),
    ion: isIon,
    backbone: (system, i) => isBackbone(system, i) && inProtein(system, i),
    sidechain: (system, i) => !isBackboneOrItsHydrogen(system, i) && inProtein(system, i),
    hydrogen: isHydrogen,
    heavy: (system, i) => !isHydrogen(system, i),
  }),
);

export type Property =
  | {
      readonly kind: "text";
      readonly of: PropertyOf<string>;
      /** How a value that the user writes stands in the property. */
      readonly spell: (value: string) => string;
    }
  | { readonly kind: "number"; readonly of: PropertyOf<number> };

const asWritten = (value: string): string => value;
/** "Na", also for NA and na. */
const asSymbol = (value: string): string => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase();
const text = (of: PropertyOf<string>, spell = asWritten): Property => ({ kind: "text", of, spell });
const number = (of: PropertyOf<number>): Property => ({ kind: "number", of });

export const PROPERTIES: ReadonlyMap<string, Property> = new Map(
  Object.entries({
    name: text(({ topology }, i) => topology.atoms[i]!.name),
    element: text(({ topology }, i) => asSymbol(topology.atoms[i]!.element), asSymbol),
    resname: text((system, i) => residueOf(system, i).name),
    code: text((system, i) => letterOf(residueOf(system, i).name) ?? ""),
    chain: text((system, i) => system.topology.chains[residueOf(system, i).chain]!.id),
    segment: text((system, i) => residueOf(system, i).segment ?? ""),
    index: number((_, i) => i),
    mass: number(({ masses }, i) => masses[i]!),
    n_bonds: number(({ nBonds }, i) => nBonds[i]!),
    resid: number(({ topology }, i) => topology.atoms[i]!.residue),
    resSeq: number((system, i) => residueOf(system, i).sequence),
    chainid: number((system, i) => residueOf(system, i).chain),
  }),
);
