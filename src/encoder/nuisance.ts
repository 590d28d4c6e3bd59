// Nuisance modes: learned by an encoder that comes first, then taken out of the features.
// T frames, F features, M basis functions, N nuisance modes.

import { ConfigError, type Matrix32, type Matrix64, type Task, zeros64 } from "../base/index.js";
import type { Scaling, Table } from "../features/index.js";
import { luSolve } from "../numerics/index.js";
import type { Engine } from "../tensor/index.js";
import { compileBasis, forEachBasisBlock } from "./basis.js";
import { projectOnModes, type SlowModes } from "./modes.js";
import type { Nuisance } from "./preparation.js";
import type { SrvNetwork } from "./srv-network.js";

/**
 * Takes modes of an encoder out of the features by linear regression: x <- x - psi_n <psi_n x> / <psi_n^2>.
 * @param numbers of the modes, from 1, in the encoder's order
 * @throws ConfigError when there is no such mode
 */
export async function deflateModes(
  { scaling, network, modes }: { scaling: Scaling; network: SrvNetwork; modes: SlowModes },
  numbers: readonly number[],
  features: Table,
  engine: Engine,
  task: Task,
): Promise<Nuisance> {
  const picked = pickModes(modes, numbers);
  const basis = await compileBasis(engine, network, { scaling, nuisance: null });
  const regression = createRegression(scaling.mean, numbers.length);
  await forEachBasisBlock(basis, features, task, (chi, firstRow) => {
    const psi = new Float32Array(chi.rows * numbers.length);
    projectOnModes(chi, picked, numbers.length, psi);
    regression.add(psi, features.read(firstRow, chi.rows));
  });
  await basis.release();
  return { network, mean: picked.mean, vectors: picked.vectors, slopes: regression.solve() };
}

/** @returns the modes of these numbers alone: vectors (M, N) */
function pickModes({ mean, vectors, eigenvalues }: SlowModes, numbers: readonly number[]): SlowModes {
  const [m, n] = [mean.length, numbers.length];
  const missing = numbers.find((number) => number > m);
  if (missing !== undefined) {
    throw new ConfigError("encoder.deflate", `there is no mode ${missing}: the encoder has ${m}`, {
      hint: "The summary of a first fit lists the modes; encoder.maxLatentDim sets how many are learned.",
    });
  }
  const data = Float64Array.from(
    { length: m * n },
    (_, k) => vectors.data[Math.floor(k / n) * m + numbers[k % n]! - 1]!,
  );
  return {
    mean,
    vectors: { data, rows: m, cols: n },
    eigenvalues: Float64Array.from(numbers, (number) => eigenvalues[number - 1]!),
  };
}

interface Regression {
  /** @param psi (T, N) @param x (T, F) */
  add(psi: Float32Array, x: Matrix32): void;
  /** @returns (N, F) */
  solve(): Matrix64;
}

/** Least squares of the features, about their means, on the modes, whose means are 0. @param mean (F) */
function createRegression(mean: Float64Array, nModes: number): Regression {
  const nFeatures = mean.length;
  const gram = zeros64(nModes, nModes);
  const cross = zeros64(nModes, nFeatures);
  return {
    add: (psi, x) => {
      for (let t = 0; t < x.rows; t++) {
        for (let n = 0; n < nModes; n++) {
          const value = psi[t * nModes + n]!;
          for (let k = 0; k < nModes; k++) gram.data[n * nModes + k]! += value * psi[t * nModes + k]!;
          for (let f = 0; f < nFeatures; f++) {
            cross.data[n * nFeatures + f]! += value * (x.data[t * nFeatures + f]! - mean[f]!);
          }
        }
      }
    },
    solve: () => luSolve(gram, cross),
  };
}
