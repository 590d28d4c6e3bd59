// The affine map between raw latent coordinates and the unit box in which the network works. T rows, D coordinates.

import { type FloatArray, type Matrix, type Matrix32, NumericsError, zeros32 } from "../base/index.js";

export interface UnitBox {
  /** (D) the raw value that becomes 0. */
  readonly lower: Float64Array;
  /** (D) the raw distance that becomes 1. */
  readonly width: Float64Array;
}

/** The smallest box around all rows. @throws NumericsError when a coordinate is constant or not finite */
export function fitUnitBox(latent: Matrix): UnitBox {
  const { data, rows, cols } = latent;
  const lower = new Float64Array(cols).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(cols).fill(Number.NEGATIVE_INFINITY);
  for (let t = 0, at = 0; t < rows; t++) {
    for (let d = 0; d < cols; d++, at++) {
      lower[d] = Math.min(lower[d]!, data[at]!);
      upper[d] = Math.max(upper[d]!, data[at]!);
    }
  }
  const width = upper.map((value, d) => value - lower[d]!);
  const bad = width.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (bad !== -1) throw new NumericsError(`latent coordinate ${bad + 1} is constant or not finite`);
  return { lower, width };
}

export function toUnitBox({ lower, width }: UnitBox, latent: Matrix): Matrix32 {
  const out = zeros32(latent.rows, latent.cols);
  for (let t = 0, at = 0; t < latent.rows; t++) {
    for (let d = 0; d < latent.cols; d++, at++) out.data[at] = (latent.data[at]! - lower[d]!) / width[d]!;
  }
  return out;
}

/** Back to raw coordinates, in place. */
export function fromUnitBox({ lower, width }: UnitBox, values: FloatArray): void {
  const nCoordinates = lower.length;
  for (let at = 0; at < values.length; at++) {
    const d = at % nCoordinates;
    values[at] = lower[d]! + values[at]! * width[d]!;
  }
}
