// An encoder as a description for the manifest and arrays for the weights.
// F features, M basis functions, H hidden units, K seeds.

import * as v from "valibot";
import { FormatError, type NamedArray, type NamedArrays } from "../base/index.js";
import { type Encoder, srvShapes } from "../encoder/index.js";
import { parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { namedWithin, type StoredArrays, vector } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";

export const encoderRecord = v.object({
  method: v.picklist(["srv", "tica"]),
  lag_frames: count,
  latent_dim: count,
  n_features: count,
  /** Null for TICA. */
  network: v.nullable(v.object({ hidden: v.array(count), n_outputs: count })),
});

type EncoderRecord = v.InferOutput<typeof encoderRecord>;
type Network = NonNullable<Encoder["network"]>;

const HISTORY = ["training", "validation"] as const;

export function describeEncoder({ method, lagFrames, latentDim, scaling, network }: Encoder): EncoderRecord {
  return {
    method,
    lag_frames: lagFrames,
    latent_dim: latentDim,
    n_features: scaling.mean.length,
    network:
      network === null ? null : { hidden: [...network.architecture.hidden], n_outputs: network.architecture.nOutputs },
  };
}

export function encoderArrays(encoder: Encoder): NamedArrays {
  const { scaling, network, modes, heldOutEigenvalues, seedScores, history } = encoder;
  const { data, rows, cols } = modes.vectors;
  return {
    ...(network === null ? {} : networkArrays(network)),
    "scaling.mean": vector(scaling.mean),
    "scaling.scale": vector(scaling.scale),
    "modes.mean": vector(modes.mean),
    "modes.vectors": { shape: [rows, cols], data },
    "modes.eigenvalues": vector(modes.eigenvalues),
    held_out_eigenvalues: vector(heldOutEigenvalues),
    seed_scores: vector(Float64Array.from(seedScores)),
    history: historyArray(history, HISTORY),
  };
}

function networkArrays({ architecture, parameters, moments }: Network): NamedArrays {
  const momentArrays = moments.flatMap(({ mean, variance }, layer): [string, NamedArray][] => [
    [`${layer}.mean`, vector(mean)],
    [`${layer}.variance`, vector(variance)],
  ]);
  return {
    ...parameterArrays(parameters, srvShapes(architecture)),
    ...namedWithin("moments", Object.fromEntries(momentArrays)),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreEncoder(record: EncoderRecord, arrays: StoredArrays): Encoder {
  const nFeatures = record.n_features;
  const nModes = record.network?.n_outputs ?? nFeatures;
  if (record.latent_dim > nModes) {
    throw new FormatError(arrays.file, `the encoder has ${nModes} modes, fewer than latent_dim ${record.latent_dim}`);
  }
  const modes = arrays.within("modes");
  return {
    method: record.method,
    lagFrames: record.lag_frames,
    latentDim: record.latent_dim,
    scaling: {
      mean: arrays.float64("scaling.mean", [nFeatures]),
      scale: arrays.float64("scaling.scale", [nFeatures]),
    },
    network: restoreNetwork(record, arrays),
    modes: {
      mean: modes.float64("mean", [nModes]),
      vectors: { data: modes.float64("vectors", [nModes, nModes]), rows: nModes, cols: nModes },
      eigenvalues: modes.float64("eigenvalues", [nModes]),
    },
    heldOutEigenvalues: arrays.float64("held_out_eigenvalues", [nModes]),
    seedScores: [...arrays.float64("seed_scores", [null])],
    history: restoreHistory(arrays, HISTORY),
  };
}

function restoreNetwork({ network, n_features: nFeatures }: EncoderRecord, arrays: StoredArrays): Network | null {
  if (network === null) return null;
  const { hidden, n_outputs: nOutputs } = network;
  const architecture = { nFeatures, hidden, nOutputs };
  return {
    architecture,
    parameters: arrays.parameters(srvShapes(architecture)),
    moments: hidden.map((units, layer) => ({
      mean: arrays.float32(`moments.${layer}.mean`, [units]),
      variance: arrays.float32(`moments.${layer}.variance`, [units]),
    })),
  };
}
