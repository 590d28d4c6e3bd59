// HDF5 files read by the HDF5 library in WebAssembly (h5wasm), which is loaded when the first file is opened.
//
// The library reads at once, sources only when awaited. So it sees a file that holds those pages that were fetched; a
// read that meets a missing one fails, the page is fetched, and what was asked of the library is asked again. Files of
// any size pass through bounded memory in this way, in Node.js as in a page.
//
// h5wasm gives what happens to be in memory when the library cannot read a dataset. That it could not, the library says
// on its standard error, and nowhere else.

import type { Dataset, File } from "h5wasm";
import { type ByteSource, FormatError, LssError } from "../base/index.js";

export interface Hdf5File {
  /** Shapes, types and units of the datasets at the root, by name. */
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>;
  /**
   * Numbers of the rows [first, first + count) of a dataset, or a text.
   * @throws FormatError when the library cannot read them
   */
  read(name: string, first: number, count: number): Promise<Hdf5Values>;
  /** Frees what the library holds; the source stays open. */
  release(): void;
}

export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** Bytes a number of floating point; null for what is something else. */
  readonly realBytes: 4 | 8 | null;
  /** Rows that are stored, and perhaps compressed, together. */
  readonly rowsPerChunk: number;
  /** The attribute `units`, "" when there is none. */
  readonly units: string;
}

type Hdf5Values = Float32Array | Float64Array | string;

const PAGE_BYTES = 1 << 14;
/** What is kept between two reads; one read keeps all that it needs. */
const MAX_KEPT_PAGES = 256;
/** Deflate packs 1032 bytes into one at best, so that nothing honest is larger. */
const MAX_INFLATION = 1032;
const MAX_CHUNK_BYTES = 1 << 28;

/** @throws FormatError when it is no HDF5 file, or a damaged one */
export async function openHdf5(source: ByteSource): Promise<Hdf5File> {
  const { FS, library } = await loadLibrary();
  const complaints = listenToErrors(FS);
  const pages = new Map<number, Uint8Array>();
  const missing = new Set<number>();
  const path = createPagedFile(FS, source.size, pages, missing);

  /** Asks the library until no page is missing. */
  const ask = async <T>(question: () => T, problem: string): Promise<T> => {
    for (;;) {
      missing.clear();
      complaints.clear();
      const answer = attempt(question);
      if (missing.size === 0) {
        dropOldest(pages);
        if ("value" in answer && complaints.text() === "") return answer.value;
        const cause = "cause" in answer ? answer.cause : new Error(complaints.text());
        if (cause instanceof LssError) throw cause;
        throw new FormatError(source.name, problem, { cause });
      }
      for (const page of missing) pages.set(page, await readPage(source, page));
    }
  };
  let opened: File | null = null;
  const release = (): void => {
    opened?.close();
    FS.unlink(path);
  };
  try {
    const file = await ask(() => new library.File(path, "r"), "is no HDF5 file, or a damaged one");
    opened = file;
    const datasets = await ask(
      () => describeDatasets(library, file, source),
      "has a table of contents that cannot be read",
    );
    return {
      datasets,
      read: (name, first, count) => {
        const range = datasets
          .get(name)!
          .shape.map((size, d): [number, number] => (d === 0 ? [first, first + count] : [0, size]));
        return ask(() => valuesOf((file.get(name) as Dataset).slice(range)), `has ${name} that cannot be read`);
      },
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The part that is used of Emscripten's file system, of which the library's own types say less. */
interface FileSystem {
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode;
  analyzePath(path: string): { readonly exists: boolean };
  getStream(descriptor: number): FileNode;
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}

type Library = typeof import("h5wasm");

interface FileNode {
  stream_ops: {
    read?: (stream: unknown, buffer: Int8Array, offset: number, length: number, position: number) => number;
    write?: (stream: unknown, buffer: Int8Array, offset: number, length: number) => number;
  };
}

async function loadLibrary() {
  const library = await import("h5wasm");
  return { library, FS: (await library.ready).FS as unknown as FileSystem };
}

/** Keeps what the library writes to standard error, a page of diagnosis for each failure, from the terminal. */
function listenToErrors(FS: FileSystem): { text(): string; clear(): void } {
  const stream = FS.getStream(STANDARD_ERROR);
  const decoder = new TextDecoder();
  let text = "";
  const write = (_stream: unknown, buffer: Int8Array, offset: number, length: number): number => {
    text += decoder.decode(Uint8Array.from(buffer.subarray(offset, offset + length)));
    return length;
  };
  return {
    text: () => text,
    clear: () => {
      text = "";
      stream.stream_ops = { ...stream.stream_ops, write };
    },
  };
}

const STANDARD_ERROR = 2;
const EIO = 29;

/** A file of `size` bytes in the library's file system, of which only `pages` can be read; others are noted. */
function createPagedFile(
  FS: FileSystem,
  size: number,
  pages: ReadonlyMap<number, Uint8Array>,
  missing: Set<number>,
): string {
  let number = 0;
  while (FS.analyzePath(`/${number}.h5`).exists) number++;
  const node = FS.createFile("/", `${number}.h5`, {}, true, false);
  Object.defineProperty(node, "usedBytes", { value: size });
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream, buffer, offset, length, position) => {
      const end = Math.min(size, position + length);
      for (let page = Math.floor(position / PAGE_BYTES); page * PAGE_BYTES < end; page++) {
        if (!pages.has(page)) missing.add(page);
      }
      if (missing.size > 0) throw new FS.ErrnoError(EIO);
      for (let at = position; at < end; ) {
        const page = Math.floor(at / PAGE_BYTES);
        const stop = Math.min(end, (page + 1) * PAGE_BYTES);
        buffer.set(pages.get(page)!.subarray(at - page * PAGE_BYTES, stop - page * PAGE_BYTES), offset + at - position);
        at = stop;
      }
      return Math.max(0, end - position);
    },
  };
  return `/${number}.h5`;
}

async function readPage(source: ByteSource, page: number): Promise<Uint8Array> {
  const start = page * PAGE_BYTES;
  const length = Math.min(PAGE_BYTES, source.size - start);
  const bytes = await source.read(start, length);
  if (bytes.length < length) throw new FormatError(source.name, "has become shorter while it was read");
  return bytes;
}

function dropOldest(pages: Map<number, Uint8Array>): void {
  for (const page of pages.keys()) {
    if (pages.size <= MAX_KEPT_PAGES) return;
    pages.delete(page);
  }
}

function attempt<T>(question: () => T): { readonly value: T } | { readonly cause: unknown } {
  try {
    return { value: question() };
  } catch (cause) {
    return { cause };
  }
}

function describeDatasets(library: Library, file: File, source: ByteSource): Map<string, Hdf5Dataset> {
  const datasets = new Map<string, Hdf5Dataset>();
  for (const name of file.keys()) {
    const entity = file.get(name);
    if (!(entity instanceof library.Dataset)) continue;
    const { metadata, shape, attrs } = entity;
    const units = attrs["units"]?.value;
    const isReal = metadata.type === FLOATING_POINT && (metadata.size === 4 || metadata.size === 8);
    datasets.set(name, {
      shape: shape ?? [],
      realBytes: isReal ? (metadata.size as 4 | 8) : null,
      rowsPerChunk: rowsPerChunk(metadata, name, source),
      units: typeof units === "string" ? units : "",
    });
  }
  return datasets;
}

/** The class H5T_FLOAT. */
const FLOATING_POINT = 1;

/** @throws FormatError when chunks are larger than what the file can hold: they would be allocated */
function rowsPerChunk({ chunks, shape, size }: Dataset["metadata"], name: string, source: ByteSource): number {
  const stored = chunks ?? shape ?? [];
  const nBytes = stored.reduce((product, length) => product * length, size);
  if (!(nBytes <= Math.min(MAX_CHUNK_BYTES, MAX_INFLATION * source.size)) && chunks !== null) {
    throw new FormatError(source.name, `has chunks of ${nBytes} bytes in ${name}, more than it can hold`);
  }
  return chunks?.[0] ?? Number.POSITIVE_INFINITY;
}

function valuesOf(values: unknown): Hdf5Values {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  const text = Array.isArray(values) ? values[0] : values;
  if (typeof text === "string") return text;
  throw new TypeError("neither numbers of floating point nor text");
}
