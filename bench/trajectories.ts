// Reading and writing trajectories, next to mdtraj.

import { Rng } from "../src/base/index.js";
import {
  blocks,
  createFile,
  createTrajectory,
  type FrameBlock,
  openFile,
  openTrajectory,
  type TrajectoryReader,
} from "../src/trajectory.node.js";
import { chainFrames } from "./chain-frames.js";
import type { Rival, Stage } from "./measure.js";
import { startPython } from "./rival.js";

const SEEKS = 100;

/** @param folder for the files that are read */
export async function trajectoryStages(folder: string): Promise<{ stages: Stage[]; stop: () => Promise<void> }> {
  const mdtraj = await startPython("bench/trajectories.py");
  const rival = (name: string, file: string): Rival | null => mdtraj?.stage(name, file) ?? null;
  const small = chainFrames(304, 2000);
  const large = chainFrames(30_000, 30);
  const files = {
    small: await writeFile(`${folder}/small.xtc`, small),
    large: await writeFile(`${folder}/large.xtc`, large),
    dcd: await writeFile(`${folder}/large.dcd`, large, 5),
    trr: await writeFile(`${folder}/large.trr`, large, 5),
  };
  const reading = (name: string, file: string, amount: Stage["amount"]): Stage => {
    return { name, amount, ours: () => readAll(file), rival: rival(name, file) };
  };
  const frames = (count: number) => ({ count, unit: "frames" });
  const megabytes = { count: (5 * large.positions.byteLength) / 1e6, unit: "MB" };
  const reader = await openTrajectory(await openFile(files.small));
  return {
    stages: [
      reading("xtc-read-304", files.small, frames(small.nFrames)),
      reading("xtc-read-30000", files.large, frames(large.nFrames)),
      {
        name: "xtc-write-304",
        amount: frames(small.nFrames),
        ours: async () => void (await writeFile(`${folder}/copy.xtc`, small)),
        rival: rival("xtc-write-304", files.small),
      },
      reading("dcd-read", files.dcd, megabytes),
      reading("trr-read", files.trr, megabytes),
      seeking("xtc-seek", reader, rival("xtc-seek", files.small)),
    ],
    stop: async () => {
      mdtraj?.stop();
      await reader.close();
    },
  };
}

/** Writes the frames, and again at later times. */
async function writeFile(path: string, block: FrameBlock, times = 1): Promise<string> {
  const writer = createTrajectory(await createFile(path), block.nAtoms);
  for (let k = 0; k < times; k++) {
    await writer.write({ ...block, timesPs: block.timesPs.map((t) => t + k * block.nFrames) });
  }
  await writer.close();
  return path;
}

async function readAll(path: string): Promise<void> {
  const reader = await openTrajectory(await openFile(path));
  for await (const _ of blocks(reader)); // as all commands read
  await reader.close();
}

/** Frames anywhere in a file that is open and indexed. */
function seeking(name: string, reader: TrajectoryReader, rival: Rival | null): Stage {
  const rng = Rng.fromSeed(2);
  const ours = async (): Promise<void> => {
    for (let k = 0; k < SEEKS; k++) await reader.read(rng.integer(reader.nFrames), 1);
  };
  return { name, amount: { count: SEEKS, unit: "frames" }, ours, rival };
}
