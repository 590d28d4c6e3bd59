// The velocity fields of a flow and the coordinates that they work on. A atoms, K coordinates, S stages.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import {
  countCoordinates,
  type FlowModel,
  flowShapes,
  type InternalCoordinates,
  type Placement,
  stageSizes,
  type Whitening,
} from "../decoder/index.js";
import { parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { namedWithin, type StoredArrays, vector } from "./stored-arrays.js";

export const flowRecord = v.object({
  method: v.literal("flow"),
  coordinates: v.picklist(["internal", "cartesian"]),
  n_coordinates: count,
  steps: count,
  stages: v.pipe(v.array(v.object({ width: count, n_blocks: count })), v.minLength(1)),
});

type FlowRecord = v.InferOutput<typeof flowRecord>;

export function describeFlow({ method, coordinates, stages, steps }: FlowModel): FlowRecord {
  return {
    method,
    coordinates: coordinates.kind,
    n_coordinates: coordinates.whitening.mean.length,
    steps,
    stages: stages.map(({ architecture }) => ({ width: architecture.width, n_blocks: architecture.nBlocks })),
  };
}

export function flowArrays({ stages, coordinates, memory }: FlowModel): NamedArrays {
  const { mean, factor } = coordinates.whitening;
  const stageArrays = stages.map(({ architecture, parameters, history }, k) =>
    namedWithin(`stage_${k + 1}`, {
      ...parameterArrays(parameters, flowShapes(architecture)),
      history: vector(Float64Array.from(history)),
    }),
  );
  return {
    ...Object.assign({}, ...stageArrays),
    ...(coordinates.kind === "internal" ? placementArrays(coordinates) : {}),
    "whitening.mean": vector(mean),
    "whitening.factor": { shape: [factor.rows, factor.cols], data: factor.data },
    memory: vector(memory),
  };
}

/** -1 for none, NaN for a torsion or a missing dihedral. */
function placementArrays({ placements }: InternalCoordinates): NamedArrays {
  const atoms = placements.flatMap((p) => [p.atom, p.parent, p.grandparent, p.great, p.sibling]);
  return {
    "placements.atoms": { shape: [placements.length, 5], data: Int32Array.from(atoms) },
    "placements.centres": vector(Float64Array.from(placements, ({ centre }) => centre ?? Number.NaN)),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreFlow(record: FlowRecord, nAtoms: number, latentDim: number, arrays: StoredArrays): FlowModel {
  const { method, n_coordinates: nCoordinates, steps } = record;
  const whitening = {
    mean: arrays.float64("whitening.mean", [nCoordinates]),
    factor: {
      data: arrays.float64("whitening.factor", [nCoordinates, nCoordinates]),
      rows: nCoordinates,
      cols: nCoordinates,
    },
  };
  const coordinates =
    record.coordinates === "internal"
      ? restoreInternal(whitening, nAtoms, arrays)
      : ({ kind: "cartesian", whitening } as const);
  const expected = coordinates.kind === "internal" ? countCoordinates(coordinates.placements) : 3 * nAtoms;
  const sizes = stageSizes(coordinates);
  if (expected !== nCoordinates || sizes.length !== record.stages.length) {
    throw new FormatError(
      arrays.file,
      `the decoder has ${nCoordinates} coordinates in ${record.stages.length} stages, its atoms want ${expected} in ${sizes.length}`,
    );
  }
  const stages = record.stages.map(({ width, n_blocks: nBlocks }, k) => {
    const before = sizes.slice(0, k).reduce((sum, size) => sum + size, 0);
    const architecture = { nCoordinates: sizes[k]!, nConditions: latentDim + before, width, nBlocks };
    const stage = arrays.within(`stage_${k + 1}`);
    const history = [...stage.float64("history", [null])];
    return { architecture, parameters: stage.parameters(flowShapes(architecture)), history };
  });
  return { method, coordinates, steps, stages, memory: arrays.float64("memory", [nCoordinates]) };
}

function restoreInternal(whitening: Whitening, nAtoms: number, arrays: StoredArrays): InternalCoordinates {
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
  return { kind: "internal", nAtoms, placements, whitening };
}
