// Trajectory files with given times.

import { type ByteSource, memorySink, memorySource } from "../../src/base/index.js";
import { createXtc } from "../../src/trajectory/index.js";

/** An XTC file whose frame t has all its coordinates at t / 100 nm. */
export async function xtcOf(name: string, times: readonly number[], nAtoms = 4): Promise<ByteSource> {
  const sink = memorySink("memory");
  const positions = new Float32Array(times.length * nAtoms * 3).map((_, i) => Math.floor(i / (3 * nAtoms)) / 100);
  const timesPs = Float64Array.from(times);
  await createXtc(sink, nAtoms).write({ nFrames: times.length, nAtoms, positions, timesPs, boxes: null });
  return memorySource(name, sink.bytes());
}
