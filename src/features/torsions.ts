// Torsions by the names of their atoms. Of proteins: phi, psi, omega of the backbone, chi1 to chi4 of the side chains; the
// patterns are those of mdtraj (mdtraj/geometry/dihedral.py), with CHARMM's name CD of isoleucine's delta carbon. Of nucleic
// acids: alpha to zeta of the backbone, chi about the bond to the base (IUPAC-IUB, Eur. J. Biochem. 1983, 131, 9).
// T frames, A atoms.

import type { Topology } from "../trajectory/index.js";
import { residueLabel } from "./atom-roles.js";

export type ProteinTorsion = "phi" | "psi" | "omega" | "chi1" | "chi2" | "chi3" | "chi4";
export type NucleicTorsion = "alpha" | "beta" | "gamma" | "delta" | "epsilon" | "zeta" | "chi";
export type TorsionName = ProteinTorsion | NucleicTorsion;

/** Four atoms; the torsion turns about the bond between the middle two. */
export type Quadruple = readonly [number, number, number, number];

export interface Torsion {
  /** For instance "phi LEU2". */
  readonly name: string;
  readonly atoms: Quadruple;
}

/** "-" marks an atom of the residue before, "+" one of the residue after. The first pattern that fits a residue is its torsion. */
const PATTERNS: Readonly<Record<TorsionName, readonly string[]>> = {
  phi: ["-C N CA C"],
  psi: ["N CA C +N"],
  omega: ["CA C +N +CA"],
  chi1: ["N CA CB CG", "N CA CB CG1", "N CA CB SG", "N CA CB OG", "N CA CB OG1"],
  chi2: ["CA CB CG CD", "CA CB CG CD1", "CA CB CG1 CD1", "CA CB CG1 CD", "CA CB CG OD1", "CA CB CG ND1", "CA CB CG SD"],
  chi3: ["CB CG CD NE", "CB CG CD CE", "CB CG CD OE1", "CB CG SD CE"],
  chi4: ["CG CD NE CZ", "CG CD CE NZ"],
  alpha: ["-O3' P O5' C5'"],
  beta: ["P O5' C5' C4'"],
  gamma: ["O5' C5' C4' C3'"],
  delta: ["C5' C4' C3' O3'"],
  epsilon: ["C4' C3' O3' +P"],
  zeta: ["C3' O3' +P +O5'"],
  chi: ["O4' C1' N9 C4", "O4' C1' N1 C2", "O4' C1' C5 C4"], // purines, pyrimidines, pseudouridine
};

/**
 * All torsions of one name, in the order of the residues. A residue that lacks an atom of the pattern has none, as have the
 * ends of a chain and the two sides of a gap (two residues that follow one another in a chain without a bond).
 */
export function findTorsions(topology: Topology, name: TorsionName): Torsion[] {
  const atomsByName = topology.residues.map(
    (residue) => new Map(residue.atoms.map((atom) => [topology.atoms[atom]!.name.replaceAll("*", "'"), atom])), // O5* is O5'
  );
  const linked = linkedToPrevious(topology);
  const atomOf = (residue: number, label: string): number | undefined => {
    if (label.startsWith("-")) return linked(residue) ? atomsByName[residue - 1]?.get(label.slice(1)) : undefined;
    if (label.startsWith("+")) return linked(residue + 1) ? atomsByName[residue + 1]?.get(label.slice(1)) : undefined;
    return atomsByName[residue]!.get(label);
  };

  const torsions: Torsion[] = [];
  for (let residue = 0; residue < topology.residues.length; residue++) {
    for (const pattern of PATTERNS[name]) {
      const atoms = pattern.split(" ").map((label) => atomOf(residue, label));
      if (atoms.includes(undefined)) continue;
      torsions.push({ name: `${name} ${residueLabel(topology, residue)}`, atoms: atoms as unknown as Quadruple });
      break;
    }
  }
  return torsions;
}

/** Whether a residue follows the one before it in the same chain; by the bonds, where the topology knows any. */
export function linkedToPrevious(topology: Topology): (residue: number) => boolean {
  const { atoms, residues, bonds } = topology;
  const sameChain = (r: number): boolean =>
    r > 0 && r < residues.length && residues[r]!.chain === residues[r - 1]!.chain;
  if (bonds.length === 0) return sameChain;
  const bonded = new Set<number>();
  for (const [i, j] of bonds) {
    const [r, s] = [atoms[i]!.residue, atoms[j]!.residue];
    if (Math.abs(r - s) === 1) bonded.add(Math.max(r, s));
  }
  return (r) => sameChain(r) && bonded.has(r);
}

/**
 * The torsion of one quadruple in every frame, in (-pi, pi], IUPAC sign (trans is pi, cis 0).
 * @param positions (T, A, 3)
 */
export function dihedral(positions: Float32Array, nFrames: number, nAtoms: number, atoms: Quadruple): Float32Array {
  const [i, j, k, l] = atoms;
  const angles = new Float32Array(nFrames);
  const vector = new Float64Array(2);
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    torsionVector(positions, frame + 3 * i, frame + 3 * j, frame + 3 * k, frame + 3 * l, vector);
    angles[t] = Math.atan2(vector[1]!, vector[0]!);
  }
  return angles;
}

/**
 * Writes (r cos, r sin) of the torsion of four points into `out`, r >= 0 and 0 only where three points are in line.
 * @param a, b, c, d where the points' x, y, z start in `positions`
 */
export function torsionVector(
  positions: Float32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  out: Float64Array,
): void {
  const ux = positions[b]! - positions[a]!;
  const uy = positions[b + 1]! - positions[a + 1]!;
  const uz = positions[b + 2]! - positions[a + 2]!;
  const vx = positions[c]! - positions[b]!;
  const vy = positions[c + 1]! - positions[b + 1]!;
  const vz = positions[c + 2]! - positions[b + 2]!;
  const wx = positions[d]! - positions[c]!;
  const wy = positions[d + 1]! - positions[c + 1]!;
  const wz = positions[d + 2]! - positions[c + 2]!;
  // The normals u x v and v x w of the two planes.
  const mx = uy * vz - uz * vy;
  const my = uz * vx - ux * vz;
  const mz = ux * vy - uy * vx;
  const nx = vy * wz - vz * wy;
  const ny = vz * wx - vx * wz;
  const nz = vx * wy - vy * wx;
  out[0] = mx * nx + my * ny + mz * nz;
  out[1] = (ux * nx + uy * ny + uz * nz) * Math.sqrt(vx * vx + vy * vy + vz * vz);
}
