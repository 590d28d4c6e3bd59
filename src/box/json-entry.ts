// JSON entries of a model file: written for people too, and checked key by key when read.

import * as v from "valibot";
import { FormatError } from "../base/index.js";

export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}

/** @throws FormatError when the bytes are not JSON */
export function decodeJson(file: string, entry: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FormatError(file, `the entry ${entry} is not JSON`, { cause });
  }
}

/** @throws FormatError with the path of the first key that does not fit the schema */
export function checkJson<S extends v.GenericSchema>(
  schema: S,
  file: string,
  entry: string,
  value: unknown,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue);
  throw new FormatError(file, `${entry}: ${path === null ? "" : `${path}: `}${issue.message}`);
}

export const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
