// What the columns of features are like over all frames, gathered block by block; and which of them say nothing.

import type { Matrix32 } from "../base/index.js";
import { createMoments } from "../numerics/index.js";

/** Arrays of (F). Mean and deviation are not finite where a frame is not. */
export interface FeatureStatistics {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

export interface StatisticsAccumulator {
  /** @param rows (T, F) */
  add(rows: Matrix32): void;
  /** @throws NumericsError when no row was added */
  finish(): FeatureStatistics;
}

export function createStatistics(nFeatures: number): StatisticsAccumulator {
  const moments = createMoments(nFeatures);
  const min = new Float64Array(nFeatures).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(nFeatures).fill(Number.NEGATIVE_INFINITY);
  return {
    add: (rows) => {
      moments.add(rows);
      const { data } = rows;
      for (let at = 0; at < data.length; ) {
        for (let f = 0; f < nFeatures; f++) {
          const value = data[at++]!;
          if (value < min[f]!) min[f] = value;
          if (value > max[f]!) max[f] = value;
        }
      }
    },
    finish: () => {
      const { mean, std } = moments.finish();
      return { min, max, mean, std };
    },
  };
}

/** Whether a feature is no number in some frame. */
export function isBroken({ std }: FeatureStatistics, feature: number): boolean {
  return !Number.isFinite(std[feature]!);
}

/**
 * A deviation below this share of the largest value is what single precision leaves of a constant: coordinates of some nm,
 * divided by bonds of 0.15 nm, are right to 1e-6.
 */
const CONSTANT = 1e-6;

/**
 * Whether a feature never changes.
 * @param scale what its values are compared with when they are smaller: 1 for cosines, contacts and distances in nm
 */
export function isConstant({ min, max, std }: FeatureStatistics, feature: number, scale: number): boolean {
  const largest = Math.max(Math.abs(min[feature]!), Math.abs(max[feature]!), scale);
  return std[feature]! <= CONSTANT * largest;
}
