// Atom selections in the language of mdtraj, and of what is near: "name CA and resSeq 1 to 5", "within 5A of (resname LIG)".

import type { Geometry } from "./bonds.js";
import { parseSelection } from "./selection-grammar.js";
import { describeSystem } from "./selection-properties.js";
import type { Topology } from "./topology.js";

/**
 * The atoms that a selection names (docs/selections.md).
 * @param geometry by which `within` measures, such as the structure of the topology; of several frames the first counts
 * @returns ascending indices, perhaps none
 * @throws ConfigError with the place in the text where it stops making sense, or that needs coordinates
 */
export function select(topology: Topology, text: string, geometry: Geometry | null = null): Int32Array {
  const isSelected = parseSelection(text)(describeSystem(topology, geometry));
  return Int32Array.from(topology.atoms.keys()).filter((i) => isSelected[i] === 1);
}
