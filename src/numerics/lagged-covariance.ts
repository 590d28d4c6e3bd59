// Covariances of time-lagged pairs, streamed: what TICA and the SRV need of a trajectory.
// N pairs, F columns.

import { expectShape, type Matrix, type Matrix64, NumericsError, ShapeError, zeros64 } from "../base/index.js";
import { columnMeans } from "./moments.js";
import { addTransposedProduct } from "./products.js";

export interface LaggedCovariance {
  /** (F), of the x and y rows together. */
  readonly mean: Float64Array;
  /** (F, F), C0 = (a'a + b'b) / 2N with a = x - mean, b = y - mean. */
  readonly c0: Matrix64;
  /** (F, F), C1 = (a'b + b'a) / 2N. */
  readonly c1: Matrix64;
  /** N. */
  readonly count: number;
}

export interface LaggedCovarianceAccumulator {
  /**
   * Adds the pairs (x_t, y_t) = (row t, the row one lag later).
   * @param x (N, F)
   * @param y (N, F)
   */
  add(x: Matrix, y: Matrix): void;
  /** @throws NumericsError when nothing was added */
  finish(): LaggedCovariance;
}

/**
 * The reversible estimate of C0 and C1, centred by the pooled mean (Chen, Sidky, Ferguson 2019, sec. II.B). Sums are
 * taken about the first block's mean, so that a mean far from 0 costs no digits.
 * @param nColumns F
 */
export function createLaggedCovariance(nColumns: number): LaggedCovarianceAccumulator {
  const sum = new Float64Array(nColumns);
  const same = zeros64(nColumns, nColumns); // a'a + b'b
  const across = zeros64(nColumns, nColumns); // a'b
  let shift: Float64Array | null = null;
  let count = 0;
  return {
    add: (x, y) => {
      expectShape("createLaggedCovariance, x", x, { N: null, F: nColumns });
      expectShape("createLaggedCovariance, y", y, { N: null, F: nColumns });
      if (x.rows !== y.rows) throw new ShapeError(`createLaggedCovariance: ${x.rows} rows x, ${y.rows} rows y`);
      if (x.rows === 0) return;
      shift ??= columnMeans(x);
      const a = centredRows(x, shift, sum);
      const b = centredRows(y, shift, sum);
      addTransposedProduct(same, a, a);
      addTransposedProduct(same, b, b);
      addTransposedProduct(across, a, b);
      count += x.rows;
    },
    finish: () => {
      if (shift === null) throw new NumericsError("createLaggedCovariance: no pairs were added");
      const offset = sum.map((total) => total / (2 * count)); // of the mean from the shift
      return {
        mean: shift.map((center, j) => center + offset[j]!),
        c0: symmetricLess(same, 4 * count, offset),
        c1: symmetricLess(across, 2 * count, offset),
        count,
      };
    },
  };
}

/** m - shift, (N, F); its column sums are added to `sum`. */
function centredRows(m: Matrix, shift: Float64Array, sum: Float64Array): Matrix64 {
  const out = zeros64(m.rows, m.cols);
  for (let t = 0, at = 0; t < m.rows; t++) {
    for (let j = 0; j < m.cols; j++, at++) {
      const deviation = m.data[at]! - shift[j]!;
      out.data[at] = deviation;
      sum[j]! += deviation;
    }
  }
  return out;
}

/** (m + m') / divisor - offset offset'. */
function symmetricLess(m: Matrix64, divisor: number, offset: Float64Array): Matrix64 {
  const n = m.rows;
  const out = zeros64(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out.data[i * n + j] = (m.data[i * n + j]! + m.data[j * n + i]!) / divisor - offset[i]! * offset[j]!;
    }
  }
  return out;
}
