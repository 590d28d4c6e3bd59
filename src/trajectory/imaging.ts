// Which images of the molecules of a periodic box a trajectory shows: the steps of a conversion, in their order.

import { centreFrames, wrapMolecules } from "./centre.js";
import type { FrameBlock } from "./frames.js";
import { gatherMolecules } from "./gather.js";
import { findMolecules, type NamedBond } from "./molecules.js";
import { startUnwrapping } from "./unwrap.js";
import { makeWhole } from "./whole.js";

export interface ImagingOptions {
  /** Takes out jumps over the faces from frame to frame. */
  readonly unwrap: boolean;
  /** Atoms whose molecules are brought together in the middle of the box; all others come around them. */
  readonly centre: Int32Array | null;
}

/**
 * Starts to choose images for a trajectory. Molecules are always made whole; where paths are unwrapped, only the frame as a
 * whole is shifted for the centre.
 * @param bonds of the molecules of `atoms` and of the centre
 * @param atoms that matter
 * @returns changes blocks in place; to be called with all of them, in order, and as `makeWhole`
 */
export function startImaging(
  bonds: readonly NamedBond[],
  atoms: Int32Array,
  { unwrap, centre }: ImagingOptions,
): (block: FrameBlock, describe: (t: number) => string) => void {
  const middle = centre === null ? null : findMolecules(bonds, centre);
  const all = findMolecules(bonds, middle === null ? atoms : [...atoms, ...middle.atoms]);
  const inMiddle = new Set(middle?.atoms);
  const around = findMolecules(
    bonds,
    all.atoms.filter((atom) => !inMiddle.has(atom)),
  );
  const unwrapBlock = unwrap ? startUnwrapping(all) : null;
  return (block, describe) => {
    makeWhole(all, block, describe);
    unwrapBlock?.(block);
    if (centre === null || middle === null) return;
    if (unwrapBlock === null) gatherMolecules(middle, block);
    centreFrames(centre, block);
    if (unwrapBlock === null) wrapMolecules(around, block);
  };
}
