// Where the data of a simulator are: trajectories, and of each its topology; by flags, or in a project file.

import * as v from "valibot";
import { ConfigError } from "../base/index.js";
import { findFiles } from "../base/index.node.js";

export interface DataFiles {
  readonly traj: readonly string[];
  /** One for all trajectories, or one of each. */
  readonly top: readonly string[];
}

/** What a project file says of them; patterns are allowed. */
export interface WrittenData {
  readonly top?: unknown;
  readonly traj?: unknown;
  /** Trajectories of several systems, in sections: `[[data]]`. */
  readonly data?: unknown;
}

/** For hints. */
export const USAGE = "Usage: lss fit --top top.pdb --traj a.xtc b.xtc --lag 0.5ns -o model.lss";

const names = v.union([v.string(), v.array(v.string())]);
const sections = v.pipe(v.array(v.strictObject({ top: v.string(), traj: names })), v.minLength(1));

/**
 * Finds the files; flags go before what is written.
 * @param folder what the written paths are relative to
 * @throws ConfigError when something is missing, or topologies and trajectories do not go together
 * @throws ResourceError naming a pattern that no file matches
 */
export async function findDataFiles(flags: DataFiles, written: WrittenData, folder: string): Promise<DataFiles> {
  if (written.data !== undefined) return findSections(flags, written, folder);
  const find = async (name: "top" | "traj"): Promise<string[]> => {
    if (flags[name].length > 0) return findFiles(flags[name]);
    const parsed = v.safeParse(names, written[name]);
    if (!parsed.success || parsed.output.length === 0)
      throw new ConfigError(`--${name}`, "is missing", { hint: USAGE });
    return findFiles([parsed.output].flat(), folder);
  };
  const [top, traj] = [await find("top"), await find("traj")];
  if (top.length === 1 || top.length === traj.length) return { top, traj };
  throw new ConfigError("--top", `${top.length} topologies are given for ${traj.length} trajectories`, {
    hint: "Give one for all, or one of each in the same order; or [[data]] sections in a project file.",
  });
}

async function findSections(flags: DataFiles, written: WrittenData, folder: string): Promise<DataFiles> {
  const others = [...flags.top, ...flags.traj, written.top, written.traj].filter((value) => value !== undefined);
  if (others.length > 0) throw new ConfigError("data", "sections do not go together with top and traj");
  const parsed = v.safeParse(sections, written.data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(["data", v.getDotPath(issue)].filter((part) => part !== null).join("."), issue.message, {
      hint: 'Each section names a topology and its trajectories: [[data]] top = "a.pdb" traj = ["a-*.xtc"]',
    });
  }
  const found: { top: string; traj: string }[] = [];
  for (const { top, traj } of parsed.output) {
    const tops = await findFiles([top], folder);
    if (tops.length > 1) throw new ConfigError("data", `"${top}" names ${tops.length} topologies, want one a section`);
    for (const path of await findFiles([traj].flat(), folder)) found.push({ top: tops[0]!, traj: path });
  }
  return { top: found.map(({ top }) => top), traj: found.map(({ traj }) => traj) };
}
