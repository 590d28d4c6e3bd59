// mdtraj's HDF5 files: ortho.h5 and nobox.h5 hold the frames of ortho.trr, paged.h5 those of a formula (make-hdf5.py).

import { describe, expect, it } from "vitest";
import { FormatError, memorySource } from "../../src/base/index.js";
import { cellOfBox, openTrajectory, readTopology } from "../../src/trajectory/index.js";
import { goldenBytes, goldenStructure } from "./golden.js";

const source = (name: string, bytes = goldenBytes(`formats/${name}`)) => memorySource(name, bytes);

describe("openTrajectory", () => {
  it("reads what mdtraj wrote to HDF5 as what it wrote to TRR", async () => {
    const reader = await openTrajectory(source("ortho.h5"));
    const trr = await openTrajectory(source("ortho.trr"));
    expect(reader).toMatchObject({ format: "hdf5", nFrames: 20, nAtoms: 94 });
    const [found, wanted] = [await reader.read(0, 20), await trr.read(0, 20)];
    expect(found.positions).toEqual(wanted.positions);
    expect(found.timesPs).toEqual(wanted.timesPs);
    const cells = [found, wanted].map(({ boxes }) => cellOfBox(boxes!.subarray(9 * 19, 9 * 20)));
    cells[0]!.forEach((value, k) => {
      expect(Math.abs(value - cells[1]![k]!)).toBeLessThan(1e-6);
    });
    await reader.close();
  });

  it("reads files without a box, and knows them by their first bytes", async () => {
    const reader = await openTrajectory(source("noname", goldenBytes("formats/nobox.h5")));
    const { boxes, positions } = await reader.read(19, 1);
    expect(boxes).toBeNull();
    expect(positions).toEqual((await (await openTrajectory(source("ortho.trr"))).read(19, 1)).positions);
  });

  it("counts the frames of a file without times, and says so", async () => {
    const reader = await openTrajectory(source("untimed.h5"));
    expect([...reader.timesPs]).toEqual([0, 1, 2]);
    expect(reader.assumedTimes).toBe("frames count as 1 ps apart");
    expect((await openTrajectory(source("ortho.h5"))).assumedTimes).toBeNull();
  });

  it("gives any frames of several chunks and pages, and reads no more of the file than it needs", async () => {
    const file = source("paged.h5");
    let bytesRead = 0;
    const counted = {
      ...file,
      read: (offset: number, length: number) => {
        bytesRead += length;
        return file.read(offset, length);
      },
    };
    const reader = await openTrajectory(counted);
    expect(bytesRead).toBeLessThan(file.size);
    expect([...reader.timesPs]).toEqual(Array.from({ length: 130 }, (_, t) => 10 + t / 2));
    for (const [first, count] of [
      [0, 1],
      [129, 1],
      [30, 80],
      [0, 130],
    ] as const) {
      const { positions } = await reader.read(first, count);
      const expected = Float32Array.from({ length: count * 94 * 3 }, (_, i) => {
        const [t, a, d] = [first + Math.floor(i / 282), Math.floor(i / 3) % 94, i % 3];
        return ((7919 * t + 104729 * a + 1299709 * d) % 100003) / 1000;
      });
      expect(positions).toEqual(expected);
    }
    await expect(reader.read(129, 2)).rejects.toThrow(RangeError);
  });

  it("keeps several files apart", async () => {
    const [a, b] = [await openTrajectory(source("nobox.h5")), await openTrajectory(source("paged.h5"))];
    const [x, y] = await Promise.all([a.read(0, 20), b.read(0, 130)]);
    await a.close();
    expect(await b.read(0, 130)).toEqual(y);
    expect(x.positions).toEqual((await (await openTrajectory(source("nobox.trr"))).read(0, 20)).positions);
  });
});

describe("readTopology", () => {
  it("finds in the file what the PDB file of the same molecule says", async () => {
    const { topology, positions, nFrames, box } = await readTopology(source("ortho.h5"));
    const wanted = await goldenStructure("formats/ortho.pdb");
    // Bonds are the file's: mdtraj's templates bond two of the terminal hydrogens elsewhere than distances do.
    expect(topology).toEqual({ ...wanted.topology, chains: [{ id: "" }], bonds: topology.bonds });
    expect(topology.bonds).toHaveLength(95);
    expect(nFrames).toBe(1);
    expect(cellOfBox(box!).map((x) => Number(x.toPrecision(6)))).toEqual([4, 4.5, 5, 90, 90, 90]);
    positions.forEach((x, i) => {
      expect(Math.abs(x - wanted.positions[i]!)).toBeLessThan(1e-4);
    });
  });
});

describe("damaged HDF5 files", () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
    ["nothing", () => new Uint8Array(0), "x.h5: is no HDF5 file, or a damaged one"],
    ["a text", () => new TextEncoder().encode("ITEM: TIMESTEP\n0\n"), "x.h5: is no HDF5 file, or a damaged one"],
    ["a file that is cut", (bytes) => bytes.slice(0, 20000), "x.h5: is no HDF5 file, or a damaged one"],
    ["a damaged root", (bytes) => bytes.fill(255, 96, 400), "x.h5: "],
  ])("%s is refused", async (_, damage, message) => {
    const opening = openTrajectory(source("x.h5", damage(goldenBytes("formats/ortho.h5"))));
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(message);
  });

  it("a damaged chunk is refused when it is read", async () => {
    const bytes = goldenBytes("formats/paged.h5");
    const reader = await openTrajectory(source("x.h5", bytes.fill(0x55, 60_000, 61_000)));
    const reading = reader.read(0, 130);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow("x.h5: has coordinates that cannot be read");
  });
});
