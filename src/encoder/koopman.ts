// Weights that turn many short runs from anywhere into equilibrium averages (Wu et al., J. Chem. Phys. 146, 154104, 2017).
// N pairs, M basis functions.

import { DataError, type Matrix32, NumericsError, type Task, zeros64 } from "../base/index.js";
import type { Table } from "../features/index.js";
import { luSolve } from "../numerics/index.js";
import { type Basis, forEachBasisPair } from "./basis.js";

/** w = max(0, chi slope + offset): mean 1 over the pairs that it was fitted to, before it is cut off at 0. */
export interface KoopmanWeights {
  /** (M) */
  readonly slope: Float64Array;
  readonly offset: number;
}

/** @param chi (N, M) at the starts of the pairs @returns (N) */
export function weighPairs({ slope, offset }: KoopmanWeights, chi: Matrix32): Float64Array {
  const weights = new Float64Array(chi.rows);
  for (let t = 0, at = 0; t < chi.rows; t++) {
    let weight = offset;
    for (let k = 0; k < chi.cols; k++, at++) weight += slope[k]! * chi.data[at]!;
    weights[t] = Math.max(0, weight);
  }
  return weights;
}

/**
 * The weights w(x) = u.[chi(x), 1] under which no basis function changes its mean within a lag time:
 * <w(x_t) f(x_t)> = <w(x_t) f(x_{t + lag})> for every f = [chi, 1], that is (C01' - C00) u = 0, with mean 1.
 * @param starts first frames of the pairs
 * @throws DataError when the data do not fix them
 */
export async function fitKoopmanWeights(
  basis: Basis,
  features: Table,
  starts: Int32Array,
  lagFrames: number,
  task: Task,
): Promise<KoopmanWeights> {
  let equations: ReturnType<typeof createEquations> | null = null;
  await forEachBasisPair(basis, features, starts, lagFrames, task, (now, later) => {
    equations ??= createEquations(now.cols);
    equations.add(now, later);
  });
  try {
    return equations!.solve();
  } catch (cause) {
    if (!(cause instanceof NumericsError)) throw cause;
    throw new DataError("the short runs do not overlap enough to be weighed against one another", {
      hint: "Leave encoder.reweight out, or give more runs that start between the states.",
      cause,
    });
  }
}

/** Sums for row f, column g of C01' - C00: <(f(later) - f(now)) g(now)>. That of f = 1 vanishes; mean weight 1 takes its place. */
function createEquations(nBasis: number) {
  const n = nBasis + 1;
  const matrix = zeros64(n, n);
  let count = 0;
  return {
    add: (now: Matrix32, later: Matrix32): void => {
      for (let t = 0; t < now.rows; t++) {
        const row = t * nBasis;
        for (let f = 0; f < nBasis; f++) {
          const change = later.data[row + f]! - now.data[row + f]!;
          for (let g = 0; g < nBasis; g++) matrix.data[f * n + g]! += change * now.data[row + g]!;
          matrix.data[f * n + nBasis]! += change;
        }
        for (let g = 0; g < nBasis; g++) matrix.data[nBasis * n + g]! += now.data[row + g]!;
      }
      count += now.rows;
      matrix.data[n * n - 1] = count;
    },
    solve: (): KoopmanWeights => {
      const right = zeros64(n, 1);
      right.data[nBasis] = count;
      const { data } = luSolve(matrix, right);
      return { slope: data.slice(0, nBasis), offset: data[nBasis]! };
    },
  };
}
