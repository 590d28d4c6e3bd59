// reference/: what the training data say of themselves, in two entries of the model file.

import { decodeSafetensors, encodeSafetensors, FormatError } from "../base/index.js";
import { decodeReference, encodeReference, type MdReference } from "../validation/index.js";
import type { Entries } from "./archive.js";

const JSON_ENTRY = "reference/reference.json";
const ARRAYS_ENTRY = "reference/arrays.safetensors";

export function referenceToEntries(reference: MdReference): Entries {
  const { json, arrays } = encodeReference(reference);
  return { [JSON_ENTRY]: new TextEncoder().encode(json), [ARRAYS_ENTRY]: encodeSafetensors(arrays) };
}

/** @throws FormatError when an entry is missing, or holds something else */
export function referenceFromEntries(file: string, entries: Entries): MdReference {
  const json = entries[JSON_ENTRY];
  const arrays = entries[ARRAYS_ENTRY];
  if (json === undefined || arrays === undefined) throw new FormatError(file, "has no entries in reference/");
  return decodeReference(`${file}: ${JSON_ENTRY}`, {
    json: new TextDecoder().decode(json),
    arrays: decodeSafetensors(`${file}: ${ARRAYS_ENTRY}`, arrays).arrays,
  });
}
