// Basis functions chi of a fitted encoder, over any number of frames: the SRV's network, or the features themselves.
// T frames, N pairs, F features, M basis functions.

import type { Matrix32, Task } from "../base/index.js";
import { gatherRows, type Scaling, type Table } from "../features/index.js";
import { createLaggedCovariance, type LaggedCovariance } from "../numerics/index.js";
import {
  compileRowFunction,
  constant,
  constantParameters,
  type Engine,
  type RowFunction,
  type Tensor,
} from "../tensor/index.js";
import { inferencePass, type LayerMoments, type SrvArchitecture, srvShapes, standardise } from "./srv-network.js";

/** A trained lobe: plain data. */
export interface SrvNetwork {
  readonly architecture: SrvArchitecture;
  /** Flat, in the order of `srvShapes`. */
  readonly parameters: Float32Array;
  readonly moments: LayerMoments<Float32Array>;
}

/** (T, F) raw features to (T, M) basis functions. Without a network these are the standardised features (TICA). */
export type Basis = RowFunction;

export function compileBasis(engine: Engine, network: SrvNetwork | null, scaling: Scaling): Promise<Basis> {
  return compileRowFunction(engine, { x: scaling.mean.length }, ({ x }) => {
    const scaled = standardise(x!, scaling.mean, scaling.scale);
    if (network === null) return scaled;
    const { architecture, parameters, moments } = network;
    const constants = constantParameters(parameters, srvShapes(architecture));
    const row = (values: Float32Array): Tensor => constant(values, [1, values.length]);
    const fixed = moments.map(({ mean, variance }) => ({ mean: row(mean), variance: row(variance) }));
    return inferencePass(constants, fixed, scaled);
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

/** C0, C1 and mean of the basis functions over the pairs (t, t + lag) that start at `starts`. */
export async function basisCovariance(
  basis: Basis,
  features: Table,
  starts: Int32Array,
  lagFrames: number,
  task: Task,
): Promise<LaggedCovariance> {
  let covariance: ReturnType<typeof createLaggedCovariance> | null = null;
  for (let at = 0; at < starts.length; at += BLOCK_ROWS) {
    const block = starts.subarray(at, at + BLOCK_ROWS);
    const now = await basis.apply({ x: gatherRows(features, block) });
    const later = await basis.apply({
      x: gatherRows(
        features,
        block.map((t) => t + lagFrames),
      ),
    });
    covariance ??= createLaggedCovariance(now.cols);
    covariance.add(now, later);
    await task.yield();
  }
  return (covariance ?? createLaggedCovariance(0)).finish();
}
