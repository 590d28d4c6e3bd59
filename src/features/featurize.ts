// One pass over the trajectories: features for the encoder, coordinates for the decoder.
// T frames, A atoms, A' atoms of the decoder, F features.

import { type Matrix32, type Task, zeros32 } from "../base/index.js";
import { blocks, type FrameBlock, type Topology, type TrajectoryReader } from "../trajectory/index.js";
import { createFeatureMap, type FeatureKind, type FeatureMap } from "./feature-map.js";
import { computeFeatures } from "./feature-values.js";
import type { Table, TableBuilder } from "./table.js";
import { bondsOfMolecules, checkWhole, type NamedBond } from "./wholeness.js";

/** What is taken from each frame. Plain data, stored in the model file. */
export interface FeaturizePlan {
  readonly map: FeatureMap;
  /** (A') the atoms that the decoder writes. */
  readonly atoms: Int32Array;
  /** Those that must not be broken over a periodic box. */
  readonly bonds: readonly NamedBond[];
}

/** @throws DataError when the topology has none of the features */
export function planFeatures(topology: Topology, kinds: readonly FeatureKind[], atoms: Int32Array): FeaturizePlan {
  const map = createFeatureMap(topology, kinds);
  const used = [...map.torsions, ...map.distances].flatMap((feature): readonly number[] => feature.atoms);
  return { map, atoms, bonds: bondsOfMolecules(topology, [...used, ...atoms]) };
}

export interface FeaturizedData {
  /** (T, F) */
  readonly features: Table;
  /** (T, 3 A') nm. */
  readonly coordinates: Table;
}

/**
 * Reads all frames once, in blocks of bounded size. Each trajectory is one segment of both tables.
 * @param makeTable where the rows go: memory, or disk
 * @throws DataError when a molecule is broken over a periodic box
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

  const nFrames = readers.reduce((sum, reader) => sum + reader.nFrames, 0);
  let done = 0;
  try {
    for (const reader of readers) {
      for await (const block of blocks(reader)) {
        features.append(computeFeatures(map, block));
        checkWhole(bonds, block, reader.name, block.first);
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

/** @returns (T, 3 A') nm */
export function selectCoordinates({ positions, nFrames, nAtoms }: FrameBlock, atoms: Int32Array): Matrix32 {
  const out = zeros32(nFrames, 3 * atoms.length);
  let at = 0;
  for (let t = 0; t < nFrames; t++) {
    for (let a = 0; a < atoms.length; a++) {
      const from = 3 * (t * nAtoms + atoms[a]!);
      out.data[at++] = positions[from]!;
      out.data[at++] = positions[from + 1]!;
      out.data[at++] = positions[from + 2]!;
    }
  }
  return out;
}
