// A decoder as a description for the manifest and arrays for the weights. A atoms, D latent coordinates.

import * as v from "valibot";
import type { NamedArrays } from "../base/index.js";
import type { Decoder } from "../decoder/index.js";
import { describeFlow, flowArrays, flowRecord, restoreFlow } from "./flow-record.js";
import { geometryArrays, restoreGeometry } from "./geometry-arrays.js";
import { count, wholeNumber } from "./json-entry.js";
import { namedWithin, type StoredArrays } from "./stored-arrays.js";
import { boxArrays, restoreBox } from "./unit-box-arrays.js";
import { describeWgan, restoreWgan, wganArrays, wganRecord } from "./wgan-record.js";

export const decoderRecord = v.object({
  n_atoms: count,
  projection_sweeps: wholeNumber,
  network: v.variant("method", [wganRecord, flowRecord]),
});

type DecoderRecord = v.InferOutput<typeof decoderRecord>;

export function describeDecoder({ nAtoms, projectionSweeps, network }: Decoder): DecoderRecord {
  return {
    n_atoms: nAtoms,
    projection_sweeps: projectionSweeps,
    network: network.method === "flow" ? describeFlow(network) : describeWgan(network),
  };
}

export function decoderArrays({ reference, nAtoms, box, geometry, network }: Decoder): NamedArrays {
  return {
    ...(network.method === "flow" ? flowArrays(network) : wganArrays(network)),
    reference: { shape: [nAtoms, 3], data: reference },
    ...boxArrays(box),
    ...namedWithin("geometry", geometryArrays(geometry)),
  };
}

/** @throws FormatError naming what does not fit */
export function restoreDecoder(record: DecoderRecord, latentDim: number, arrays: StoredArrays): Decoder {
  const { n_atoms: nAtoms, network } = record;
  return {
    nAtoms,
    reference: arrays.float32("reference", [nAtoms, 3]),
    box: restoreBox(arrays, latentDim),
    geometry: restoreGeometry(nAtoms, arrays.within("geometry")),
    projectionSweeps: record.projection_sweeps,
    network:
      network.method === "flow"
        ? restoreFlow(network, nAtoms, latentDim, arrays)
        : restoreWgan(network, nAtoms, latentDim, arrays),
  };
}
