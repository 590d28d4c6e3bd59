// Where bytes come from and go to: a file in Node.js, a Blob or memory in a page.

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

/** A source over bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  };
}
