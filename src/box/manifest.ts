// manifest.json: what a model is, without its numbers. `lss inspect` prints it.

import * as v from "valibot";
import { type ByteSource, FormatError, hashHex, UnsupportedError } from "../base/index.js";
import { impliedTimescale } from "../numerics/index.js";
import { type Entries, openArchive } from "./archive.js";
import { decoderRecord, describeDecoder } from "./decoder-record.js";
import { describeEncoder, encoderRecord } from "./encoder-record.js";
import { checkJson, count, decodeJson, encodeJson, wholeNumber } from "./json-entry.js";
import { describePropagator, propagatorRecord } from "./propagator-record.js";
import type { LagTime, Simulator } from "./simulator.js";

export const MANIFEST_ENTRY = "manifest.json";

const FORMAT = "lss-model";
const FORMAT_VERSION = 3;

const positive = v.pipe(v.number(), v.gtValue(0));
const timeUnit = v.picklist(["ps", "steps"]);
const numbers = v.array(v.nullable(v.number()));

const manifest = v.object({
  format: v.literal(FORMAT),
  format_version: v.literal(FORMAT_VERSION),
  /** What wrote the file, and what ran the networks. */
  software: v.string(),
  engine: v.string(),
  lag: v.object({ frames: count, spacing: positive, unit: timeUnit }),
  latent_dim: count,
  units: v.object({
    length: v.literal("nm"),
    time: timeUnit,
    angle: v.literal("radian"),
    energy: v.literal("kT"),
  }),
  seed: v.pipe(v.number(), v.safeInteger()),
  /** All that was chosen, under the names of the library's options. */
  options: v.unknown(),
  training_data: v.array(
    v.object({
      name: v.string(),
      bytes: wholeNumber,
      sha256: v.string(),
      frames: v.optional(wholeNumber),
      used: v.optional(wholeNumber),
    }),
  ),
  /** For the reader; null is a number that is not finite, or a time scale that is not resolved. */
  scores: v.object({
    eigenvalues: numbers,
    /** In `units.time`. */
    timescales: numbers,
    held_out_eigenvalues: numbers,
    seed_scores: numbers,
    /** Nats, raw latent coordinates. */
    held_out_nll: v.nullable(v.number()),
  }),
  encoder: v.nullable(encoderRecord),
  propagator: propagatorRecord,
  decoder: v.nullable(decoderRecord),
  /** Every other entry of the file. */
  entries: v.record(v.string(), v.object({ bytes: wholeNumber, sha256: v.string() })),
});

/** The content of manifest.json. */
export type Manifest = v.InferOutput<typeof manifest>;

/** @param entries all entries but the manifest itself */
export async function encodeManifest(simulator: Simulator, entries: Entries): Promise<Uint8Array> {
  const { lag, encoder, propagator, decoder, starts, provenance } = simulator;
  const digests = Object.entries(entries).map(
    async ([name, bytes]) => [name, { bytes: bytes.length, sha256: await hashHex(bytes) }] as const,
  );
  const content: Manifest = {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    software: provenance.software,
    engine: provenance.engine,
    lag: { ...lag },
    latent_dim: starts.cols,
    units: { length: "nm", time: lag.unit, angle: "radian", energy: "kT" },
    seed: provenance.seed,
    options: provenance.options,
    training_data: provenance.trainingData.map((file) => ({ ...file })),
    scores: scoresOf(simulator),
    encoder: encoder === null ? null : describeEncoder(encoder),
    propagator: describePropagator(propagator),
    decoder: decoder === null ? null : describeDecoder(decoder),
    entries: Object.fromEntries(await Promise.all(digests)),
  };
  return encodeJson(content);
}

function scoresOf({ lag, encoder, propagator }: Simulator): Manifest["scores"] {
  const eigenvalues = encoder?.modes.eigenvalues ?? new Float64Array(0);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    eigenvalues: Array.from(eigenvalues, finite),
    timescales: Array.from(eigenvalues, (lambda) => impliedTimescale(lambda, lagTimeOf(lag))),
    held_out_eigenvalues: Array.from(encoder?.heldOutEigenvalues ?? [], finite),
    seed_scores: Array.from(encoder?.seedScores ?? [], finite),
    held_out_nll: finite(propagator.heldOutNll),
  };
}

function lagTimeOf({ frames, spacing }: LagTime): number {
  return frames * spacing;
}

/**
 * What a model file says of itself, without reading its networks.
 * @throws FormatError when it is no model file, or its manifest is damaged
 * @throws UnsupportedError when another version of the program wrote it
 */
export async function readManifest(source: ByteSource): Promise<Manifest> {
  const archive = await openArchive(source.name, source);
  return decodeManifest(source.name, await archive.read(MANIFEST_ENTRY));
}

const header = v.object({ format: v.literal(FORMAT), format_version: count });

/** @param file the model file, for messages */
export function decodeManifest(file: string, bytes: Uint8Array): Manifest {
  const json = decodeJson(file, MANIFEST_ENTRY, bytes);
  const version = checkJson(header, file, MANIFEST_ENTRY, json).format_version;
  if (version === FORMAT_VERSION) return checkJson(manifest, file, MANIFEST_ENTRY, json);
  throw new UnsupportedError(
    `${file}: is a model file of format version ${version}; this program reads version ${FORMAT_VERSION}`,
    {
      hint:
        version > FORMAT_VERSION ? "Update latent-space-simulator." : "Fit the model again: the format was not final.",
    },
  );
}

/** @throws FormatError naming the entry when it is not the one that the manifest describes */
export async function expectUndamaged(
  { entries }: Manifest,
  file: string,
  entry: string,
  bytes: Uint8Array,
): Promise<void> {
  const described = Object.hasOwn(entries, entry) ? entries[entry] : undefined;
  if (described === undefined) throw new FormatError(file, `${MANIFEST_ENTRY} does not list the entry ${entry}`);
  if (described.bytes === bytes.length && described.sha256 === (await hashHex(bytes))) return;
  throw new FormatError(file, `the entry ${entry} is not the one that ${MANIFEST_ENTRY} describes`);
}
