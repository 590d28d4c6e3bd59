// Files that are parts of one run, by their names: what GROMACS writes when it goes on without appending.

import type { TrajectoryReader } from "./frames.js";

/** `traj.part0002.xtc`: the run is `traj.xtc`. */
const PART = /^(.*)\.part(\d+)(\.[^/\\]*)$/i;

/** Files whose names tell nothing of parts are runs of their own. A run stands where its first file stood. */
export function groupParts(files: readonly TrajectoryReader[]): TrajectoryReader[][] {
  const runs = new Map<string, { file: TrajectoryReader; number: number }[]>();
  for (const file of files) {
    const [, stem, number, ending] = PART.exec(file.name) ?? [];
    const key = stem === undefined ? file.name : `${stem} part ${ending}`;
    const run = runs.get(key) ?? [];
    run.push({ file, number: Number(number ?? 0) });
    runs.set(key, run);
  }
  return [...runs.values()].map((run) => run.sort((a, b) => a.number - b.number).map(({ file }) => file));
}
