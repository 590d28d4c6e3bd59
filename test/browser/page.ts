// What the page of trajectory.test.ts runs: the readers over the File objects of an input element.

import { blobSource, createTrajectory, memorySink, openTrajectory } from "../../src/trajectory.js";
import { topologyReading, trajectoryReading } from "./readings.js";

/** The bytes that a page writes when it copies a trajectory. */
async function copied(file: File, name: string): Promise<number[]> {
  const reader = await openTrajectory(blobSource(file.name, file));
  const sink = memorySink(name);
  const writer = createTrajectory(sink, reader.nAtoms);
  await writer.write(await reader.read(0, reader.nFrames));
  await writer.close();
  return [...sink.bytes()];
}

Object.assign(globalThis, {
  copied,
  trajectoryReading: (file: File) => trajectoryReading(blobSource(file.name, file)),
  topologyReading: (file: File) => topologyReading(blobSource(file.name, file)),
});
