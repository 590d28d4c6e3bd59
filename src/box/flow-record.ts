// The velocity field of a flow and the internal coordinates that it works on. A atoms, K internal coordinates.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import {
  countCoordinates,
  type FlowModel,
  flowShapes,
  type InternalCoordinates,
  type Placement,
} from "../decoder/index.js";
import { parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { type StoredArrays, vector } from "./stored-arrays.js";

export const flowRecord = v.object({
  method: v.literal("flow"),
  n_coordinates: count,
  width: count,
  n_blocks: count,
  steps: count,
});

type FlowRecord = v.InferOutput<typeof flowRecord>;

export function describeFlow({ method, architecture, steps }: FlowModel): FlowRecord {
  const { nCoordinates, width, nBlocks } = architecture;
  return { method, n_coordinates: nCoordinates, width, n_blocks: nBlocks, steps };
}

export function flowArrays({ architecture, parameters, coordinates, history }: FlowModel): NamedArrays {
  const { placements, mean, scale } = coordinates;
  const atoms = placements.flatMap((p) => [p.atom, p.parent, p.grandparent, p.great, p.sibling]);
  return {
    ...parameterArrays(parameters, flowShapes(architecture)),
    /** -1 for none, NaN for a wide or missing dihedral. */
    "placements.atoms": { shape: [placements.length, 5], data: Int32Array.from(atoms) },
    "placements.centres": vector(Float64Array.from(placements, ({ centre }) => centre ?? Number.NaN)),
    "coordinates.mean": vector(mean),
    "coordinates.scale": vector(scale),
    history: vector(Float64Array.from(history)),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreFlow(record: FlowRecord, nAtoms: number, latentDim: number, arrays: StoredArrays): FlowModel {
  const { method, n_coordinates: nCoordinates, width, n_blocks: nBlocks, steps } = record;
  const architecture = { nCoordinates, latentDim, width, nBlocks };
  return {
    method,
    coordinates: restoreCoordinates(nCoordinates, nAtoms, arrays),
    architecture,
    steps,
    parameters: arrays.parameters(flowShapes(architecture)),
    history: [...arrays.float64("history", [null])],
  };
}

function restoreCoordinates(nCoordinates: number, nAtoms: number, arrays: StoredArrays): InternalCoordinates {
  const atoms = arrays.integers("placements.atoms", [nAtoms, 5]);
  const centres = arrays.float64("placements.centres", [nAtoms]);
  const placed = new Set<number>();
  const placements = Array.from({ length: nAtoms }, (_, k): Placement => {
    const [atom, ...others] = atoms.subarray(5 * k, 5 * k + 5) as unknown as [number, number, number, number, number];
    const [parent, grandparent, great, sibling] = others;
    const isNew = atom >= 0 && atom < nAtoms && !placed.has(atom);
    if (!isNew || others.some((other) => other !== -1 && !placed.has(other))) {
      throw new FormatError(
        arrays.file,
        `decoder.placements.atoms: row ${k} names atoms that are not placed before it`,
      );
    }
    placed.add(atom);
    return { atom, parent, grandparent, great, sibling, centre: Number.isNaN(centres[k]) ? null : centres[k]! };
  });
  const stored = countCoordinates(placements);
  if (stored !== nCoordinates) {
    throw new FormatError(
      arrays.file,
      `the decoder has ${nCoordinates} internal coordinates, its placements ${stored}`,
    );
  }
  return {
    nAtoms,
    placements,
    mean: arrays.float64("coordinates.mean", [nCoordinates]),
    scale: arrays.float64("coordinates.scale", [nCoordinates]),
  };
}
