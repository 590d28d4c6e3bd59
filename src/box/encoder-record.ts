// An encoder as a description for the manifest and arrays for the weights.
// F features, M basis functions, H hidden units, K seeds.

import * as v from "valibot";
import { FormatError, type Matrix64, type NamedArray, type NamedArrays } from "../base/index.js";
import { type Encoder, type Nuisance, type SrvNetwork, srvShapes } from "../encoder/index.js";
import { parameterArrays } from "../tensor/index.js";
import { count } from "./json-entry.js";
import { namedWithin, type StoredArrays, vector } from "./stored-arrays.js";
import { historyArray, restoreHistory } from "./training-history.js";

const networkRecord = v.object({ hidden: v.array(count), n_outputs: count });

export const encoderRecord = v.object({
  method: v.picklist(["srv", "tica"]),
  lag_frames: count,
  latent_dim: count,
  n_features: count,
  /** Null for TICA. */
  network: v.nullable(networkRecord),
  /** The feature that each mode follows. */
  leaders: v.array(v.object({ feature: v.pipe(v.number(), v.integer(), v.minValue(0)), correlation: v.number() })),
  /** Of the encoder whose modes were taken out of the features, where there is one. */
  nuisance: v.nullable(v.object({ ...networkRecord.entries, n_modes: count })),
});

type EncoderRecord = v.InferOutput<typeof encoderRecord>;
type NetworkRecord = v.InferOutput<typeof networkRecord>;
type NuisanceRecord = NonNullable<EncoderRecord["nuisance"]>;

const HISTORY = ["training", "validation"] as const;

export function describeEncoder(encoder: Encoder): EncoderRecord {
  const { method, lagFrames, latentDim, scaling, network, leaders, nuisance } = encoder;
  return {
    method,
    lag_frames: lagFrames,
    latent_dim: latentDim,
    n_features: scaling.mean.length,
    network: network && describeNetwork(network),
    leaders: leaders.map(({ feature, correlation }) => ({ feature, correlation })),
    nuisance: nuisance && { ...describeNetwork(nuisance.network), n_modes: nuisance.vectors.cols },
  };
}

function describeNetwork({ architecture }: SrvNetwork): NetworkRecord {
  return { hidden: [...architecture.hidden], n_outputs: architecture.nOutputs };
}

export function encoderArrays(encoder: Encoder): NamedArrays {
  const { scaling, network, nuisance, modes, heldOutEigenvalues, seedScores, history } = encoder;
  return {
    ...(network && networkArrays(network)),
    "scaling.mean": vector(scaling.mean),
    "scaling.scale": vector(scaling.scale),
    ...(nuisance && namedWithin("nuisance", nuisanceArrays(nuisance))),
    "modes.mean": vector(modes.mean),
    "modes.vectors": matrix(modes.vectors),
    "modes.eigenvalues": vector(modes.eigenvalues),
    held_out_eigenvalues: vector(heldOutEigenvalues),
    seed_scores: vector(Float64Array.from(seedScores)),
    history: historyArray(history, HISTORY),
  };
}

function nuisanceArrays({ network, mean, vectors, slopes }: Nuisance): NamedArrays {
  return { ...networkArrays(network), mean: vector(mean), vectors: matrix(vectors), slopes: matrix(slopes) };
}

function matrix({ data, rows, cols }: Matrix64): NamedArray {
  return { shape: [rows, cols], data };
}

function networkArrays({ architecture, parameters, moments }: SrvNetwork): NamedArrays {
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
    network: record.network && restoreNetwork(record.network, nFeatures, arrays),
    nuisance: record.nuisance && restoreNuisance(record.nuisance, nFeatures, arrays.within("nuisance")),
    leaders: restoreLeaders(record, nModes, arrays),
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

function restoreLeaders({ leaders, n_features: nFeatures }: EncoderRecord, nModes: number, { file }: StoredArrays) {
  if (leaders.length !== nModes) {
    throw new FormatError(file, `the encoder has ${nModes} modes, but ${leaders.length} leaders`);
  }
  const beyond = leaders.find(({ feature }) => feature >= nFeatures);
  if (beyond) throw new FormatError(file, `a mode follows feature ${beyond.feature}, of ${nFeatures}`);
  return leaders;
}

function restoreNuisance(record: NuisanceRecord, nFeatures: number, arrays: StoredArrays): Nuisance {
  const { n_outputs: m, n_modes: n } = record;
  return {
    network: restoreNetwork(record, nFeatures, arrays),
    mean: arrays.float64("mean", [m]),
    vectors: { data: arrays.float64("vectors", [m, n]), rows: m, cols: n },
    slopes: { data: arrays.float64("slopes", [n, nFeatures]), rows: n, cols: nFeatures },
  };
}

function restoreNetwork(
  { hidden, n_outputs: nOutputs }: NetworkRecord,
  nFeatures: number,
  arrays: StoredArrays,
): SrvNetwork {
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
