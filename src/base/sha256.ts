// SHA-256 by the platform: what identifies a file's content, a model's above all.

/** The SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export async function hashHex(bytes: Uint8Array): Promise<string> {
  // A copy where the bytes may be shared between threads: the platform takes none of these.
  const owned = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", owned));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
