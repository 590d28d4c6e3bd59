// The sources of a comparison, side by side.

import type { Evidence } from "./evidence-data.js";
import type { BySource } from "./figure-data.js";
import type { MarkovModel } from "./markov-model.js";

export interface Sources {
  /** Of the training data, and a Markov state model of the same. */
  readonly md: Evidence;
  readonly msm: MarkovModel | null;
  readonly held_out: Evidence | null;
  readonly lss: Evidence;
}

/** The same question to each source of trajectories that there is. */
export function askEach<T>(
  sources: Sources,
  ask: (evidence: Evidence) => T | null,
  { msm = null, exact = null }: Partial<Pick<BySource<T>, "msm" | "exact">> = {},
): BySource<T> {
  const { md, held_out: heldOut, lss } = sources;
  return { md: ask(md), held_out: heldOut === null ? null : ask(heldOut), lss: ask(lss), msm, exact };
}
