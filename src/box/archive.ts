// The zip around a model: entries stored as they are, so that other programs can map them, and the same bytes every time.

import {
  Reader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-custom.js"; // the part of the library without workers and WebAssembly
import { type ByteSource, FormatError, LssError } from "../base/index.js";

/** Contents by entry name, in the order of the archive. */
export type Entries = Readonly<Record<string, Uint8Array>>;

export interface Archive {
  /** @throws FormatError naming the entry when it is missing or damaged */
  read(entry: string): Promise<Uint8Array>;
}

const HINT = "Copy the file again from where it was made.";

/** 1980-01-01, zip's first day, as a zip writes it: the same bytes at any time and in any time zone. */
const RAW_TIMESTAMP = 0x0021_0000;

export async function writeArchive(entries: Entries): Promise<Uint8Array> {
  const writer = new ZipWriter<Uint8Array>(new Uint8ArrayWriter(), {
    level: 0,
    rawLastModDate: RAW_TIMESTAMP,
    extendedTimestamp: false,
    dataDescriptor: false,
    msDosCompatible: true,
    useWebWorkers: false,
  });
  for (const [name, bytes] of Object.entries(entries)) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}

/**
 * Reads the table of contents.
 * @param name what to call the file in messages
 * @throws FormatError when the bytes are no zip
 */
export async function openArchive(name: string, source: ByteSource): Promise<Archive> {
  const reader = Object.assign(new Reader(source), {
    size: source.size,
    readUint8Array: (offset: number, length: number) => source.read(offset, length),
  });
  const zip = new ZipReader(reader, { useWebWorkers: false, checkCrc32: true });
  const listed = await zip.getEntries().catch((cause: unknown) => {
    throw refusal(name, "is not a model file, or its end is missing", cause);
  });
  return {
    read: async (entry) => {
      const found = listed.find(({ filename }) => filename === entry);
      if (found === undefined || found.directory) throw new FormatError(name, `has no entry ${entry}`, { hint: HINT });
      return found.getData<Uint8Array>(new Uint8ArrayWriter()).catch((cause: unknown) => {
        throw refusal(name, `the entry ${entry} is damaged`, cause);
      });
    },
  };
}

function refusal(name: string, problem: string, cause: unknown): LssError {
  return cause instanceof LssError ? cause : new FormatError(name, problem, { hint: HINT, cause });
}
