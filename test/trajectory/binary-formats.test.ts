// The sample files of binary formats against the readings of mdtraj and MDAnalysis (see formats/README.md).

import { describe, expect, it } from "vitest";
import { FormatError, memorySource } from "../../src/base/index.js";
import { cellOfBox, openTrajectory } from "../../src/trajectory/index.js";
import { goldenBytes, goldenJson } from "./golden.js";

type Numbers = readonly number[];

interface Reading {
  readonly n_frames: number;
  readonly n_atoms: number;
  readonly first_frame_first_atom: Numbers;
  readonly first_frame_last_atom: Numbers;
  readonly last_frame_first_atom: Numbers;
  readonly last_frame_last_atom: Numbers;
  readonly sum_xyz: Numbers;
  readonly sum_of_squares: number;
  readonly box_first: Numbers | null;
  readonly box_last: Numbers | null;
  readonly time_first_last: Numbers;
}

const ENTRIES = goldenJson<{ file: string; expected: Reading | null }[]>("formats/binary-formats.json");
const READABLE = ENTRIES.flatMap(({ file, expected }) => (expected === null ? [] : [[file, expected] as const]));

const source = (file: string) => memorySource(file, goldenBytes(`formats/${file}`));

/** The readings have seven digits. */
const DIGITS = 6e-7;

function expectClose(actual: Numbers, expected: Numbers, relative: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected[i]!)));
  });
}

describe("openTrajectory", () => {
  it.each(READABLE)("reads %s as mdtraj and MDAnalysis do", async (file, expected) => {
    const reader = await openTrajectory(source(file));
    const [nFrames, nAtoms] = [expected.n_frames, expected.n_atoms];
    expect(reader).toMatchObject({ nFrames, nAtoms });
    const { positions, boxes, timesPs } = await reader.read(0, nFrames);
    const atom = (t: number, i: number) => Array.from(positions.subarray(3 * (t * nAtoms + i)).subarray(0, 3));
    expectClose(atom(0, 0), expected.first_frame_first_atom, DIGITS);
    expectClose(atom(0, nAtoms - 1), expected.first_frame_last_atom, DIGITS);
    expectClose(atom(nFrames - 1, 0), expected.last_frame_first_atom, DIGITS);
    expectClose(atom(nFrames - 1, nAtoms - 1), expected.last_frame_last_atom, DIGITS);
    const sums = [0, 0, 0];
    let squares = 0;
    positions.forEach((x, i) => {
      sums[i % 3]! += x;
      squares += x * x;
    });
    // Sums were made of coordinates converted in another order.
    expectClose(sums, expected.sum_xyz, 2e-6);
    expectClose([squares], [expected.sum_of_squares], DIGITS);
    expectClose([timesPs[0]!, timesPs[nFrames - 1]!], expected.time_first_last, 1e-6);
    const cell = (t: number) => {
      const box = boxes?.subarray(9 * t, 9 * t + 9);
      return box?.some((x) => x !== 0) ? cellOfBox(box) : null;
    };
    for (const [found, wanted] of [
      [cell(0), expected.box_first],
      [cell(nFrames - 1), expected.box_last],
    ] as const) {
      if (wanted === null) expect(found).toBeNull();
      else expectClose(found!, wanted, 3e-6); // angles come of cosines in single precision
    }
  });

  it.each([
    ["bad-truncated.dcd", "frame 19 (at byte 23228) is truncated: it needs 1208 bytes and the file has 708 left"],
    ["bad-truncated.xtc", "frame 19 (at byte 8448) is truncated: it needs 444 bytes and the file has 344 left"],
    ["bad-magic.xtc", "frame 0 (at byte 0) does not begin as an XTC frame: magic number 2000, wanted 1995"],
    ["empty.xtc", "is empty"],
  ])("refuses %s, naming frame and byte", async (file, problem) => {
    const opening = openTrajectory(source(file));
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(`${file}: ${problem}`);
  });

  it.each(["ortho.trr", "ortho.dcd", "ortho.nc", "fixed-atoms.dcd", "mrmd_h2so4-64bit-be.dcd"])(
    "gives any frames of %s as reading all does",
    async (file) => {
      const reader = await openTrajectory(source(file));
      const all = await reader.read(0, reader.nFrames);
      for (let t = 0; t < reader.nFrames; t++) {
        const { positions, timesPs, boxes } = await reader.read(t, 1);
        expect(positions).toEqual(all.positions.slice(3 * t * reader.nAtoms, 3 * (t + 1) * reader.nAtoms));
        expect(timesPs).toEqual(all.timesPs.slice(t, t + 1));
        expect(boxes).toEqual(all.boxes?.slice(9 * t, 9 * t + 9) ?? null);
      }
      await expect(reader.read(1, reader.nFrames)).rejects.toThrow(RangeError);
    },
  );

  it.each([
    "ortho.trr",
    "ortho.dcd",
    "ortho-bigendian.dcd",
    "mrmd_h2so4-64bit-le.dcd",
    "mrmd_h2so4-64bit-be.dcd",
    "ortho.nc",
  ])("knows %s by its first bytes", async (file) => {
    const { format } = await openTrajectory(source(file));
    expect((await openTrajectory(memorySource("run1", goldenBytes(`formats/${file}`)))).format).toBe(format);
  });

  it.each([["ortho.trr"], ["ortho.dcd"], ["ortho.nc"]])(
    "reads the same from %s as from its sibling formats",
    async (file) => {
      const [a, b] = await Promise.all(
        [file, "ortho-bigendian.dcd"].map(async (name) => (await openTrajectory(source(name))).read(0, 20)),
      );
      // One of them in nm, the others in angstrom.
      a!.positions.forEach((x, i) => {
        expect(Math.abs(x - b!.positions[i]!)).toBeLessThanOrEqual(2 ** -22 * Math.abs(x));
      });
      expectClose(Array.from(a!.boxes!), Array.from(b!.boxes!), 1e-6);
    },
  );
});
