// Which features describe the slow motions: cross-validated VAMP-2 scores (McGibbon & Pande 2015; Wu & Noe 2020).
// K folds, M modes.

import { columnOf, type Matrix64, type Rng, type Task, zeros64 } from "../base/index.js";
import { type EncoderOptions, encode, fitEncoder, vampScore } from "../encoder/index.js";
import { columnsOf, type Fold, gatherRows, type Table, tableOf } from "../features/index.js";
import { blockEstimate, createLaggedCovariance, type LaggedCovariance } from "../numerics/index.js";
import type { Engine } from "../tensor/index.js";

export interface FeatureSet {
  readonly kinds: readonly string[];
  /** In the table of all features. */
  readonly columns: Int32Array;
}

export interface FeatureSetScores {
  readonly kinds: readonly string[];
  readonly nFeatures: number;
  /** (K, M) VAMP-2 of the m slowest modes, m = 1 ... M, on the fold that training never saw. */
  readonly folds: Matrix64;
}

/** Each kind alone, and all together. */
export function proposeFeatureSets(columns: ReadonlyMap<string, Int32Array>): FeatureSet[] {
  const single = [...columns].map(([kind, own]) => ({ kinds: [kind], columns: own }));
  if (single.length === 1) return single;
  const all = Int32Array.from([...columns.values()].flatMap((own) => [...own])).sort();
  return [...single, { kinds: [...columns.keys()], columns: all }];
}

/** @param options M is their `maxLatentDim` */
export async function scoreFeatureSets(
  features: Table,
  sets: readonly FeatureSet[],
  folds: readonly Fold[],
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<FeatureSetScores[]> {
  const nModes = options.maxLatentDim;
  const scores: FeatureSetScores[] = [];
  for (const { kinds, columns } of sets) {
    const picked = columnsOf(features, columns);
    const table = zeros64(folds.length, nModes);
    for (const [k, fold] of folds.entries()) {
      const part = task.part(`${kinds.join(", ")}, part ${k + 1} of ${folds.length}`);
      const name = `${kinds.join()} ${k}`;
      const row = await scoreFold(picked, fold, { ...options, latentDim: nModes }, engine, rng.split(name), part);
      table.data.set(row, k * nModes);
    }
    scores.push({ kinds, nFeatures: columns.length, folds: table });
  }
  return scores;
}

/** @returns (M) */
async function scoreFold(
  features: Table,
  { test, ...split }: Fold,
  options: EncoderOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Float64Array> {
  const encoder = await fitEncoder(features, split, options, engine, rng, task);
  const latent = tableOf(await encode(encoder, features, engine, task.part("projection")), features.segments);
  const covariance = createLaggedCovariance(latent.cols);
  const ends = test.map((t) => t + split.lagFrames);
  covariance.add(gatherRows(latent, test), gatherRows(latent, ends));
  const measured = covariance.finish();
  return Float64Array.from({ length: latent.cols }, (_, i) => 1 + vampScore(leadingModes(measured, i + 1)));
}

function leadingModes({ mean, c0, c1, count }: LaggedCovariance, m: number): LaggedCovariance {
  const corner = ({ data, cols }: Matrix64): Matrix64 => ({
    data: Float64Array.from({ length: m * m }, (_, k) => data[Math.floor(k / m) * cols + (k % m)]!),
    rows: m,
    cols: m,
  });
  return { mean: mean.subarray(0, m), c0: corner(c0), c1: corner(c1), count };
}

/** Mean and standard error of the score of m modes over the folds. */
export function scoreOf({ folds }: FeatureSetScores, m: number): { mean: number; sem: number } {
  return withMean([...columnOf(folds, m - 1)]);
}

function withMean(values: readonly number[]): { mean: number; sem: number } {
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, sem: blockEstimate(values).sem };
}

export interface FeatureAdvice {
  readonly best: FeatureSetScores;
  /** The set with the fewest features that is not worse than the best by more than one standard error of the difference. */
  readonly simplest: FeatureSetScores;
}

/** @param m modes that count */
export function adviseFeatures(sets: readonly FeatureSetScores[], m: number): FeatureAdvice {
  const best = sets.reduce((a, b) => (scoreOf(b, m).mean > scoreOf(a, m).mean ? b : a));
  const bestScores = columnOf(best.folds, m - 1);
  // Folds that are hard for one set are hard for all: differences within a fold are known better than scores.
  const isAsGood = (set: FeatureSetScores): boolean => {
    const { mean, sem } = withMean(Array.from(columnOf(set.folds, m - 1), (score, k) => bestScores[k]! - score));
    return mean <= sem;
  };
  const candidates = sets.filter((set) => set === best || isAsGood(set));
  return { best, simplest: candidates.reduce((a, b) => (b.nFeatures < a.nFeatures ? b : a)) };
}
