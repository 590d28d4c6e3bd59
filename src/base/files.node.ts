// Files in Node.js: reading anywhere, and writing so that nothing half-written ever has the final name.

import { constants } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ByteSink, ByteSource } from "./bytes.js";
import { ResourceError } from "./errors.js";
import type { CheckpointStore } from "./task.js";

/** @throws ResourceError when the file is missing, a folder, or not readable */
export async function openFile(path: string): Promise<ByteSource> {
  const file = await open(path, constants.O_RDONLY).catch((cause) => {
    throw new ResourceError(`${path}: ${reasonOf(cause)}`, { cause });
  });
  const status = await file.stat();
  if (status.isDirectory()) {
    await file.close();
    throw new ResourceError(`${path}: is a folder, not a file`);
  }
  return {
    name: path,
    size: status.size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, status.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) return bytes.subarray(0, filled);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

const WRITE_BUFFER_BYTES = 1 << 18;

/** A buffered file under a temporary name; `close` syncs it to disk and renames it. Missing folders are made. */
export async function createFile(path: string): Promise<ByteSink> {
  const temporary = `${path}.${process.pid}.part`;
  const refuse = (cause: unknown): never => {
    throw new ResourceError(`${path}: ${reasonOf(cause)}`, { cause });
  };
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  const file = await open(temporary, "w").catch(refuse);
  const buffer = new Uint8Array(WRITE_BUFFER_BYTES);
  let buffered = 0;
  let written = 0;

  const writeOut = async (bytes: Uint8Array, at: number): Promise<void> => {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done).catch(refuse);
      done += bytesWritten;
    }
  };
  const flush = async (): Promise<void> => {
    await writeOut(buffer.subarray(0, buffered), written);
    written += buffered;
    buffered = 0;
  };
  return {
    name: path,
    write: async (bytes) => {
      if (buffered + bytes.length > buffer.length) await flush();
      if (bytes.length >= buffer.length) {
        await writeOut(bytes, written);
        written += bytes.length;
        return;
      }
      buffer.set(bytes, buffered);
      buffered += bytes.length;
    },
    writeAt: async (offset, bytes) => {
      await flush();
      await writeOut(bytes, offset);
    },
    close: async () => {
      await flush();
      await file.sync().catch(refuse);
      await file.close();
      await rename(temporary, path).catch(refuse);
    },
    abandon: async () => {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

/** Writes a whole file in one go, atomically. */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const sink = await createFile(path);
  try {
    await sink.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
    await sink.close();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Checkpoints as files of a folder, one a task path. */
export function folderCheckpoints(folder: string): CheckpointStore {
  const pathOf = (key: string): string => `${folder}/${key.replaceAll("/", ".")}.checkpoint`;
  return {
    load: (key) => readFile(pathOf(key)).catch(() => null),
    save: (key, bytes) => writeWholeFile(pathOf(key), bytes),
  };
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "no permission";
  if (code === "ENOSPC") return "no space left on the disk";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is a file, not a folder";
  if (code === "EISDIR") return "is a folder, not a file";
  return cause instanceof Error ? cause.message : String(cause);
}
