// What the training MD says of itself, kept in the model file: to be compared with, and to be looked at.

import * as v from "valibot";
import { FormatError, type Matrix, matrixOf, type NamedArray, type NamedArrays } from "../base/index.js";
import type { Evidence, MemberPrediction } from "./evidence-data.js";
import type { MarkovModel } from "./markov-model.js";
import type { Observables } from "./observables.js";
import { referenceSchema } from "./reference-schema.js";

export interface MdReference {
  readonly observables: Observables;
  /** Of the training MD; its `sample` holds frames for a native structure to be compared with. */
  readonly evidence: Evidence;
  /** Of the same frames; null where they do not support one. */
  readonly msm: MarkovModel | null;
  /** What propagators trained on resampled data predict; empty where none were trained. */
  readonly ensemble: readonly MemberPrediction[];
}

/** JSON in which `{ "array": "evidence.excerpt" }` stands for the array of that name: one of two axes for a matrix. */
export interface EncodedReference {
  readonly json: string;
  readonly arrays: NamedArrays;
}

const schema: v.GenericSchema<unknown, MdReference> = referenceSchema;

export function encodeReference(reference: MdReference): EncodedReference {
  const arrays: Record<string, NamedArray> = {};
  const json = JSON.stringify(setArraysAside(reference, "", arrays), null, 1);
  return { json: `${json}\n`, arrays };
}

/**
 * @param file what to call it in an error
 * @throws FormatError with the first key that is not as it must be
 */
export function decodeReference(file: string, { json, arrays }: EncodedReference): MdReference {
  const parsed = v.safeParse(schema, putArraysBack(file, parseJson(file, json), arrays));
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new FormatError(file, `${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`);
}

type TypedArray = NamedArray["data"];

function isTypedArray(value: unknown): value is TypedArray {
  return value instanceof Float64Array || value instanceof Float32Array || value instanceof Int32Array;
}

/** A copy in which every array and matrix is replaced by its name, the path to it. */
function setArraysAside(value: MdReference, path: string, arrays: Record<string, NamedArray>): object;
function setArraysAside(value: unknown, path: string, arrays: Record<string, NamedArray>): unknown;
function setArraysAside(value: unknown, path: string, arrays: Record<string, NamedArray>): unknown {
  if (isTypedArray(value)) {
    arrays[path] = { shape: [value.length], data: value };
    return { array: path };
  }
  if (typeof value !== "object" || value === null) return value;
  if ("data" in value && isTypedArray(value.data)) {
    const { data, rows, cols } = value as Matrix;
    arrays[path] = { shape: [rows, cols], data };
    return { array: path };
  }
  const inside = (key: string | number): string => (path === "" ? `${key}` : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((item, k) => setArraysAside(item, inside(k), arrays));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, setArraysAside(item, inside(key), arrays)]),
  );
}

function putArraysBack(file: string, value: unknown, arrays: NamedArrays): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => putArraysBack(file, item, arrays));
  if ("array" in value) {
    const array = arrays[String(value.array)];
    if (array === undefined) throw new FormatError(file, `there is no array "${value.array}"`);
    return restoreArray(array);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, putArraysBack(file, item, arrays)]));
}

function restoreArray({ shape, data }: NamedArray): unknown {
  const [rows, cols] = shape;
  return shape.length === 2 ? matrixOf(data as Float64Array, rows!, cols!) : data;
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new FormatError(file, "is not JSON", { cause });
  }
}
