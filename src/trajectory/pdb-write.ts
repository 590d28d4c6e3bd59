// Writing PDB files (wwPDB format version 3.3): as a whole, and model by model.

import { type ByteSink, NumericsError, ShapeError } from "../base/index.js";
import { CHAIN_LINKS } from "./bonds.js";
import { cellOfBox } from "./box.js";
import { elementSymbol } from "./elements.js";
import type { TrajectoryWriter } from "./frames.js";
import { baseOf, isCapName, isProteinName, isWaterName } from "./residue-names.js";
import { timeTitle } from "./text-frames.js";
import type { Topology } from "./topology.js";

const MAX_SERIAL = 99_999;
const MAX_SEQUENCE = 9_999;
const COORDINATE_COLUMNS = 8;

/**
 * The text of a PDB file: coordinates of all frames, and CONECT lines for the bonds that residue names do not imply.
 * Numbers that outgrow their columns start again at 0.
 * @param positions (T, A, 3) nm
 * @param boxes (T, 9) nm, of which the first is written; null for none
 * @throws NumericsError when a coordinate is not finite or too large for the format
 */
export function writePdb(topology: Topology, positions: Float32Array, boxes: Float32Array | null): string {
  const nAtoms = topology.atoms.length;
  const nFrames = positions.length / (3 * nAtoms);
  const records = atomRecords(topology);
  const frames = Array.from({ length: nFrames }, (_, t) => {
    const lines = linesOfFrame(records, positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3));
    return nFrames > 1 ? [modelLine(t + 1), ...lines, "ENDMDL"] : lines;
  });
  const cell = boxes === null ? [] : [cellLine(boxes.subarray(0, 9))];
  return [...cell, ...frames.flat(), ...connectionLines(topology, records), "END", ""].join("\n");
}

/** A cube of 1 angstrom stands for no box. */
const NO_BOX = Float32Array.of(0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1);

/** A writer of PDB files, one model a frame, with its time in a TITLE line as GROMACS writes it. */
export function createPdb(sink: ByteSink, topology: Topology): TrajectoryWriter {
  const nAtoms = topology.atoms.length;
  const records = atomRecords(topology);
  const encoder = new TextEncoder();
  let model = 0;
  let cell = cellLine(NO_BOX); // that holds
  return {
    write: async (block) => {
      if (block.nAtoms !== nAtoms) {
        throw new ShapeError(`${sink.name}: want frames of ${nAtoms} atoms, got ${block.nAtoms}`);
      }
      for (let t = 0; t < block.nFrames; t++) {
        const box = block.boxes?.subarray(9 * t, 9 * t + 9);
        const ownCell = cellLine(box?.some((x) => x !== 0) ? box : NO_BOX);
        const head = [`TITLE     ${timeTitle(block.timesPs[t]!, model)}`, ...(ownCell === cell ? [] : [ownCell])];
        cell = ownCell;
        const frame = block.positions.subarray(t * nAtoms * 3, (t + 1) * nAtoms * 3);
        const lines = [...head, modelLine(++model), ...linesOfFrame(records, frame), "ENDMDL", ""];
        await sink.write(encoder.encode(lines.join("\n")));
      }
    },
    close: async () => {
      await sink.write(encoder.encode([...connectionLines(topology, records), "END", ""].join("\n")));
      await sink.close();
    },
    abandon: () => sink.abandon(),
  };
}

function modelLine(model: number): string {
  return `MODEL     ${String(model).padStart(4)}`;
}

function linesOfFrame(records: readonly Line[], frame: Float32Array): string[] {
  return records.map((record) => (record.atom === null ? record.text : record.text + tail(record.atom, record, frame)));
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
    const chain = chains[residue.chain]!.id.slice(0, 1) || " ";
    const sequence = String(residue.sequence % (MAX_SEQUENCE + 1)).padStart(4);
    const label = `${residueName.slice(0, 4).padStart(3).padEnd(4)}${chain}${sequence}${insertionCode || " "}`;
    for (const atom of residue.atoms) {
      serial++;
      const { name, element } = atoms[atom]!;
      const text = `${isPolymer(residueName) ? "ATOM  " : "HETATM"}${serialColumn(serial)} ${nameColumn(name, element)} ${label}   `;
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

function tail(atom: number, { element }: Line, frame: Float32Array): string {
  let text = "";
  for (let d = 0; d < 3; d++) {
    const column = (10 * frame[3 * atom + d]!).toFixed(3).padStart(COORDINATE_COLUMNS);
    const point = column.indexOf(".");
    if (point < 0 || point > COORDINATE_COLUMNS) {
      throw new NumericsError(`${frame[3 * atom + d]} nm of atom ${atom} does not fit into the columns of PDB`);
    }
    text += column.slice(0, COORDINATE_COLUMNS); // of large numbers some decimals are lost
  }
  return `${text}  1.00  0.00          ${elementSymbol(element).padStart(2)}`;
}

/** Part of a protein or a nucleic acid, whose bonds its name implies. */
function isPolymer(residueName: string): boolean {
  return (isProteinName(residueName) && !isCapName(residueName)) || baseOf(residueName) !== null;
}

/** From the one residue to the next. */
function isChainLink(from: string, to: string): boolean {
  return CHAIN_LINKS.some(([last, first]) => from === last && to === first);
}

/** Bonds of caps, of what is neither polymer nor water, and between residues but for the links of chains. */
function connectionLines(topology: Topology, lines: readonly Line[]): string[] {
  const { atoms, residues, bonds } = topology;
  const isImplied = (i: number, j: number): boolean => {
    const [a, b] = [residues[atoms[i]!.residue]!, residues[atoms[j]!.residue]!];
    const isKnown = [a, b].every(({ name }) => isPolymer(name) || isWaterName(name));
    return isKnown && (a === b || isChainLink(atoms[i]!.name, atoms[j]!.name));
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
