// Text files line by line, in bounded memory.

import type { ByteSource } from "../base/index.js";

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

/** The lines of a text in batches, without their ends; bytes above 127 are read as Latin-1, so columns stay put. */
export async function* lineBatches(source: ByteSource): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("latin1");
  let rest = "";
  for (let offset = 0; offset < source.size; offset += CHUNK_BYTES) {
    const bytes = await source.read(offset, Math.min(CHUNK_BYTES, source.size - offset));
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest += decoder.decode(bytes);
      continue;
    }
    const lines = (rest + decoder.decode(bytes.subarray(0, end))).split(/\r?\n/);
    lines.pop(); // what follows the last newline: nothing
    rest = decoder.decode(bytes.subarray(end));
    yield lines;
  }
  if (rest !== "") yield [rest.replace(/\r$/, "")];
}
