// Makes examples/pentapeptide of the published trajectories: heavy atoms of the first 480 ns, which keeps
// the example under 15 MB. For maintainers:
//   npm run example:pentapeptide -- FOLDER_WITH_THE_MDSHARE_FILES

import { readdir } from "node:fs/promises";
import { createFile, openFile, writeWholeFile } from "../src/base/index.node.js";
import { selectCoordinates } from "../src/features/index.js";
import { createXtc, openTrajectory, readTopology, select, subsetTopology, writePdb } from "../src/trajectory/index.js";

const FRAMES = 4801;
const [source] = process.argv.slice(2);
const target = new URL("../examples/pentapeptide/", import.meta.url).pathname;
const { topology, positions } = await readTopology(await openFile(`${source}/pentapeptide-impl-solv.pdb`));
const atoms = select(topology, "not hydrogen");
const heavy = subsetTopology(topology, atoms);
const first = { nFrames: 1, nAtoms: topology.atoms.length, positions, timesPs: new Float64Array(1), boxes: null };
await writeWholeFile(`${target}topology.pdb`, writePdb(heavy, selectCoordinates(first, atoms).data, null));

for (const name of (await readdir(source!)).filter((file) => file.endsWith(".xtc")).sort()) {
  const input = await openFile(`${source}/${name}`);
  const output = createXtc(await createFile(`${target}${name.replace("-500ns-impl-solv", "")}`), atoms.length);
  const block = await (await openTrajectory(input)).read(0, FRAMES);
  const { data } = selectCoordinates(block, atoms);
  await output.write({ ...block, nAtoms: atoms.length, positions: data, boxes: null });
  await output.close();
  await input.close();
}
