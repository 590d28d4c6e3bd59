// What the training MD says of itself, kept in the model file: to be compared with, and to be looked at.

import { type NamedArrays, UnsupportedError } from "../base/index.js";
import type { Evidence } from "./evidence-data.js";
import type { Observables } from "./observables.js";

export interface MdReference {
  readonly observables: Observables;
  /** Of the training MD; its `sample` holds frames for a native structure to be compared with. */
  readonly evidence: Evidence;
}

/** JSON, and the arrays that its `{ "array": name }` stand for. */
export interface EncodedReference {
  readonly json: string;
  readonly arrays: NamedArrays;
}

export function encodeReference(_reference: MdReference): EncodedReference {
  throw new UnsupportedError("encodeReference: being written");
}

/**
 * @param file what to call it in an error
 * @throws FormatError when it is not a reference
 */
export function decodeReference(_file: string, _encoded: EncodedReference): MdReference {
  throw new UnsupportedError("decodeReference: being written");
}
