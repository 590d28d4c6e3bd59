// Damaged text files and topologies, and what a reader may do with one: read finite numbers, or refuse it. Also used by
// the long runs of scripts/fuzz-trajectories.ts.

import { FormatError, memorySource, type Rng, UnsupportedError } from "../../src/base/index.js";
import { openTrajectory, readTopology, topologyFormatOf, trajectoryFormatOf } from "../../src/trajectory/index.js";
import { file, NAMES, pack, SEQUENCE, X, Y, Z } from "./binary-cif-writer.js";
import { goldenBytes } from "./golden.js";

/** The first lines of a golden file: what is small is read often. */
const head = (file: string, lines: number) => {
  const bytes = goldenBytes(`formats/${file}`);
  let end = 0;
  for (let k = 0; k < lines; k++) end = bytes.indexOf(10, end) + 1;
  return bytes.slice(0, end);
};

/** Five atoms in two residues. */
const SMALL_PRMTOP = `%VERSION  VERSION_STAMP = V0001.000  DATE = 01/01/24  00:00:00
%FLAG POINTERS
%FORMAT(10I8)
       5       1       1       2       0       0       0       0       0       0
       0       2
%FLAG ATOM_NAME
%FORMAT(20a4)
N   H1  CA  C   NA+
%FLAG MASS
%FORMAT(5E16.8)
  1.40100000E+01  1.00800000E+00  1.20100000E+01  1.20100000E+01  2.29900000E+01
%FLAG RESIDUE_LABEL
%FORMAT(20a4)
GLY NA+
%FLAG RESIDUE_POINTER
%FORMAT(10I8)
       1       5
%FLAG BONDS_INC_HYDROGEN
%FORMAT(10I8)
       0       3       1
%FLAG BONDS_WITHOUT_HYDROGEN
%FORMAT(10I8)
       6       0       1       6       9       2
`;

/** Small files of each format, by the name under which they are read. */
export const TEXT_SAMPLES: Readonly<Record<string, Uint8Array>> = {
  "x.gro": head("octahedron.gro", 2 * 97),
  "x.pdb": head("ortho.pdb", 2 + 2 * 97),
  "x.lammpstrj": goldenBytes("formats/octahedron.lammpstrj"),
  "x.xyz": goldenBytes("formats/plain.xyz"),
  "x.cif": head("1l2y.cif", 120),
  "x.psf": goldenBytes("formats/ala3.psf"),
  "x.prmtop": goldenBytes("formats/DPDP.prmtop"),
  "small.prmtop": new TextEncoder().encode(SMALL_PRMTOP),
  "x.bcif": Uint8Array.from(pack(file(4, NAMES, X, Y, Z, SEQUENCE))),
  "1l2y.bcif": goldenBytes("formats/1l2y.bcif"),
};

/** What numbers and grammars may stumble over. */
const SNIPPETS = [
  "nan",
  "-1",
  "1e999",
  "99999999999",
  "0",
  "-",
  ".",
  "ITEM: ATOMS",
  "loop_",
  "'",
  ";",
  "%FLAG",
  "!NATOM",
  "END",
  "\n",
  "\n\n",
  " ",
].map((text) => new TextEncoder().encode(text));

/** Cuts, overwrites, inserts and repeats pieces of the original. */
export function mutateText(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = rng.integer(4) === 0 ? original.slice(0, rng.integer(original.length)) : original.slice();
  for (let change = rng.integer(4); change >= 0; change--) {
    const at = rng.integer(bytes.length + 1);
    const kind = rng.integer(5);
    if (kind === 0 && bytes.length > 0) bytes[at % bytes.length] = rng.integer(256);
    else if (kind === 1 && bytes.length > 0) bytes[at % bytes.length] = 32 + rng.integer(96);
    else {
      const snippet = SNIPPETS[rng.integer(SNIPPETS.length)]!;
      const from = rng.integer(bytes.length + 1);
      const piece = kind === 2 ? snippet : kind === 3 ? bytes.slice(from, from + rng.integer(200)) : new Uint8Array(0);
      const dropped = kind === 4 ? rng.integer(200) : rng.integer(2) * piece.length;
      bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at + dropped));
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Reads a damaged file as all that its name says it may be.
 * @returns whether it was refused
 * @throws Error when the reader fails in another way, or returns what it must not
 */
export async function isTextRefused(name: string, bytes: Uint8Array): Promise<boolean> {
  try {
    if (trajectoryFormatOf(name) !== null) await readFrames(name, bytes);
    if (topologyFormatOf(name) !== null) await readAtoms(name, bytes);
    return false;
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof UnsupportedError)) throw error;
    if (!error.message.includes(name)) throw new Error(`an error that does not name the file: ${error.message}`);
    return true;
  }
}

async function readFrames(name: string, bytes: Uint8Array): Promise<void> {
  const reader = await openTrajectory(memorySource(name, bytes));
  const { positions, timesPs, boxes } = await reader.read(0, reader.nFrames);
  if (!positions.every(Number.isFinite)) throw new Error("coordinates that are not finite");
  if (!timesPs.every(Number.isFinite)) throw new Error("times that are not finite");
  if (boxes !== null && !boxes.every(Number.isFinite)) throw new Error("a box that is not finite");
  const limit = 10 * bytes.length + 100_000; // numbers, far more than the file can mean
  if (positions.length >= limit) throw new Error(`${positions.length} coordinates from ${bytes.length} bytes`);
}

async function readAtoms(name: string, bytes: Uint8Array): Promise<void> {
  const { topology, positions, nFrames } = await readTopology(memorySource(name, bytes));
  const { atoms, residues, bonds } = topology;
  if (!positions.every(Number.isFinite)) throw new Error("coordinates that are not finite");
  if (positions.length !== 3 * atoms.length * nFrames) throw new Error(`${positions.length} coordinates`);
  if (!bonds.every(([i, j]) => 0 <= i && i < j && j < atoms.length)) throw new Error("bonds of atoms that are not");
  if (!atoms.every(({ residue }, i) => residues[residue]!.atoms.includes(i))) throw new Error("atoms without residue");
}
