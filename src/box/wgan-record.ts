// The generator of a WGAN. A atoms, D latent coordinates.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import type { WganModel } from "../decoder/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { type StoredArrays, single } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";

export const wganRecord = v.object({
  method: v.literal("cwgan"),
  noise_dim: count,
  /** Units of each layer, inputs and outputs included. */
  widths: v.pipe(v.array(count), v.minLength(2)),
});

type WganRecord = v.InferOutput<typeof wganRecord>;

const HISTORY = ["critic", "generator"] as const;

export function describeWgan({ method, noiseDim, widths }: WganModel): WganRecord {
  return { method, noise_dim: noiseDim, widths: [...widths] };
}

export function wganArrays({ parameters, widths, scaleNm, history }: WganModel): NamedArrays {
  return {
    ...parameterArrays(parameters, denseShapes(widths)),
    scale_nm: single(scaleNm),
    history: historyArray(history, HISTORY),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreWgan(
  { method, noise_dim: noiseDim, widths }: WganRecord,
  nAtoms: number,
  latentDim: number,
  arrays: StoredArrays,
): WganModel {
  if (widths[0] !== noiseDim + latentDim || widths.at(-1) !== 3 * nAtoms) {
    throw new FormatError(
      arrays.file,
      `the decoder's layers of ${widths.join(", ")} units do not lead from ${noiseDim} + ${latentDim} to 3 x ${nAtoms}`,
    );
  }
  return {
    method,
    noiseDim,
    scaleNm: arrays.number("scale_nm"),
    widths,
    parameters: arrays.parameters(denseShapes(widths)),
    history: restoreHistory(arrays, HISTORY),
  };
}
