// The velocity fields of a flow and the coordinates that they work on. A atoms, K coordinates, S stages.

import * as v from "valibot";
import { FormatError, matrixOf, type NamedArrays } from "../base/index.js";
import {
  countCoordinates,
  type FlowCoordinates,
  type FlowModel,
  flowShapes,
  type InternalCoordinates,
  type Placement,
  type PrincipalComponents,
  stageSizes,
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
    n_coordinates: sum(stageSizes(coordinates)),
    steps,
    stages: stages.map(({ architecture }) => ({ width: architecture.width, n_blocks: architecture.nBlocks })),
  };
}

export function flowArrays({ stages, coordinates, memory }: FlowModel): NamedArrays {
  const stageArrays = stages.map(({ architecture, parameters, history }, k) =>
    namedWithin(`stage_${k + 1}`, {
      ...parameterArrays(parameters, flowShapes(architecture)),
      history: vector(Float64Array.from(history)),
    }),
  );
  return {
    ...Object.assign({}, ...stageArrays),
    ...(coordinates.kind === "internal" ? internalArrays(coordinates) : componentArrays(coordinates.components)),
    memory: vector(memory),
  };
}

function componentArrays({ mean, axes }: PrincipalComponents): NamedArrays {
  return { "components.mean": vector(mean), "components.axes": { shape: [axes.rows, axes.cols], data: axes.data } };
}

/** -1 for no atom, NaN for a torsion or a missing dihedral. */
function internalArrays({ placements, whitening: { mean, factor } }: InternalCoordinates): NamedArrays {
  const atoms = placements.flatMap((p) => [p.atom, p.parent, p.grandparent, p.great, p.sibling]);
  return {
    "whitening.mean": vector(mean),
    "whitening.factor": { shape: [factor.rows, factor.cols], data: factor.data },
    "placements.atoms": { shape: [placements.length, 5], data: Int32Array.from(atoms) },
    "placements.centres": vector(Float64Array.from(placements, ({ centre }) => centre ?? Number.NaN)),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreFlow(record: FlowRecord, nAtoms: number, latentDim: number, arrays: StoredArrays): FlowModel {
  const { method, n_coordinates: nCoordinates, steps } = record;
  const coordinates: FlowCoordinates =
    record.coordinates === "internal"
      ? restoreInternal(nCoordinates, nAtoms, arrays)
      : { kind: "cartesian", components: restoreComponents(nCoordinates, nAtoms, arrays) };
  const sizes = stageSizes(coordinates);
  if (sizes.length !== record.stages.length) {
    throw new FormatError(
      arrays.file,
      `the decoder has ${record.stages.length} stages, its coordinates want ${sizes.length}`,
    );
  }
  const stages = record.stages.map(({ width, n_blocks: nBlocks }, k) => {
    const before = sum(sizes.slice(0, k));
    const architecture = { nCoordinates: sizes[k]!, nConditions: latentDim + before, width, nBlocks };
    const stage = arrays.within(`stage_${k + 1}`);
    const history = [...stage.float64("history", [null])];
    return { architecture, parameters: stage.parameters(flowShapes(architecture)), history };
  });
  return { method, coordinates, steps, stages, memory: arrays.float64("memory", [nCoordinates]) };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function restoreComponents(nCoordinates: number, nAtoms: number, arrays: StoredArrays): PrincipalComponents {
  const axes = arrays.float64("components.axes", [nCoordinates, 3 * nAtoms]);
  return {
    mean: arrays.float64("components.mean", [3 * nAtoms]),
    axes: matrixOf(axes, nCoordinates, 3 * nAtoms),
  };
}

function restoreInternal(nCoordinates: number, nAtoms: number, arrays: StoredArrays): InternalCoordinates {
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
  const factor = arrays.float64("whitening.factor", [nCoordinates, nCoordinates]);
  const whitening = {
    mean: arrays.float64("whitening.mean", [nCoordinates]),
    factor: matrixOf(factor, nCoordinates, nCoordinates),
  };
  return { kind: "internal", nAtoms, placements, whitening };
}
