// What is read from a file, short enough to be compared between Node.js and a page; runs in both.

import { type ByteSource, openTrajectory, readTopology } from "../../src/trajectory.js";

/** Frames, atoms and checksums of all numbers of a trajectory. */
export async function trajectoryReading(source: ByteSource) {
  const reader = await openTrajectory(source);
  const { format, nFrames, nAtoms } = reader;
  const { positions, timesPs, boxes } = await reader.read(0, nFrames);
  const last = await reader.read(nFrames - 1, 1);
  await reader.close();
  return {
    format,
    nFrames,
    nAtoms,
    positions: checksum(positions),
    times: checksum(timesPs),
    boxes: boxes === null ? null : checksum(boxes),
    lastFrame: checksum(last.positions),
  };
}

export async function topologyReading(source: ByteSource) {
  const { topology, positions } = await readTopology(source);
  const { atoms, residues, chains, bonds } = topology;
  const text = checksum(new TextEncoder().encode(JSON.stringify(topology)));
  const counts = [atoms, residues, chains, bonds].map(({ length }) => length);
  return { counts, text, positions: checksum(positions) };
}

/** FNV-1a of the bytes. */
function checksum({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
