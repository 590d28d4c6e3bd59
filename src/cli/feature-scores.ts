// Cross-validated scores of sets of features, in words and numbers.

import { adviseFeatures, type FeatureSetScores, scoreOf } from "../validation/index.js";

const title = ({ kinds }: FeatureSetScores): string => kinds.join(",");

const withError = ({ mean, sem }: { mean: number; sem: number }): string => `${mean.toFixed(2)} ± ${sem.toFixed(2)}`;

/** The entry of lags.json. */
export function describeFeatureScores(sets: readonly FeatureSetScores[]) {
  return sets.map((set) => ({
    features: set.kinds,
    n_features: set.nFeatures,
    vamp2: Array.from({ length: set.folds.cols }, (_, k) => {
      const { mean, sem } = scoreOf(set, k + 1);
      return { modes: k + 1, value: mean, sem };
    }),
  }));
}

/** One row a set: VAMP-2 for each number of modes. */
export function featureScoreRows(sets: readonly FeatureSetScores[]): string[][] {
  const nModes = sets[0]!.folds.cols;
  const header = ["features", "number", ...Array.from({ length: nModes }, (_, k) => `VAMP-2, m = ${k + 1}`)];
  const rows = sets.map((set) => [
    title(set),
    String(set.nFeatures),
    ...Array.from({ length: nModes }, (_, k) => withError(scoreOf(set, k + 1))),
  ]);
  return [header, ...rows];
}

/** @param m slow coordinates that the simulator will have @returns null where there is nothing to choose */
export function phraseFeatureAdvice(sets: readonly FeatureSetScores[], m: number): string | null {
  if (sets.length < 2) return null;
  const { best, simplest } = adviseFeatures(sets, m);
  const score = (set: FeatureSetScores): string =>
    `VAMP-2 of ${withError(scoreOf(set, m))} for m = ${m} on held-out data`;
  if (best === simplest) return `Take --features ${title(best)}: they have the best ${score(best)}.`;
  return (
    `Take --features ${title(simplest)} (${simplest.nFeatures} numbers): with a ${score(simplest)} they are as good, within the error, ` +
    `as ${title(best)} (${best.nFeatures} numbers, ${withError(scoreOf(best, m))}).`
  );
}
