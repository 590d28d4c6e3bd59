// The sources of a comparison, side by side.

import type { Evidence } from "./evidence-data.js";
import type { BySource } from "./figure-data.js";

export interface Sources {
  readonly md: Evidence;
  readonly held_out: Evidence | null;
  readonly lss: Evidence;
}

/** The same question to each source that there is. */
export function askEach<T>(
  sources: Sources,
  ask: (evidence: Evidence) => T | null,
  exact: T | null = null,
): BySource<T> {
  const { md, held_out: heldOut, lss } = sources;
  return { md: ask(md), held_out: heldOut === null ? null : ask(heldOut), lss: ask(lss), exact };
}
