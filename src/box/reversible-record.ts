// A reversible mixture as a description for the manifest and arrays for the weights. C components, D latent coordinates.

import * as v from "valibot";
import { matrixOf, type NamedArrays } from "../base/index.js";
import type { ReversibleMixture } from "../propagator/index.js";
import { count } from "./json-entry.js";
import { type StoredArrays, vector } from "./stored-arrays.js";

export const reversibleRecord = v.object({ method: v.literal("reversible"), n_components: count });

type ReversibleRecord = v.InferOutput<typeof reversibleRecord>;

export function describeReversible({ components }: ReversibleMixture): ReversibleRecord {
  return { method: "reversible", n_components: components.law.length };
}

export function reversibleArrays({ components, transition }: ReversibleMixture): NamedArrays {
  const { law, centres, deviations } = components;
  const shape = [centres.rows, centres.cols];
  return {
    law: vector(law),
    centres: { shape, data: centres.data },
    deviations: { shape, data: deviations.data },
    transition: { shape: [transition.rows, transition.cols], data: transition.data },
  };
}

/** @throws FormatError naming what does not fit */
export function restoreReversible(
  { n_components: n }: ReversibleRecord,
  latentDim: number,
  arrays: StoredArrays,
): ReversibleMixture {
  const matrix = (name: string, cols: number) => matrixOf(arrays.float64(name, [n, cols]), n, cols);
  const components = {
    law: arrays.float64("law", [n]),
    centres: matrix("centres", latentDim),
    deviations: matrix("deviations", latentDim),
  };
  return { method: "reversible", components, transition: matrix("transition", n) };
}
