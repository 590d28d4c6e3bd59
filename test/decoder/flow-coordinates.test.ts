import { describe, expect, test } from "vitest";
import { type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import { chooseCoordinates, fromFlow, measureStrain, stageSizes, toFlow } from "../../src/decoder/flow-coordinates.js";
import { defineInternalCoordinates, projectGeometry } from "../../src/decoder/index.js";
import { meanStructure, rmsd } from "../../src/features/index.js";
import type { Topology } from "../../src/trajectory/index.js";
import { makeTopology } from "../features/golden-systems.js";
import { heavyAtomEnsemble } from "./geometry-ensembles.js";

interface System {
  readonly topology: Topology;
  readonly frames: Matrix32;
  readonly reference: Float32Array;
}

function alphaCarbonSystem(frames: Matrix32, bonds: readonly (readonly [number, number])[] = []): System {
  const numbers = [...Array(frames.cols / 3).keys()];
  const topology = makeTopology(
    numbers.map((r) => ["CA", "C", r] as const),
    numbers.map((r) => ["ALA", r + 1, 0] as const),
    bonds,
  );
  return { topology, frames, reference: meanStructure(frames.data, frames.rows, numbers.length) };
}

/** A helix of C-alphas whose atoms swing by 0.03 nm. */
function helix(nResidues: number): System {
  const rng = Rng.fromSeed(2);
  const frames = zeros32(100, 3 * nResidues);
  for (let t = 0, at = 0; t < frames.rows; t++) {
    for (let r = 0; r < nResidues; r++) {
      const turn = (100 * r * Math.PI) / 180;
      for (const x of [0.23 * Math.cos(turn), 0.23 * Math.sin(turn), 0.15 * r])
        frames.data[at++] = x + 0.03 * rng.normal();
    }
  }
  return alphaCarbonSystem(frames);
}

/** A necklace of beads 0.38 nm apart, bent at random by waves along it. */
function necklace(nBeads: number): System {
  const rng = Rng.fromSeed(3);
  const radius = 0.19 / Math.sin(Math.PI / nBeads);
  const frames = zeros32(200, 3 * nBeads);
  for (let t = 0; t < frames.rows; t++) {
    const amplitudes = [2, 3, 4].map((wave) => ({ wave, at: [0, 1, 2].map(() => (radius / wave) * rng.normal()) }));
    for (let b = 0; b < nBeads; b++) {
      const angle = (2 * Math.PI * b) / nBeads;
      const round = [radius * Math.cos(angle), radius * Math.sin(angle), 0];
      for (let d = 0; d < 3; d++) {
        const bent = amplitudes.reduce((sum, { wave, at }) => sum + at[d]! * Math.cos(wave * angle + d), 0);
        frames.data[t * frames.cols + 3 * b + d] = round[d]! + bent;
      }
    }
  }
  const bonds = [...Array(nBeads).keys()].map((b) => [b, (b + 1) % nBeads] as const);
  projectGeometry(
    {
      nAtoms: nBeads,
      bonds: bonds.map((atoms) => ({ atoms, min: 0.37, max: 0.39, low: 0.378, high: 0.382 })),
      angles: [],
      stereocentres: [],
      clashes: { atoms: [], cutoffNm: 0.35, perFrame: 0 },
    },
    frames.data,
    frames.rows,
    { sweeps: 500 },
  );
  return alphaCarbonSystem(frames, bonds);
}

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
