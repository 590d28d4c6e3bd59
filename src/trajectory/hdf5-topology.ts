// The topology that mdtraj writes into its HDF5 files, as JSON.

import * as v from "valibot";
import { FormatError } from "../base/index.js";
import { addBonds, type Geometry, sortedBonds } from "./bonds.js";
import { elementSymbol } from "./elements.js";
import type { Atom, Residue, Topology } from "./topology.js";

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const schema = v.object({
  chains: v.array(
    v.object({
      residues: v.array(
        v.object({
          name: v.string(),
          resSeq: v.optional(v.pipe(v.number(), v.safeInteger())),
          segmentID: v.optional(v.string(), ""),
          atoms: v.array(v.object({ index, name: v.string(), element: v.nullish(v.string(), "") })),
        }),
      ),
    }),
  ),
  bonds: v.array(v.tuple([index, index])),
});

/**
 * @param geometry of the first frame, by which atoms are bonded when the file gives no bonds
 * @throws FormatError when the text is no topology
 */
export function parseHdf5Topology(
  file: string,
  text: string,
  geometry: Geometry | null,
): { topology: Topology; notices: readonly string[] } {
  const { chains, bonds } = parseJson(file, text);
  const atoms: Atom[] = [];
  const residues: Residue[] = [];
  chains.forEach((chain, c) => {
    for (const residue of chain.residues) {
      const own = residue.atoms.map((atom) => {
        if (atom.index !== atoms.length) {
          throw new FormatError(file, `topology: atom ${atom.index} stands where atom ${atoms.length} should`);
        }
        atoms.push({ name: atom.name, element: elementSymbol(atom.element), residue: residues.length });
        return atom.index;
      });
      const sequence = residue.resSeq ?? residues.length + 1;
      const segment = residue.segmentID === "" ? {} : { segment: residue.segmentID };
      residues.push({ name: residue.name, sequence, insertionCode: "", ...segment, chain: c, atoms: own });
    }
  });
  const wrong = bonds.find(([i, j]) => i >= atoms.length || j >= atoms.length || i === j);
  if (wrong !== undefined) throw new FormatError(file, `topology: there is no bond of atoms ${wrong.join(" and ")}`);
  const topology = { atoms, residues, chains: chains.map(() => ({ id: "" })), bonds: sortedBonds(bonds) };
  return bonds.length > 0 ? { topology, notices: [] } : addBonds(topology, geometry);
}

function parseJson(file: string, text: string): v.InferOutput<typeof schema> {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    const path = cause instanceof v.ValiError ? ` at ${v.getDotPath(cause.issues[0]) ?? "its root"}` : "";
    throw new FormatError(file, `has a topology that is not as mdtraj writes it${path}`, { cause });
  }
}
