// Files compressed by gzip, inflated into memory as a whole: what they hold can then be read anywhere.

import { type ByteSource, FormatError, memorySource, UnsupportedError } from "../base/index.js";

/** The most that a compressed file may hold. */
export const MAX_INFLATED_BYTES = 1 << 29;

const CHUNK_BYTES = 1 << 18;

/** A file name without the ending that says how the file is compressed. */
export function nameWithoutGzip(fileName: string): string {
  return fileName.replace(/\.gz$/i, "");
}

/**
 * The source itself or, if its name ends in .gz, a source of what it holds.
 * @throws FormatError when it is cut or no gzip file; UnsupportedError when it holds more than 512 MB
 */
export async function uncompressed(source: ByteSource, maxBytes = MAX_INFLATED_BYTES): Promise<ByteSource> {
  if (nameWithoutGzip(source.name) === source.name) return source;
  return { ...memorySource(source.name, await inflate(source, maxBytes)), close: () => source.close() };
}

async function inflate(source: ByteSource, maxBytes: number): Promise<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const writing = feed(source, stream.writable.getWriter());
  writing.catch(() => {}); // it fails when reading does, and that is reported
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value!);
      size += part.value!.length;
      if (size > maxBytes) break;
    }
    if (size <= maxBytes) await writing;
  } catch (cause) {
    throw new FormatError(source.name, "cannot be decompressed: it is cut, or no gzip file", { cause });
  }
  if (size > maxBytes) {
    await reader.cancel();
    throw new UnsupportedError(`${source.name}: holds more than ${Math.floor(maxBytes / 2 ** 20)} MB`, {
      hint: "Decompress the file (gunzip) and give the result.",
    });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

interface ChunkWriter {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

async function feed(source: ByteSource, writer: ChunkWriter): Promise<void> {
  for (let offset = 0; offset < source.size; offset += CHUNK_BYTES) {
    const bytes = await source.read(offset, Math.min(CHUNK_BYTES, source.size - offset));
    await writer.write(new Uint8Array(bytes));
  }
  await writer.close();
}
