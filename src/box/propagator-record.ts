// A propagator as a description for the manifest and arrays for the weights. D latent coordinates.

import * as v from "valibot";
import type { NamedArrays } from "../base/index.js";
import type { Propagator } from "../propagator/index.js";
import { count } from "./json-entry.js";
import { describeMdn, mdnArrays, mdnRecord, restoreMdn } from "./mdn-record.js";
import { describeReversible, restoreReversible, reversibleArrays, reversibleRecord } from "./reversible-record.js";
import { type StoredArrays, single } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";
import { boxArrays, restoreBox } from "./unit-box-arrays.js";

export const propagatorRecord = v.object({
  lag_frames: count,
  latent_dim: count,
  density: v.variant("method", [reversibleRecord, mdnRecord]),
});

type PropagatorRecord = v.InferOutput<typeof propagatorRecord>;

const HISTORY = ["training", "validation"] as const;

export function describePropagator({ lagFrames, box, density }: Propagator): PropagatorRecord {
  return {
    lag_frames: lagFrames,
    latent_dim: box.lower.length,
    density: density.method === "mdn" ? describeMdn(density) : describeReversible(density),
  };
}

export function propagatorArrays({ box, density, heldOutNll, history }: Propagator): NamedArrays {
  return {
    ...(density.method === "mdn" ? mdnArrays(density) : reversibleArrays(density)),
    ...boxArrays(box),
    held_out_nll: single(heldOutNll),
    history: historyArray(history, HISTORY),
  };
}

/** @throws FormatError naming what does not fit */
export function restorePropagator(record: PropagatorRecord, arrays: StoredArrays): Propagator {
  const { lag_frames: lagFrames, latent_dim: latentDim, density } = record;
  return {
    lagFrames,
    box: restoreBox(arrays, latentDim),
    density:
      density.method === "mdn" ? restoreMdn(density, latentDim, arrays) : restoreReversible(density, latentDim, arrays),
    heldOutNll: arrays.number("held_out_nll"),
    history: restoreHistory(arrays, HISTORY),
  };
}
