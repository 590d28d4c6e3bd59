// One pass over the trajectories: features for the encoder, coordinates for the decoder.
// T frames, A atoms, A' atoms of the decoder, F features.

import { type Matrix32, matrixOf, ShapeError, type Task } from "../base/index.js";
import {
  blocks,
  describeFrame,
  type FrameBlock,
  findMolecules,
  gatherMolecules,
  makeWhole,
  type NamedBond,
  pickAtoms,
  type Topology,
  type TrajectoryReader,
} from "../trajectory/index.js";
import { createFeatureMap, type FeatureKind, type FeatureMap } from "./feature-map.js";
import { computeFeatures } from "./feature-values.js";
import type { Table, TableBuilder } from "./table.js";
import { bondsOfMolecules } from "./wholeness.js";

/** What is taken from each frame. Plain data, stored in the model file. */
export interface FeaturizePlan {
  readonly map: FeatureMap;
  /** (A') the atoms that the decoder writes. */
  readonly atoms: Int32Array;
  /** Those that make molecules whole which a periodic box has broken. */
  readonly bonds: readonly NamedBond[];
}

/** @throws DataError when the topology has none of the features */
export function planFeatures(topology: Topology, kinds: readonly FeatureKind[], atoms: Int32Array): FeaturizePlan {
  const map = createFeatureMap(topology, kinds);
  return { map, atoms, bonds: bondsOfMolecules(topology, usedAtoms(map, atoms)) };
}

/** Atoms that a feature or the decoder takes, some several times. */
export function usedAtoms(map: FeatureMap, atoms: Int32Array): readonly number[] {
  return [...[...map.torsions, ...map.distances].flatMap((feature): readonly number[] => feature.atoms), ...atoms];
}

export interface FeaturizedData {
  /** (T, F) */
  readonly features: Table;
  /** (T, 3 A') nm. */
  readonly coordinates: Table;
}

/**
 * Reads all frames once, in blocks of bounded size. Each trajectory is one segment of both tables. In a periodic box molecules
 * are made whole first, and brought together.
 * @param makeTable where the rows go: memory, or disk
 * @throws DataError when a molecule cannot be made whole
 * @throws ShapeError when a trajectory has another number of atoms than the topology
 */
export async function featurize(
  readers: readonly TrajectoryReader[],
  plan: FeaturizePlan,
  makeTable: (cols: number) => TableBuilder,
  task: Task,
): Promise<FeaturizedData> {
  const { map, atoms, bonds } = plan;
  const features = makeTable(map.names.length);
  const coordinates = makeTable(3 * atoms.length);
  const molecules = findMolecules(bonds, usedAtoms(map, atoms));

  const nFrames = readers.reduce((sum, reader) => sum + reader.nFrames, 0);
  let done = 0;
  try {
    for (const reader of readers) {
      expectAtoms(map, reader);
      for await (const block of blocks(reader)) {
        makeWhole(molecules, block, (t) => describeFrame(reader, block.first + t));
        gatherMolecules(molecules, block);
        features.append(computeFeatures(map, block));
        coordinates.append(selectCoordinates(block, atoms));
        done += block.nFrames;
        task.report(done / nFrames, reader.name);
        await task.yield();
      }
      features.endSegment();
      coordinates.endSegment();
    }
    return { features: features.finish(), coordinates: coordinates.finish() };
  } catch (error) {
    features.abandon();
    coordinates.abandon();
    throw error;
  }
}

function expectAtoms({ nAtoms }: FeatureMap, reader: TrajectoryReader): void {
  if (reader.nAtoms === nAtoms) return;
  throw new ShapeError(`${reader.name}: want frames of A = ${nAtoms} atoms, got ${reader.nAtoms}`);
}

/** @returns (T, 3 A') nm */
export function selectCoordinates(block: FrameBlock, atoms: Int32Array): Matrix32 {
  return matrixOf(pickAtoms(block, atoms).positions, block.nFrames, 3 * atoms.length);
}
