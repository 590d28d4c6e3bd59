// A decoder as a description for the manifest and arrays for the weights. A atoms, D latent coordinates.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import type { Decoder } from "../decoder/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import { geometryArrays, restoreGeometry } from "./geometry-arrays.js";
import { count, wholeNumber } from "./json-entry.js";
import { namedWithin, type StoredArrays, single } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";
import { boxArrays, restoreBox } from "./unit-box-arrays.js";

export const decoderRecord = v.object({
  method: v.picklist(["cwgan"]),
  n_atoms: count,
  noise_dim: count,
  /** Units of each layer, inputs and outputs included. */
  widths: v.pipe(v.array(count), v.minLength(2)),
  projection_sweeps: wholeNumber,
});

type DecoderRecord = v.InferOutput<typeof decoderRecord>;

const HISTORY = ["critic", "generator"] as const;

export function describeDecoder({ method, nAtoms, noiseDim, widths, projectionSweeps }: Decoder): DecoderRecord {
  return {
    method,
    n_atoms: nAtoms,
    noise_dim: noiseDim,
    widths: [...widths],
    projection_sweeps: projectionSweeps,
  };
}

export function decoderArrays(decoder: Decoder): NamedArrays {
  const { parameters, widths, reference, nAtoms, scaleNm, box, geometry, history } = decoder;
  return {
    ...parameterArrays(parameters, denseShapes(widths)),
    reference: { shape: [nAtoms, 3], data: reference },
    scale_nm: single(scaleNm),
    ...boxArrays(box),
    ...namedWithin("geometry", geometryArrays(geometry)),
    history: historyArray(history, HISTORY),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreDecoder(record: DecoderRecord, latentDim: number, arrays: StoredArrays): Decoder {
  const { method, n_atoms: nAtoms, noise_dim: noiseDim, widths } = record;
  if (widths[0] !== noiseDim + latentDim || widths.at(-1) !== 3 * nAtoms) {
    throw new FormatError(
      arrays.file,
      `the decoder's layers of ${widths.join(", ")} units do not lead from ${noiseDim} + ${latentDim} to 3 x ${nAtoms}`,
    );
  }
  return {
    method,
    nAtoms,
    noiseDim,
    reference: arrays.float32("reference", [nAtoms, 3]),
    scaleNm: arrays.number("scale_nm"),
    box: restoreBox(arrays, latentDim),
    widths,
    parameters: arrays.parameters(denseShapes(widths)),
    geometry: restoreGeometry(nAtoms, arrays.within("geometry")),
    projectionSweeps: record.projection_sweeps,
    history: restoreHistory(arrays, HISTORY),
  };
}
