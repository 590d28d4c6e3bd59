// The features that a simulator is trained on: those asked for, less those that say nothing.
// T frames, F features.

import { DataError, type Task } from "../base/index.js";
import type { Topology, TrajectorySet } from "../trajectory/index.js";
import { isAlphaCarbonModel } from "./atom-roles.js";
import { type ExternalRows, expectAligned } from "./external-rows.js";
import { countColumns } from "./feature-group.js";
import { countFeatures, externalColumns, type FeatureMap, featureNames, keepFeatures } from "./feature-map.js";
import type { FeatureRequest } from "./feature-request.js";
import { type FeatureStatistics, isBroken, isConstant } from "./feature-statistics.js";
import { describeMap, describeStatistics, listNames } from "./feature-summary.js";
import { type FeaturizedData, type FeaturizePlan, featurize, planFeatures } from "./featurize.js";
import { columnsOf, type Table, type TableBuilder } from "./table.js";

/** What is wanted of each frame. */
export interface AskedFeatures {
  /** Null for those that suit the topology. */
  readonly requests: readonly FeatureRequest[] | null;
  /** (A') the atoms that the decoder writes. */
  readonly atoms: Int32Array;
  /** The user's own numbers, where they are among the requests. */
  readonly external: ExternalRows;
}

export interface LearnedFeatures {
  /** What was asked for, less the features that were dropped. */
  readonly plan: FeaturizePlan;
  /** (T, F) */
  readonly features: Table;
  /** (T, 3 A') nm. */
  readonly coordinates: Table;
}

/**
 * Reads all frames as `featurize` does, drops features that never change or are no number in some frame, and notes what
 * it found: the kinds, the values of each kind, and the names of what was dropped.
 * @param md trajectories of the atoms of `topology`
 * @throws ConfigError when a request does not fit the topology
 * @throws DataError when no feature is left, or as `featurize`
 */
export async function learnFeatures(
  topology: Topology,
  md: TrajectorySet,
  { requests, atoms, external }: AskedFeatures,
  makeTable: (cols: number) => TableBuilder,
  task: Task,
): Promise<LearnedFeatures> {
  const hasExternal = requests?.some(({ kind }) => kind === "npy") ?? false;
  const nExternal = hasExternal ? expectAligned(external, md.files) : 0;
  const plan = planFeatures(topology, requests, atoms, nExternal);
  if (requests === null && isAlphaCarbonModel(topology)) {
    task.note(
      "note: only C-alphas are known, so their pseudo-dihedrals and pseudo-angles take the place of phi and psi",
    );
  }
  for (const line of describeMap(plan.map)) task.note(line);
  const data = await featurize(md.readers, plan, makeTable, task, external);
  for (const line of describeStatistics(plan.map, data.statistics)) task.note(line);
  try {
    return dropFeatures(plan, data, task);
  } catch (error) {
    closeTables(data);
    throw error;
  }
}

function closeTables({ features, coordinates }: FeaturizedData): void {
  features.close();
  coordinates.close();
}

/**
 * Reads frames as a trained simulator takes them in.
 * @throws ConfigError when a file of the user's own numbers is missing
 * @throws DataError when one does not fit, or a feature is no number in some frame
 */
export async function readFeatures(
  plan: FeaturizePlan,
  md: TrajectorySet,
  makeTable: (cols: number) => TableBuilder,
  task: Task,
  external: ExternalRows,
): Promise<FeaturizedData> {
  const nColumns = externalColumns(plan.map);
  if (nColumns !== null) expectAligned(external, md.files, nColumns);
  const data = await featurize(md.readers, plan, makeTable, task, external);
  const broken = featureNames(plan.map).filter((_, column) => isBroken(data.statistics, column));
  if (broken.length === 0) return data;
  closeTables(data);
  throw new DataError(`features that are not a number in some frame: ${listNames(broken)}`, {
    hint: "Atoms that lie on one another or in line have no torsion: look at these frames, or leave them out.",
  });
}

function dropFeatures(plan: FeaturizePlan, data: FeaturizedData, task: Task): LearnedFeatures {
  const { features, coordinates, statistics } = data;
  const { broken, constant } = findUseless(plan.map, statistics);
  const names = featureNames(plan.map);
  const report = (columns: ReadonlySet<number>, problem: string): void => {
    if (columns.size > 0) task.note(`note: ${problem}: ${listNames([...columns].map((column) => names[column]!))}`);
  };
  report(broken, "features left out that are not a number in some frame");
  report(constant, "features left out that never change");

  const isKept = (column: number): boolean => !broken.has(column) && !constant.has(column);
  const map = keepFeatures(plan.map, isKept);
  const kept = Int32Array.from(names.keys()).filter(isKept);
  if (kept.length === 0) {
    throw new DataError(`features: none of the ${names.length} changes from frame to frame`, {
      hint: "Are these frames of one and the same structure? Otherwise choose other features (docs/features.md).",
    });
  }
  const table = kept.length === names.length ? features : columnsOf(features, kept);
  return { plan: { ...plan, map }, features: table, coordinates };
}

/** By column. */
function findUseless(map: FeatureMap, statistics: FeatureStatistics): Record<"broken" | "constant", Set<number>> {
  // Numbers of the user's own have any unit, and are small only beside themselves.
  const scales = map.groups.flatMap((group) =>
    Array<number>(countColumns(group)).fill(group.form === "external" ? 0 : 1),
  );
  const columns = [...Array(countFeatures(map)).keys()];
  const broken = new Set(columns.filter((column) => isBroken(statistics, column)));
  const constant = columns.filter((column) => !broken.has(column) && isConstant(statistics, column, scales[column]!));
  return { broken, constant: new Set(constant) };
}
