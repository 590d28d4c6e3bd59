import { describe, expect, test } from "vitest";
import { type Matrix32, matrixOf, Rng } from "../../src/base/index.js";
import { chooseCoordinates, fromFlow, measureStrain, stageSizes, toFlow } from "../../src/decoder/flow-coordinates.js";
import { defineInternalCoordinates } from "../../src/decoder/index.js";
import { rmsd } from "../../src/features/index.js";
import { alphaCarbonSystem, helix, necklace, type System } from "./alpha-carbon-systems.js";
import { heavyAtomEnsemble } from "./geometry-ensembles.js";

const strainOf = ({ topology, frames, reference }: System) =>
  measureStrain(topology, defineInternalCoordinates(topology, frames), frames, reference, Rng.fromSeed(1));
const choose = ({ topology, frames, reference }: System) =>
  chooseCoordinates(topology, frames, reference, Rng.fromSeed(1));

describe("a peptide", () => {
  const { topology, table, positions, nAtoms } = heavyAtomEnsemble("pentapeptide");
  const peptide = { topology, frames: table.read(0, table.rows), reference: positions.slice(0, 3 * nAtoms) };

  test("has internal coordinates, torsions first", () => {
    const chosen = choose(peptide);
    expect(chosen.kind).toBe("internal");
    const [nTorsionColumns, nOthers] = stageSizes(chosen);
    expect(nTorsionColumns! % 2).toBe(0);
    // Sines and cosines: one more for each torsion.
    expect(nOthers! + nTorsionColumns! / 2).toBe(3 * nAtoms - 6);
  });

  test("keeps its rings closed", () => {
    // A bond's own deviation is 0.003 nm: sqrt(2) times the ensemble's noise.
    expect(strainOf(peptide).openingNm).toBeLessThan(0.003);
    expect(strainOf(helix(8)).openingNm).toBe(0);
  });
});

describe("a chain of 150 residues", () => {
  const long = helix(150);

  test("has long lever arms, and so Cartesian coordinates", () => {
    expect(strainOf(long).lever).toBeGreaterThan(5 * strainOf(helix(8)).lever);
    expect(choose(long).kind).toBe("cartesian");
  });

  test("comes back but for a thousandth of its variance", () => {
    const chosen = choose(long);
    const values = toFlow(chosen, long.frames, long.reference);
    expect(stageSizes(chosen)).toEqual([values.cols]);
    const back = fromFlow(chosen, values);
    for (let t = 0; t < back.rows; t++) {
      const frame = ({ data, cols }: Matrix32): Float32Array => data.subarray(t * cols, (t + 1) * cols);
      // The atoms swing by 0.03 sqrt(3) = 0.05 nm.
      expect(rmsd(frame(back), 1, 150, frame(long.frames))[0]).toBeLessThan(0.005);
    }
  });
});

test("a molecule of more atoms than a whitening can take is not tried in internal coordinates", () => {
  const rng = Rng.fromSeed(4);
  const data = Float32Array.from({ length: 3 * 501 * 4 }, () => rng.normal());
  expect(choose(alphaCarbonSystem(matrixOf(data, 4, 3 * 501))).kind).toBe("cartesian");
});

test("a large ring does not close by itself, and so has Cartesian coordinates", () => {
  const ring = necklace(30);
  expect(strainOf(ring).openingNm).toBeGreaterThan(0.03);
  expect(choose(ring).kind).toBe("cartesian");
});
