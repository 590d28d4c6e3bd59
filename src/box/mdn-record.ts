// A mixture density network as a description for the manifest and arrays for the weights. D latent coordinates.

import * as v from "valibot";
import { FormatError, type NamedArrays } from "../base/index.js";
import { type MixtureNetwork, nMixtureOutputs } from "../propagator/index.js";
import { denseShapes, parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import type { StoredArrays } from "./stored-arrays.js";

export const mdnRecord = v.object({
  method: v.literal("mdn"),
  n_components: count,
  /** Units of each layer, inputs and outputs included. */
  widths: v.pipe(v.array(count), v.minLength(2)),
});

type MdnRecord = v.InferOutput<typeof mdnRecord>;

export function describeMdn({ mixture, widths }: MixtureNetwork): MdnRecord {
  return { method: "mdn", n_components: mixture.nComponents, widths: [...widths] };
}

export function mdnArrays({ parameters, widths }: MixtureNetwork): NamedArrays {
  return parameterArrays(parameters, denseShapes(widths));
}

/** @throws FormatError naming what does not fit */
export function restoreMdn(record: MdnRecord, latentDim: number, arrays: StoredArrays): MixtureNetwork {
  const { n_components: nComponents, widths } = record;
  const mixture = { latentDim, nComponents };
  if (widths[0] !== latentDim || widths.at(-1) !== nMixtureOutputs(mixture)) {
    throw new FormatError(arrays.file, `the propagator's layers of ${widths.join(", ")} units do not fit its mixture`);
  }
  return { method: "mdn", mixture, widths, parameters: arrays.parameters(denseShapes(widths)) };
}
