// The text formats and the topologies against what mdtraj reads from the same files.

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError, memorySource, UnsupportedError } from "../../src/base/index.js";
import { uncompressed } from "../../src/trajectory/gzip.js";
import {
  cellOfBox,
  openTrajectory,
  readTopology,
  type Structure,
  topologyFormatOf,
  trajectoryFormatOf,
} from "../../src/trajectory/index.js";
import { goldenBytes, goldenJson } from "./golden.js";

type Triple = readonly [number, number, number];

/** As in text-formats.json; a topology without coordinates has the counts at its top, and nothing else. */
interface Reading extends Counts {
  readonly n_frames?: number;
  readonly first_frame_first_atom: Triple;
  readonly first_frame_last_atom: Triple;
  readonly last_frame_first_atom: Triple;
  readonly last_frame_last_atom: Triple;
  readonly sum_xyz: Triple;
  readonly sum_of_squares: number;
  readonly time_first_last?: readonly [number, number];
  readonly box_first: readonly number[] | null;
  readonly box_last: readonly number[] | null;
  readonly topology?: Counts;
}

interface Counts {
  readonly n_atoms: number;
  readonly n_residues: number;
  readonly n_chains: number;
  readonly n_bonds: number;
  readonly n_CA: number;
}

const READINGS = goldenJson<Record<string, Reading>>("formats/text-formats.json");
const names = (isWanted: (name: string) => boolean) => Object.keys(READINGS).filter(isWanted);
const source = (name: string, bytes = goldenBytes(`formats/${name}`)) => memorySource(name, bytes);
const structureOf = (name: string): Promise<Structure> => readTopology(source(name));

/** Coordinates are stored to three decimals of an angstrom or a nanometre; single precision adds its own. */
const TOLERANCE_NM = 2e-6;

function expectPositions(positions: Float32Array, nFrames: number, expected: Reading): void {
  const nAtoms = expected.n_atoms;
  const atom = (t: number, i: number) => positions.subarray(3 * (t * nAtoms + i), 3 * (t * nAtoms + i) + 3);
  const close = (got: Float32Array, want: Triple) => {
    got.forEach((x, d) => {
      expect(Math.abs(x - want[d]!)).toBeLessThan(TOLERANCE_NM);
    });
  };
  close(atom(0, 0), expected.first_frame_first_atom);
  close(atom(0, nAtoms - 1), expected.first_frame_last_atom);
  close(atom(nFrames - 1, 0), expected.last_frame_first_atom);
  close(atom(nFrames - 1, nAtoms - 1), expected.last_frame_last_atom);
  const sums = [0, 0, 0];
  positions.forEach((x, k) => {
    sums[k % 3]! += x;
  });
  sums.forEach((sum, d) => {
    expect(Math.abs(sum - expected.sum_xyz[d]!)).toBeLessThan(1e-3);
  });
  const squares = positions.reduce((sum, x) => sum + x * x, 0);
  expect(Math.abs(squares / expected.sum_of_squares - 1)).toBeLessThan(1e-6);
}

/** GRO gives vectors to 1e-5 nm, which is some 1e-4 degrees. */
function expectBox(box: Float32Array | null, expected: readonly number[] | null): void {
  if (expected === null) {
    expect(box).toBeNull();
    return;
  }
  cellOfBox(box!).forEach((value, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(k < 3 ? 1e-5 : 2e-4);
  });
}

describe("openTrajectory", () => {
  it.each(names((name) => trajectoryFormatOf(name) !== null))("reads %s as mdtraj does", async (name) => {
    const expected = READINGS[name]!;
    const reader = await openTrajectory(source(name));
    expect(reader).toMatchObject({ nFrames: expected.n_frames, nAtoms: expected.n_atoms });
    const { positions, boxes, timesPs } = await reader.read(0, reader.nFrames);
    expectPositions(positions, reader.nFrames, expected);
    expectBox(boxes?.slice(0, 9) ?? null, expected.box_first);
    // mdtraj gives all models of a PDB file the first CRYST1, and this file has no other.
    expectBox(boxes?.slice(-9) ?? null, expected.box_last);
    expect(timesPs).toEqual(reader.timesPs);
    const [first, last] = expected.time_first_last ?? [timesPs[0], timesPs.at(-1)];
    expect([timesPs[0], timesPs.at(-1)]).toEqual([first, last]);
  });

  it.each(["ortho.gro", "ortho.pdb", "octahedron.lammpstrj", "plain.xyz"])("gives any frames of %s", async (name) => {
    const reader = await openTrajectory(source(name));
    const all = await reader.read(0, reader.nFrames);
    const last = reader.nFrames - 1;
    for (const [first, count] of [
      [last, 1],
      [1, 2],
      [0, 1],
    ] as const) {
      const { positions, timesPs, nFrames } = await reader.read(first, count);
      expect(nFrames).toBe(count);
      expect(positions).toEqual(all.positions.slice(3 * reader.nAtoms * first, 3 * reader.nAtoms * (first + count)));
      expect(timesPs).toEqual(all.timesPs.slice(first, first + count));
    }
    await expect(reader.read(last, 2)).rejects.toThrow(RangeError);
  });

  it("knows text formats that have a mark by their first bytes", async () => {
    for (const [name, format] of [
      ["octahedron.lammpstrj", "lammps"],
      ["ortho.pdb", "pdb"],
    ] as const) {
      expect((await openTrajectory(source("noname", goldenBytes(`formats/${name}`)))).format).toBe(format);
    }
  });
});

describe("readTopology", () => {
  it.each(names((name) => topologyFormatOf(name) !== null))("reads %s as mdtraj does", async (name) => {
    const expected = READINGS[name]!;
    const { topology, nFrames, positions } = await structureOf(name);
    const counts = expected.topology ?? expected;
    expect(topology.atoms).toHaveLength(counts.n_atoms);
    expect(topology.residues).toHaveLength(counts.n_residues);
    expect(topology.chains).toHaveLength(counts.n_chains);
    expect(topology.atoms.filter((atom) => atom.name === "CA")).toHaveLength(counts.n_CA);
    const hasCoordinates = expected.n_frames !== undefined;
    // A GRO file gives a topology the coordinates of its first frame.
    const isCut = name.endsWith(".gro") && expected.n_frames !== 1;
    expect(nFrames).toBe(hasCoordinates ? (isCut ? 1 : expected.n_frames) : 0);
    expect(positions).toHaveLength(3 * nFrames * counts.n_atoms);
    if (hasCoordinates && !isCut) expectPositions(positions, nFrames, expected);
    // mdtraj bonds proteins by templates only: without ligands, and without caps and ends of other force fields.
    const isKnownToMdtraj = !["cod_4020641.gro", "DPDP.pdb", "ala3.pdb"].includes(name);
    if (isKnownToMdtraj) expect(topology.bonds).toHaveLength(counts.n_bonds);
  });

  it("gives one topology and the same coordinates of 1L2Y in four formats", async () => {
    const pdb = await structureOf("1l2y.pdb");
    for (const name of ["1l2y.cif", "1l2y.bcif"]) {
      const other = await structureOf(name);
      expect(other.topology).toEqual(pdb.topology);
      expect(other.positions.slice(0, pdb.positions.length)).toEqual(pdb.positions);
      expect(other.box).toBeNull();
    }
    const gro = await structureOf("1l2y.gro");
    expect(gro.topology).toEqual({ ...pdb.topology, chains: [{ id: "" }] });
    expect(gro.box).toBeNull(); // a cube of 1 angstrom stands for none
    gro.positions.forEach((x, k) => {
      expect(Math.abs(x - pdb.positions[k]!)).toBeLessThan(5.1e-4);
    });
  });

  it.each([
    ["ala3.psf", "ala3.pdb"],
    ["DPDP.prmtop", "DPDP.pdb"],
  ])("finds in %s the elements and bonds that coordinates tell in %s", async (bare, full) => {
    const { topology, box } = await structureOf(bare);
    const { topology: wanted } = await structureOf(full);
    expect(topology.bonds).toEqual(wanted.bonds);
    expect(topology.atoms.map(({ element, residue }) => [element, residue])).toEqual(
      wanted.atoms.map(({ element, residue }) => [element, residue]),
    );
    expect(box).toBeNull();
  });
});

describe("compressed files", () => {
  const zipped = (name: string) => memorySource(`${name}.gz`, new Uint8Array(gzipSync(goldenBytes(`formats/${name}`))));

  it("are read as what they hold", async () => {
    const plain = await openTrajectory(source("ortho.gro"));
    const reader = await openTrajectory(zipped("ortho.gro"));
    expect(reader.name).toBe("ortho.gro.gz");
    expect(await reader.read(0, 20)).toEqual(await plain.read(0, 20));
    expect(await readTopology(zipped("1l2y.bcif"))).toEqual(await structureOf("1l2y.bcif"));
  });

  it("close the file that they come from", async () => {
    let isClosed = false;
    const file = zipped("plain.xyz");
    const close = async (): Promise<void> => {
      isClosed = true;
    };
    const watched = { ...file, close };
    await (await openTrajectory(watched)).close();
    expect(isClosed).toBe(true);
  });

  it("are refused when they are cut, damaged or none", async () => {
    const whole = new Uint8Array(gzipSync(goldenBytes("formats/plain.xyz")));
    const flipped = whole.map((byte, k) => (k === 900 ? byte ^ 0xff : byte));
    for (const bytes of [
      whole.slice(0, 500),
      whole.slice(0, 5),
      new Uint8Array(0),
      goldenBytes("formats/plain.xyz"),
      flipped,
    ]) {
      const opening = openTrajectory(memorySource("bad.xyz.gz", bytes));
      await expect(opening).rejects.toThrow(FormatError);
      await expect(opening).rejects.toThrow("bad.xyz.gz: cannot be decompressed");
    }
  });

  it("are refused when they hold too much", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(40 << 20)));
    const inflating = uncompressed(memorySource("bomb.gro.gz", bomb), 1 << 20);
    await expect(inflating).rejects.toThrow(UnsupportedError);
    await expect(inflating).rejects.toThrow("bomb.gro.gz: holds more than 1 MB");
  });
});
