// NumPy's .npy format, version 1.0: the header of a little-endian C-ordered float array.

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0] as const;
const HEADER_BYTES = 128;

/** The 128 bytes before the data of an array; a fixed length, so that the row count can be written in afterwards. */
export function npyHeader(dtype: "<f4" | "<f8", shape: readonly number[]): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const header = new Uint8Array(HEADER_BYTES).fill(0x20);
  header.set(MAGIC);
  new DataView(header.buffer).setUint16(8, HEADER_BYTES - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[HEADER_BYTES - 1] = 0x0a;
  return header;
}
