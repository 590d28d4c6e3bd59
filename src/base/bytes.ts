// Where bytes come from and go to: a file in Node.js, a Blob or memory in a page.

import { ResourceError } from "./errors.js";

/** Bytes that can be read anywhere, without loading the whole. */
export interface ByteSource {
  /** What to call it in messages: the file's path or name. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes [offset, offset + length), fewer only where the source ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file being written. It appears under its name when `close` is done and not before. */
export interface ByteSink {
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes already written (a header that is known only at the end). */
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Gives up: nothing is left behind. */
  abandon(): Promise<void>;
}

/** What is needed of a page's Blob or File, and of Node's. */
export interface BlobLike {
  /** In bytes. */
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * A source over a Blob or File: each read takes a slice, never the whole. Reading fails with a ResourceError when the
 * file behind it has been changed or removed.
 * @param name what to call it, for a File its name; its ending tells the format
 */
export function blobSource(name: string, blob: BlobLike): ByteSource {
  return {
    name,
    size: blob.size,
    read: async (offset, length) => {
      const slice = blob.slice(offset, Math.min(blob.size, offset + length));
      const buffer = await slice.arrayBuffer().catch((cause) => {
        const hint = "Choose the file again: it was changed or removed after it was opened.";
        throw new ResourceError(`${name}: cannot be read any more`, { hint, cause });
      });
      return new Uint8Array(buffer);
    },
    close: async () => {},
  };
}

/** A source over bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  };
}

/** A sink in memory. */
export interface MemorySink extends ByteSink {
  /** A copy of what was written so far. */
  bytes(): Uint8Array<ArrayBuffer>;
}

const FIRST_CAPACITY_BYTES = 1 << 12;

/** A sink that keeps its bytes: a file to be, in a page. */
export function memorySink(name: string): MemorySink {
  let buffer = new Uint8Array(FIRST_CAPACITY_BYTES);
  let size = 0;
  return {
    name,
    write: async (bytes) => {
      if (size + bytes.length > buffer.length) {
        const longer = new Uint8Array(Math.max(2 * buffer.length, size + bytes.length));
        longer.set(buffer.subarray(0, size));
        buffer = longer;
      }
      buffer.set(bytes, size);
      size += bytes.length;
    },
    writeAt: async (offset, bytes) => buffer.set(bytes, offset),
    close: async () => {},
    abandon: async () => {
      size = 0;
    },
    bytes: () => buffer.slice(0, size),
  };
}
