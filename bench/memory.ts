// The memory that the features of a trajectory take which is larger than memory, computed as `lss fit` does it.
// The trajectory is a DCD file that is made while it is read: the same frames over and over.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createTask, memorySource } from "../src/base/index.js";
import { TABLE_MEMORY_BYTES } from "../src/cli/resources.js";
import { chooseAtoms, learnFeatures } from "../src/features/index.js";
import { tableFactory } from "../src/features/index.node.js";
import { openTrajectories, readTopology, type Topology } from "../src/trajectory/index.js";
import { repeatedDcd } from "../test/trajectory/repeated-dcd.js";
import { chainFrames } from "./chain-frames.js";

const PEPTIDE = "examples/pentapeptide/topology.pdb";
/** Large frames, and small ones, of which so many fit into a file that their tables go to disk. */
const WATERS = { solvated: 10_000, shell: 100 } as const;
const GIGABYTES = [1, 10];
const REPEATED_FRAMES = 16;

/** Prints the largest resident memory for each system and size, each in a process of its own. */
export function measureMemory(): void {
  for (const system of Object.keys(WATERS)) {
    for (const gigabytes of GIGABYTES) {
      const { status } = spawnSync(process.execPath, [process.argv[1]!, "--memory", system, String(gigabytes)], {
        stdio: "inherit",
      });
      if (status !== 0) throw new Error(`${system}, ${gigabytes} GB: failed`);
    }
  }
}

/** @param folder for tables on disk */
export async function measureSystem(system: keyof typeof WATERS, gigabytes: number, folder: string): Promise<void> {
  const start = performance.now();
  const { topology: peptide } = await readTopology(memorySource(PEPTIDE, readFileSync(PEPTIDE)));
  const topology = withWaters(peptide, WATERS[system]);
  const nAtoms = topology.atoms.length;
  const source = await repeatedDcd(chainFrames(nAtoms, REPEATED_FRAMES), 1e9 * gigabytes);
  const md = await openTrajectories([source], nAtoms);
  const asked = { requests: null, atoms: chooseAtoms(topology, null, null), external: new Map() };
  const makeTable = tableFactory({ memoryBytes: TABLE_MEMORY_BYTES, folder });
  const { features } = await learnFeatures(topology, md, asked, makeTable, createTask());
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const size = `${gigabytes} GB, ${md.nFrames} frames of ${nAtoms} atoms`;
  console.log(`${system}: ${size}: ${features.cols} features, at most ${peak} MB resident, ${seconds} s`);
}

/** A topology with water after its own atoms. */
function withWaters(topology: Topology, nWaters: number): Topology {
  const [atoms, residues, bonds] = [[...topology.atoms], [...topology.residues], [...topology.bonds]];
  const chain = topology.chains.length;
  for (let k = 0; k < nWaters; k++) {
    const [first, residue] = [atoms.length, residues.length];
    for (const name of ["O", "H1", "H2"]) atoms.push({ name, element: name[0]!, residue });
    bonds.push([first, first + 1], [first, first + 2]);
    residues.push({ name: "HOH", sequence: k + 1, insertionCode: "", chain, atoms: [first, first + 1, first + 2] });
  }
  return { atoms, residues, bonds, chains: [...topology.chains, { id: "W" }] };
}
