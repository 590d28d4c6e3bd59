// Molecules broken over the faces of a periodic box, which no feature may be taken of.

import { DataError } from "../base/index.js";
import type { FrameBlock, Topology } from "../trajectory/index.js";
import { atomLabel } from "./atom-roles.js";
import { squaredDistance } from "./distances.js";

/** Plain data, stored in the model file. */
export interface NamedBond {
  readonly atoms: readonly [number, number];
  /** For messages. */
  readonly name: string;
}

/** The bonds of all molecules that have one of `atoms`: those that must be whole. */
export function bondsOfMolecules(topology: Topology, atoms: Iterable<number>): NamedBond[] {
  // Union-find: every atom points towards the root of its molecule.
  const parent = Int32Array.from(topology.atoms.keys());
  const rootOf = (atom: number): number => {
    let root = atom;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const [i, j] of topology.bonds) parent[rootOf(j)] = rootOf(i);
  const wanted = new Set([...atoms].map(rootOf));
  return topology.bonds
    .filter(([i]) => wanted.has(rootOf(i)))
    .map(([i, j]) => ({ atoms: [i, j], name: `${atomLabel(topology, i)}-${atomLabel(topology, j)}` }));
}

/**
 * Checks that no bond of any frame is longer than half the shortest box vector. Frames without a box pass.
 * @param name what to call the trajectory in the message
 * @param firstFrame the number of the block's first frame in it
 * @throws DataError with the frame and the bond
 */
export function checkWhole(bonds: readonly NamedBond[], block: FrameBlock, name: string, firstFrame: number): void {
  const { boxes, positions, nFrames, nAtoms } = block;
  if (boxes === null) return;
  for (let t = 0; t < nFrames; t++) {
    const shortest = shortestBoxVector(boxes, t);
    if (shortest === 0) continue; // a file may give a box of zeros for none
    const longestSquared = (shortest / 2) ** 2;
    const frame = t * nAtoms * 3;
    for (const { atoms, name: bond } of bonds) {
      const [i, j] = atoms;
      const squared = squaredDistance(positions, frame + 3 * i, frame + 3 * j);
      if (squared <= longestSquared) continue;
      const length = Math.sqrt(squared).toFixed(3);
      throw new DataError(
        `${name}: frame ${firstFrame + t}: the bond ${bond} is ${length} nm long, more than half the box (${shortest.toFixed(3)} nm)`,
        { hint: "Make molecules whole first, for instance gmx trjconv -pbc whole." },
      );
    }
  }
}

function shortestBoxVector(boxes: Float32Array, frame: number): number {
  const at = 9 * frame;
  return Math.min(
    Math.hypot(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!),
    Math.hypot(boxes[at + 3]!, boxes[at + 4]!, boxes[at + 5]!),
    Math.hypot(boxes[at + 6]!, boxes[at + 7]!, boxes[at + 8]!),
  );
}
