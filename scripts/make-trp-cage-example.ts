// Makes examples/trp-cage of the trajectories of the Go model: every fifth frame, which keeps the example under 10 MB.
// For maintainers:
//   npm run example:trp-cage -- FOLDER_WITH_TRAIN_0_TO_4_AND_TOPOLOGY

import { copyFile, readdir } from "node:fs/promises";
import { createFile, openFile } from "../src/base/index.node.js";
import { blocks, createXtc, openTrajectories } from "../src/trajectory/index.js";

const ATOMS = 20;
const STRIDE = 5;
const [source] = process.argv.slice(2);
const target = new URL("../examples/trp-cage/", import.meta.url).pathname;
await copyFile(`${source}/topology.pdb`, `${target}topology.pdb`);

const names = (await readdir(source!)).filter((file) => file.endsWith(".xtc")).sort();
for (const [k, name] of names.entries()) {
  const input = await openFile(`${source}/${name}`);
  const { readers } = await openTrajectories([input], ATOMS, { stride: STRIDE, discard: null, timestepPs: null });
  const output = createXtc(await createFile(`${target}trp-cage-${k + 1}.xtc`), ATOMS);
  for (const reader of readers) for await (const block of blocks(reader)) await output.write(block);
  await output.close();
  await input.close();
}
