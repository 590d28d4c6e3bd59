// Writing PDB files (wwPDB format version 3.3).

import { cellOfBox } from "./box.js";
import { elementSymbol } from "./elements.js";
import { isCapName, isProteinName, isWaterName } from "./residue-names.js";
import type { Topology } from "./topology.js";

const MAX_SERIAL = 99_999;
const MAX_SEQUENCE = 9_999;

/**
 * The text of a PDB file: coordinates of all frames, and CONECT lines for the bonds that residue names do not imply.
 * Numbers that outgrow their columns start again at 0.
 * @param positions (T, A, 3) nm
 * @param boxes (T, 9) nm, of which the first is written; null for none
 */
export function writePdb(topology: Topology, positions: Float32Array, boxes: Float32Array | null): string {
  const nAtoms = topology.atoms.length;
  const nFrames = positions.length / (3 * nAtoms);
  const lines: string[] = [];
  if (boxes !== null) lines.push(cellLine(boxes.subarray(0, 9)));
  const records = atomRecords(topology);
  for (let t = 0; t < nFrames; t++) {
    if (nFrames > 1) lines.push(`MODEL     ${String(t + 1).padStart(4)}`);
    const frame = positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
    for (const record of records) lines.push(record.atom === null ? record.text : record.text + tail(record, frame));
    if (nFrames > 1) lines.push("ENDMDL");
  }
  lines.push(...connectionLines(topology, records), "END", "");
  return lines.join("\n");
}

function cellLine(box: Float32Array): string {
  const [a, b, c, ...angles] = cellOfBox(box);
  const lengths = [a, b, c].map((nm) => (10 * nm).toFixed(3).padStart(9)).join("");
  return `CRYST1${lengths}${angles.map((angle) => angle.toFixed(2).padStart(7)).join("")} P 1           1`;
}

/** A line without its coordinates; TER lines have no atom. */
interface Line {
  readonly text: string;
  readonly atom: number | null;
  readonly serial: number;
  readonly element: string;
}

function atomRecords({ atoms, residues, chains }: Topology): Line[] {
  const lines: Line[] = [];
  let serial = 0;
  residues.forEach((residue, r) => {
    const { name: residueName, insertionCode } = residue;
    const isStandard = isProteinName(residueName) && !isCapName(residueName);
    const chain = chains[residue.chain]!.id.slice(0, 1) || " ";
    const sequence = String(residue.sequence % (MAX_SEQUENCE + 1)).padStart(4);
    const label = `${residueName.slice(0, 4).padStart(3).padEnd(4)}${chain}${sequence}${insertionCode || " "}`;
    for (const atom of residue.atoms) {
      serial++;
      const { name, element } = atoms[atom]!;
      const text = `${isStandard ? "ATOM  " : "HETATM"}${serialColumn(serial)} ${nameColumn(name, element)} ${label}   `;
      lines.push({ text, atom, serial, element });
    }
    if (residues[r + 1]?.chain !== residue.chain) {
      serial++;
      lines.push({ text: `TER   ${serialColumn(serial)}      ${label}`, atom: null, serial, element: "" });
    }
  });
  return lines;
}

function serialColumn(serial: number): string {
  return String(serial % (MAX_SERIAL + 1)).padStart(5);
}

/** Symbols are right-aligned in the first two of the four columns, unless the name fills them all. */
function nameColumn(name: string, element: string): string {
  const isWide = name.length >= 4 || (element.length === 2 && name.toUpperCase().startsWith(element));
  return (isWide ? name : ` ${name}`).slice(0, 4).padEnd(4);
}

function tail({ atom, element }: Line, frame: Float32Array): string {
  let text = "";
  for (let d = 0; d < 3; d++) text += (10 * frame[3 * atom! + d]!).toFixed(3).padStart(8).slice(0, 8);
  return `${text}  1.00  0.00          ${elementSymbol(element).padStart(2)}`;
}

/** Bonds of caps, of what is neither protein nor water, and between residues but for peptide links. */
function connectionLines(topology: Topology, lines: readonly Line[]): string[] {
  const { atoms, residues, bonds } = topology;
  const isImplied = (i: number, j: number): boolean => {
    const [a, b] = [residues[atoms[i]!.residue]!, residues[atoms[j]!.residue]!];
    const isKnown = [a, b].every(({ name }) => (isProteinName(name) && !isCapName(name)) || isWaterName(name));
    return isKnown && (a === b || (atoms[i]!.name === "C" && atoms[j]!.name === "N"));
  };
  const serials = new Map(lines.map(({ atom, serial }) => [atom, serial]));
  const partners = new Map<number, number[]>();
  for (const [i, j] of bonds) {
    const [from, to] = [serials.get(i)!, serials.get(j)!];
    if (isImplied(i, j) || to > MAX_SERIAL || from > MAX_SERIAL) continue;
    partners.set(from, [...(partners.get(from) ?? []), to]);
    partners.set(to, [...(partners.get(to) ?? []), from]);
  }
  const ordered = [...partners].sort(([a], [b]) => a - b);
  return ordered.flatMap(([serial, others]) => {
    const rows: string[] = [];
    for (let k = 0; k < others.length; k += 4) {
      rows.push(`CONECT${[serial, ...others.slice(k, k + 4)].map(serialColumn).join("")}`);
    }
    return rows;
  });
}
