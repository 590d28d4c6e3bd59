// What the atoms are: names, elements, residues, chains, bonds. Coordinates live elsewhere.

export interface Atom {
  readonly name: string;
  /** Element symbol ("C", "CL"), "" when unknown. */
  readonly element: string;
  /** Index into `Topology.residues`. */
  readonly residue: number;
}

export interface Residue {
  readonly name: string;
  /** The residue number of the file. */
  readonly sequence: number;
  readonly insertionCode: string;
  /** The segment of the file (CHARMM, NAMD), if it has any. */
  readonly segment?: string;
  /** Index into `Topology.chains`. */
  readonly chain: number;
  /** Indices of its atoms, ascending. */
  readonly atoms: readonly number[];
}

export interface Chain {
  /** The chain letter of the file, "" when it has none. */
  readonly id: string;
}

export interface Topology {
  readonly atoms: readonly Atom[];
  readonly residues: readonly Residue[];
  readonly chains: readonly Chain[];
  /** Pairs of atom indices, the lower first, sorted. */
  readonly bonds: readonly (readonly [number, number])[];
}
