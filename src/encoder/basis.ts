// Basis functions chi of a fitted encoder, over any number of frames: the SRV's network, or the features themselves.
// T frames, N pairs, F features, M basis functions.

import type { Matrix32, Task } from "../base/index.js";
import { gatherRows, type Table } from "../features/index.js";
import { createLaggedCovariance, type LaggedCovariance } from "../numerics/index.js";
import { compileRowFunction, type Engine, type RowFunction } from "../tensor/index.js";
import { type Preparation, prepare } from "./preparation.js";
import { type SrvNetwork, trainedPass } from "./srv-network.js";

/** (T, F) raw features to (T, M) basis functions. Without a network these are the prepared features (TICA). */
export type Basis = RowFunction;

export function compileBasis(engine: Engine, network: SrvNetwork | null, preparation: Preparation): Promise<Basis> {
  return compileRowFunction(engine, { x: preparation.scaling.mean.length }, ({ x }) => {
    const prepared = prepare(x!, preparation);
    return network === null ? prepared : trainedPass(network, prepared);
  });
}

/** Rows handled at a time: a few megabytes of features. */
const BLOCK_ROWS = 16_384;

/** Applies the basis to all rows of a table, block by block. */
export async function forEachBasisBlock(
  basis: Basis,
  features: Table,
  task: Task,
  use: (chi: Matrix32, firstRow: number) => void,
): Promise<void> {
  for (let start = 0; start < features.rows; start += BLOCK_ROWS) {
    const rows = features.read(start, Math.min(BLOCK_ROWS, features.rows - start));
    use(await basis.apply({ x: rows }), start);
    task.report((start + rows.rows) / features.rows);
    await task.yield();
  }
}

/** Hands over the basis functions at both ends of the pairs (t, t + lag) that start at `starts`, block by block. */
export async function forEachBasisPair(
  basis: Basis,
  features: Table,
  starts: Int32Array,
  lagFrames: number,
  task: Task,
  use: (now: Matrix32, later: Matrix32) => void,
): Promise<void> {
  for (let at = 0; at < starts.length; at += BLOCK_ROWS) {
    const block = starts.subarray(at, at + BLOCK_ROWS);
    const ends = block.map((t) => t + lagFrames);
    const now = await basis.apply({ x: gatherRows(features, block) });
    const later = await basis.apply({ x: gatherRows(features, ends) });
    use(now, later);
    await task.yield();
  }
}

/**
 * C0, C1 and mean of the basis functions over the pairs that start at `starts`.
 * @param weigh gives each pair a weight by the basis functions at its start; none when left out
 */
export async function basisCovariance(
  basis: Basis,
  features: Table,
  starts: Int32Array,
  lagFrames: number,
  task: Task,
  weigh?: (now: Matrix32) => Float64Array,
): Promise<LaggedCovariance> {
  let covariance: ReturnType<typeof createLaggedCovariance> | null = null;
  await forEachBasisPair(basis, features, starts, lagFrames, task, (now, later) => {
    covariance ??= createLaggedCovariance(now.cols);
    covariance.add(now, later, weigh?.(now));
  });
  return (covariance ?? createLaggedCovariance(0)).finish();
}
