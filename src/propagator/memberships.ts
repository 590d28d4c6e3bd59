// Which components rows belong to, and how much: responsibilities without the many that are next to nothing.
// N rows, D latent coordinates, C components, M memberships in all.

import type { Matrix, Matrix64, Task } from "../base/index.js";
import { zeros64 } from "../base/index.js";
import { type Components, responsibility } from "./components.js";

export interface Memberships {
  /** (N + 1) where each row's memberships begin. */
  readonly offsets: Int32Array;
  /** (M). */
  readonly components: Int32Array;
  /** (M) r_c(x), summing to 1 over each row. */
  readonly shares: Float64Array;
  /** (N) ln q(x), q the stationary density in the unit box. */
  readonly logDensity: Float64Array;
}

const LEAST_SHARE = 1e-4;

/** @param rows (N, D) in the unit box */
export async function membershipsOf(components: Components, rows: Matrix, task: Task): Promise<Memberships> {
  const share = responsibility(components);
  const all = new Float64Array(components.law.length);
  const offsets = new Int32Array(rows.rows + 1);
  const logDensity = new Float64Array(rows.rows);
  let [found, shares] = [new Int32Array(8 * rows.rows + all.length), new Float64Array(8 * rows.rows + all.length)];
  for (let t = 0, at = 0; t < rows.rows; t++) {
    if (at + all.length > found.length) [found, shares] = [grown(found, Int32Array), grown(shares, Float64Array)];
    logDensity[t] = share(rows.data, t * rows.cols, all);
    let kept = 0;
    for (let c = 0; c < all.length; c++) if (all[c]! >= LEAST_SHARE) kept += all[c]!;
    for (let c = 0; c < all.length; c++) {
      if (all[c]! < LEAST_SHARE) continue;
      found[at] = c;
      shares[at++] = all[c]! / kept;
    }
    offsets[t + 1] = at;
    if (t % 1024 === 0) await task.yield();
  }
  return { offsets, components: found, shares, logDensity };
}

function grown<A extends Int32Array | Float64Array>(array: A, kind: new (length: number) => A): A {
  const larger = new kind(2 * array.length);
  larger.set(array);
  return larger;
}

/** (C, C) < r_k(x) r_l(x) >: how much of each component lies where the others are. */
export function overlapOf({ offsets, components, shares }: Memberships, nComponents: number): Matrix64 {
  const overlap = zeros64(nComponents, nComponents);
  const nRows = offsets.length - 1;
  for (let t = 0; t < nRows; t++) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const row = components[i]! * nComponents;
      for (let j = offsets[t]!; j < offsets[t + 1]!; j++) {
        overlap.data[row + components[j]!]! += (shares[i]! * shares[j]!) / nRows;
      }
    }
  }
  return overlap;
}
