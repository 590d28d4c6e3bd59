// The model file: one trained simulator in a zip. Bytes in, bytes out; data only, never code.
//
//   manifest.json         what the model is, and the SHA-256 of every other entry
//   weights.safetensors   all arrays: networks, scaling, modes, starts, geometry
//   features.json         which atoms and features are read, and the decoded atoms   } with a molecule only
//   topology.pdb          the decoded atoms, for other programs                      }
//   reference/            what the training data say of themselves

import {
  type ByteSource,
  decodeSafetensors,
  encodeSafetensors,
  FormatError,
  memorySource,
  type NamedArrays,
} from "../base/index.js";
import { countFeatures } from "../features/index.js";
import { writePdb } from "../trajectory/index.js";
import { type Entries, openArchive, writeArchive } from "./archive.js";
import { decoderArrays, restoreDecoder } from "./decoder-record.js";
import { encoderArrays, restoreEncoder } from "./encoder-record.js";
import { checkJson, decodeJson, encodeJson } from "./json-entry.js";
import { decodeManifest, encodeManifest, expectUndamaged, MANIFEST_ENTRY, type Manifest } from "./manifest.js";
import { describeMolecule, FEATURES_ENTRY, moleculeRecord, restoreMolecule } from "./molecule-record.js";
import { propagatorArrays, restorePropagator } from "./propagator-record.js";
import { referenceFromEntries, referenceToEntries } from "./reference-entries.js";
import type { Simulator } from "./simulator.js";
import { namedWithin, type StoredArrays, storedArrays, WEIGHTS_ENTRY } from "./stored-arrays.js";

const TOPOLOGY_ENTRY = "topology.pdb";

/** The bytes of a model file; the same simulator gives the same bytes. */
export async function encodeBox(simulator: Simulator): Promise<Uint8Array> {
  const { molecule, decoder, reference } = simulator;
  const entries: Entries = {
    [WEIGHTS_ENTRY]: encodeSafetensors(simulatorArrays(simulator)),
    ...(molecule === null ? {} : { [FEATURES_ENTRY]: encodeJson(describeMolecule(molecule)) }),
    ...(molecule === null || decoder === null
      ? {}
      : { [TOPOLOGY_ENTRY]: new TextEncoder().encode(writePdb(molecule.topology, decoder.reference, null)) }),
    ...referenceToEntries(reference),
  };
  return writeArchive({ [MANIFEST_ENTRY]: await encodeManifest(simulator, entries), ...entries });
}

function simulatorArrays({ encoder, propagator, decoder, starts }: Simulator): NamedArrays {
  return {
    ...(encoder === null ? {} : namedWithin("encoder", encoderArrays(encoder))),
    ...namedWithin("propagator", propagatorArrays(propagator)),
    ...(decoder === null ? {} : namedWithin("decoder", decoderArrays(decoder))),
    starts: { shape: [starts.rows, starts.cols], data: starts.data },
  };
}

/**
 * Reads a model file, and checks every entry against the manifest.
 * @param name what to call the file in messages
 * @throws FormatError naming the entry that is damaged, missing, or does not hold what it should
 * @throws UnsupportedError when a later version of the program wrote it
 */
export async function decodeBox(name: string, bytes: ByteSource | Uint8Array): Promise<Simulator> {
  const archive = await openArchive(name, bytes instanceof Uint8Array ? memorySource(name, bytes) : bytes);
  const manifest = decodeManifest(name, await archive.read(MANIFEST_ENTRY));
  const entries: Record<string, Uint8Array> = {};
  for (const entry of Object.keys(manifest.entries)) {
    const content = await archive.read(entry);
    await expectUndamaged(manifest, name, entry, content);
    entries[entry] = content;
  }
  return restoreSimulator(name, manifest, entries);
}

function restoreSimulator(file: string, manifest: Manifest, entries: Entries): Simulator {
  const weights = entryOf(file, entries, WEIGHTS_ENTRY);
  const arrays = storedArrays(file, decodeSafetensors(`${file}: ${WEIGHTS_ENTRY}`, weights).arrays);
  const { lag, latent_dim: latentDim, software, engine, seed, options, training_data: trainingData } = manifest;
  const { encoder, propagator, decoder } = manifest;
  const dimensions = [propagator.latent_dim, encoder?.latent_dim ?? latentDim];
  if (dimensions.some((dimension) => dimension !== latentDim)) {
    throw new FormatError(file, `${MANIFEST_ENTRY}: latent_dim is ${latentDim} and ${dimensions.join(" and ")}`);
  }
  const molecule = encoder === null && decoder === null ? null : decodeMolecule(file, entries);
  const nFeatures = molecule === null ? null : countFeatures(molecule.plan.map);
  if (encoder !== null && encoder.n_features !== nFeatures) {
    throw new FormatError(file, `the encoder takes ${encoder.n_features} features, ${FEATURES_ENTRY} names others`);
  }
  if (decoder !== null && decoder.n_atoms !== molecule?.topology.atoms.length) {
    throw new FormatError(file, `the decoder writes ${decoder.n_atoms} atoms, ${FEATURES_ENTRY} names others`);
  }
  return {
    lag,
    molecule,
    encoder: encoder === null ? null : restoreEncoder(encoder, arrays.within("encoder")),
    propagator: restorePropagator(propagator, arrays.within("propagator")),
    decoder: decoder === null ? null : restoreDecoder(decoder, latentDim, arrays.within("decoder")),
    starts: restoreStarts(arrays, latentDim),
    reference: referenceFromEntries(file, entries),
    provenance: { software, engine, seed, trainingData, options },
  };
}

function restoreStarts(arrays: StoredArrays, latentDim: number): Simulator["starts"] {
  const data = arrays.float32("starts", [null, latentDim]);
  return { data, rows: data.length / latentDim, cols: latentDim };
}

function decodeMolecule(file: string, entries: Entries) {
  const json = decodeJson(file, FEATURES_ENTRY, entryOf(file, entries, FEATURES_ENTRY));
  return restoreMolecule(file, checkJson(moleculeRecord, file, FEATURES_ENTRY, json));
}

function entryOf(file: string, entries: Entries, name: string): Uint8Array {
  const bytes = entries[name];
  if (bytes === undefined) throw new FormatError(file, `${MANIFEST_ENTRY} does not list the entry ${name}`);
  return bytes;
}
