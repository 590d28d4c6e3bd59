import { describe, expect, test } from "vitest";
import { type Matrix32, Rng, zeros32 } from "../../src/base/index.js";
import { chooseCoordinates, fromFlow, stageSizes, toFlow } from "../../src/decoder/flow-coordinates.js";
import { defineInternalCoordinates, measureLever } from "../../src/decoder/index.js";
import { meanStructure, rmsd } from "../../src/features/index.js";
import { makeTopology } from "../features/golden-systems.js";
import { heavyAtomEnsemble } from "./geometry-ensembles.js";

/** A helix of C-alphas whose atoms swing by 0.03 nm. */
function helix(nResidues: number, nFrames: number) {
  const rng = Rng.fromSeed(2);
  const topology = makeTopology(
    Array.from({ length: nResidues }, (_, r) => ["CA", "C", r] as const),
    Array.from({ length: nResidues }, (_, r) => ["ALA", r + 1, 0] as const),
    [],
  );
  const frames: Matrix32 = zeros32(nFrames, 3 * nResidues);
  for (let t = 0, at = 0; t < nFrames; t++) {
    for (let r = 0; r < nResidues; r++) {
      const turn = (100 * r * Math.PI) / 180;
      for (const x of [0.23 * Math.cos(turn), 0.23 * Math.sin(turn), 0.15 * r])
        frames.data[at++] = x + 0.03 * rng.normal();
    }
  }
  return { topology, frames, reference: meanStructure(frames.data, nFrames, nResidues) };
}

describe("the choice of coordinates", () => {
  test("is internal for a peptide, torsions first", () => {
    const { topology, table, positions, nAtoms } = heavyAtomEnsemble("pentapeptide");
    const frames = table.read(0, table.rows);
    const chosen = chooseCoordinates(topology, frames, positions.slice(0, 3 * nAtoms), Rng.fromSeed(1));
    expect(chosen.kind).toBe("internal");
    const [nTorsionColumns, nOthers] = stageSizes(chosen);
    expect(nTorsionColumns! % 2).toBe(0);
    expect(nTorsionColumns! + nOthers!).toBe(chosen.whitening.mean.length);
  });

  test("is Cartesian for a chain of 300 residues, whose lever arms are long", () => {
    const { topology, frames, reference } = helix(300, 100);
    const internal = defineInternalCoordinates(topology, frames);
    const short = helix(8, 100);
    const lever = measureLever(internal, frames, reference, Rng.fromSeed(1));
    const shortLever = measureLever(
      defineInternalCoordinates(short.topology, short.frames),
      short.frames,
      short.reference,
      Rng.fromSeed(1),
    );
    expect(lever).toBeGreaterThan(5 * shortLever);
    const chosen = chooseCoordinates(topology, frames, reference, Rng.fromSeed(1));
    expect(chosen.kind).toBe("cartesian");
    expect(stageSizes(chosen)).toEqual([900]);
    const back = fromFlow(chosen, toFlow(chosen, frames, reference));
    for (let t = 0; t < frames.rows; t++) {
      const frame = (m: Matrix32): Float32Array => m.data.subarray(900 * t, 900 * (t + 1));
      expect(rmsd(frame(back), 1, 300, frame(frames))[0]).toBeLessThan(1e-4);
    }
  });
});
