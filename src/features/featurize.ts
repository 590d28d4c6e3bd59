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
  type SegmentReader,
  type Topology,
} from "../trajectory/index.js";
import { type ExternalRows, readExternal } from "./external-rows.js";
import { atomsOfFeatures, countFeatures, createFeatureMap, externalColumns, type FeatureMap } from "./feature-map.js";
import { defaultKinds, type FeatureRequest, plainRequest } from "./feature-request.js";
import { createStatistics, type FeatureStatistics } from "./feature-statistics.js";
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

/**
 * @param requests null for those that suit the topology
 * @param nExternal columns of the numbers that come with the trajectories
 * @throws ConfigError when a request does not fit the topology
 * @throws DataError when the topology has none of the features
 */
export function planFeatures(
  topology: Topology,
  requests: readonly FeatureRequest[] | null,
  atoms: Int32Array,
  nExternal = 0,
): FeaturizePlan {
  const map = createFeatureMap(topology, requests ?? defaultKinds(topology).map(plainRequest), nExternal);
  return { map, atoms, bonds: bondsOfMolecules(topology, usedAtoms(map, atoms)) };
}

/** Atoms that a feature or the decoder takes, some several times. */
export function usedAtoms(map: FeatureMap, atoms: Int32Array): readonly number[] {
  return [...atomsOfFeatures(map), ...atoms];
}

export interface FeaturizedData {
  /** (T, F) */
  readonly features: Table;
  /** (T, 3 A') nm. */
  readonly coordinates: Table;
  readonly statistics: FeatureStatistics;
}

/**
 * Reads all frames once, in blocks of bounded size. Each trajectory is one segment of both tables. In a periodic box molecules
 * are made whole first, and brought together.
 * @param makeTable where the rows go: memory, or disk
 * @param external numbers that come with the trajectories, for a map that has such features
 * @throws DataError when a molecule cannot be made whole
 * @throws ShapeError when a trajectory has another number of atoms than the topology
 */
export async function featurize(
  readers: readonly SegmentReader[],
  plan: FeaturizePlan,
  makeTable: (cols: number) => TableBuilder,
  task: Task,
  external: ExternalRows = new Map(),
): Promise<FeaturizedData> {
  const { map, atoms, bonds } = plan;
  const hasExternal = externalColumns(map) !== null;
  const statistics = createStatistics(countFeatures(map));
  const features = makeTable(countFeatures(map));
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
        const own = hasExternal ? await readExternal(external, reader, block) : null;
        const rows = computeFeatures(map, block, own);
        statistics.add(rows);
        features.append(rows);
        coordinates.append(selectCoordinates(block, atoms));
        done += block.nFrames;
        task.report(done / nFrames, reader.name);
        await task.yield();
      }
      features.endSegment();
      coordinates.endSegment();
    }
    return { features: features.finish(), coordinates: coordinates.finish(), statistics: statistics.finish() };
  } catch (error) {
    features.abandon();
    coordinates.abandon();
    throw error;
  }
}

function expectAtoms({ nAtoms }: FeatureMap, reader: SegmentReader): void {
  if (reader.nAtoms === nAtoms) return;
  throw new ShapeError(`${reader.name}: want frames of A = ${nAtoms} atoms, got ${reader.nAtoms}`);
}

/** @returns (T, 3 A') nm */
export function selectCoordinates(block: FrameBlock, atoms: Int32Array): Matrix32 {
  return matrixOf(pickAtoms(block, atoms).positions, block.nFrames, 3 * atoms.length);
}
