// A propagator as a description for the manifest and arrays for the weights. D latent coordinates.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import { nMixtureOutputs, type Propagator } from "../propagator/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { type StoredArrays, single } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";
import { boxArrays, restoreBox } from "./unit-box-arrays.js";

export const propagatorRecord = v.object({
  lag_frames: count,
  latent_dim: count,
  n_components: count,
  kernel: v.picklist(["gaussian", "truncated"]),
  deviation: v.picklist(["softplus", "elu"]),
  /** Units of each layer, inputs and outputs included. */
  widths: v.pipe(v.array(count), v.minLength(2)),
});

type PropagatorRecord = v.InferOutput<typeof propagatorRecord>;

const HISTORY = ["training", "validation"] as const;

export function describePropagator({ lagFrames, mixture, widths }: Propagator): PropagatorRecord {
  return {
    lag_frames: lagFrames,
    latent_dim: mixture.latentDim,
    n_components: mixture.nComponents,
    kernel: mixture.kernel,
    deviation: mixture.deviation,
    widths: [...widths],
  };
}

export function propagatorArrays({ parameters, widths, box, heldOutNll, history }: Propagator): NamedArrays {
  return {
    ...parameterArrays(parameters, denseShapes(widths)),
    ...boxArrays(box),
    held_out_nll: single(heldOutNll),
    history: historyArray(history, HISTORY),
  };
}

/** @throws FormatError naming what does not fit */
export function restorePropagator(record: PropagatorRecord, arrays: StoredArrays): Propagator {
  const { latent_dim: latentDim, n_components: nComponents, kernel, deviation, widths } = record;
  const mixture = { latentDim, nComponents, kernel, deviation };
  if (widths[0] !== latentDim || widths.at(-1) !== nMixtureOutputs(mixture)) {
    throw new FormatError(arrays.file, `the propagator's layers of ${widths.join(", ")} units do not fit its mixture`);
  }
  return {
    lagFrames: record.lag_frames,
    mixture,
    widths,
    parameters: arrays.parameters(denseShapes(widths)),
    box: restoreBox(arrays, latentDim),
    heldOutNll: arrays.number("held_out_nll"),
    history: restoreHistory(arrays, HISTORY),
  };
}
