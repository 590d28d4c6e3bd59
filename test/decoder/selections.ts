// Molecules of every kind that a decoder meets, each as a small ensemble that plays MD.

import { type Matrix32, matrixOf, Rng } from "../../src/base/index.js";
import { openFile } from "../../src/base/index.node.js";
import { heavyAtoms, selectCoordinates } from "../../src/features/index.js";
import { openTrajectory, readTopology, select, subsetTopology, type Topology } from "../../src/trajectory/index.js";
import { loadSystem, makeBlock } from "../features/golden-systems.js";
import { goldenStructure } from "../trajectory/golden.js";
import { withNoise } from "./geometry-ensembles.js";

export interface Selection {
  readonly topology: Topology;
  /** (T, 3 A) nm */
  readonly frames: Matrix32;
}

const EXAMPLE = new URL("../../examples/pentapeptide/", import.meta.url).pathname;
const N_FRAMES = 60;

/** MD of the pentapeptide, with all its atoms. */
async function pentapeptide(pick: (topology: Topology) => ArrayLike<number>): Promise<Selection> {
  const topologyFile = await openFile(`${EXAMPLE}topology.pdb`);
  const { topology } = await readTopology(topologyFile);
  const trajectory = await openFile(`${EXAMPLE}pentapeptide-01.xtc`);
  const block = await (await openTrajectory(trajectory)).read(0, N_FRAMES);
  await Promise.all([topologyFile.close(), trajectory.close()]);
  const atoms = Int32Array.from(pick(topology));
  return { topology: subsetTopology(topology, atoms), frames: selectCoordinates(block, atoms) };
}

/** Copies of one structure with some thermal noise. */
function shaken(topology: Topology, positions: Float32Array, atoms: ArrayLike<number>): Selection {
  const picked = Int32Array.from(atoms);
  const nAtoms = topology.atoms.length;
  const copies = new Float32Array(N_FRAMES * positions.length);
  for (let t = 0; t < N_FRAMES; t++) copies.set(positions, t * positions.length);
  const block = makeBlock(N_FRAMES, nAtoms, withNoise(copies, 0.003));
  return { topology: subsetTopology(topology, picked), frames: selectCoordinates(block, picked) };
}

async function entry(file: string, pick: (topology: Topology) => ArrayLike<number>): Promise<Selection> {
  const { topology, positions } = await goldenStructure(file);
  return shaken(topology, positions.slice(0, 3 * topology.atoms.length), pick(topology));
}

function capped(): Selection {
  const { topology, block } = loadSystem("alanine-dipeptide");
  const nNumbers = 3 * topology.atoms.length;
  return shaken(topology, block.positions.slice(0, nNumbers), all(topology));
}

/** The molecules of the selection, each drifting and turning by itself. */
function drifting({ topology, frames }: Selection): Selection {
  const rng = Rng.fromSeed(5);
  const data = frames.data.slice();
  for (let t = 0; t < frames.rows; t++) {
    for (let chain = 0; chain < topology.chains.length; chain++) {
      const angle = 0.3 * rng.normal();
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const shift = [0.1 * rng.normal(), 0.1 * rng.normal(), 0.1 * rng.normal()];
      for (const [atom, { residue }] of topology.atoms.entries()) {
        if (topology.residues[residue]!.chain !== chain) continue;
        const at = t * frames.cols + 3 * atom;
        const [x, y, z] = [data[at]!, data[at + 1]!, data[at + 2]!];
        data.set([c * x - s * y + shift[0]!, s * x + c * y + shift[1]!, z + shift[2]!], at);
      }
    }
  }
  return { topology, frames: matrixOf(data, frames.rows, frames.cols) };
}

const all = ({ atoms }: Topology): number[] => [...atoms.keys()];
const named = (names: string) => (topology: Topology) => select(topology, names);

export const SELECTIONS: readonly (readonly [string, () => Promise<Selection>])[] = [
  ["all atoms of a peptide", () => pentapeptide(all)],
  ["its heavy atoms, with the rings of tryptophan", () => pentapeptide(heavyAtoms)],
  ["its backbone", () => pentapeptide(named("backbone"))],
  ["its C-alphas", () => pentapeptide(named("name CA"))],
  [
    "pieces of it that no bond joins",
    () => pentapeptide((topology) => all(topology).filter((a) => topology.atoms[a]!.residue !== 2)),
  ],
  ["a capped peptide", async () => capped()],
  ["prolines", () => entry("2jof-model1.pdb", heavyAtoms)],
  ["a disulphide bridge", () => entry("structures/1a8o.pdb", heavyAtoms)],
  ["a lactam bridge", () => entry("structures/2n0n.pdb", all)],
  ["a protein, a strand of DNA, an ion and water", async () => drifting(await entry("structures/1lcd.pdb", all))],
  [
    "two chains of C-alphas and phosphorus",
    async () => drifting(await entry("structures/1lcd.pdb", named("name CA P"))),
  ],
];
