import { beforeAll, describe, expect, it } from "vitest";
import { columnOf, createTask, type Matrix32, matrixOf, Rng, zeros32 } from "../../src/base/index.js";
import { checkGeometry, measureGeometry, radiusOfGyration } from "../../src/decoder/index.js";
import { dihedral, findTorsions, type Table, tableOf } from "../../src/features/index.js";
import { columnMoments } from "../../src/numerics/index.js";
import { renderReport } from "../../src/report/index.js";
import type { Topology } from "../../src/trajectory/index.js";
import {
  blocksOfFrames,
  type ComparisonInput,
  collectEvidence,
  compareEvidence,
  defineObservables,
  type Evidence,
  type Observables,
} from "../../src/validation/index.js";
import { projectOnTica } from "../../src/validation/tica.js";
import { heavyAtomEnsemble, mirrored, withNoise } from "../decoder/geometry-ensembles.js";
import { makeAlphaCarbonChain } from "../features/golden-systems.js";
import { ornsteinUhlenbeckPath } from "./known-processes.js";

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

interface Molecule {
  readonly topology: Topology;
  readonly latent: Matrix32;
  readonly coordinates: Table;
  readonly observables: Observables;
  readonly evidence: Evidence;
}

async function measureMolecule(topology: Topology, coordinates: Table, latent: Matrix32): Promise<Molecule> {
  const { segments } = coordinates;
  const observables = defineObservables({
    latent,
    segments,
    lagFrames: 1,
    spacing: 100,
    timeUnit: "ps",
    coordinates,
    topology,
    geometry: measureGeometry(topology, coordinates),
  });
  const blocks = blocksOfFrames(latent, segments, coordinates);
  return {
    topology,
    latent,
    coordinates,
    observables,
    evidence: await collectEvidence(observables, blocks, segments, 1, createTask()),
  };
}

const measureAgain = ({ observables, latent }: Molecule, positions: Float32Array): Promise<Evidence> => {
  const coordinates = tableOf(matrixOf(positions, latent.rows, positions.length / latent.rows), [latent.rows]);
  return collectEvidence(
    observables,
    blocksOfFrames(latent, [latent.rows], coordinates),
    [latent.rows],
    1,
    createTask(),
  );
};

const comparisonOf = ({ observables, topology }: Molecule, md: Evidence, lss: Evidence): ComparisonInput => ({
  model: { name: "peptide", sha256: "00".repeat(32), software: "test" },
  observables,
  md,
  heldOut: md,
  lss,
  audit: null,
  heldOutNll: 1.5,
  exact: null,
  topology,
  native: null,
  validatedOnTrainingData: false,
  msm: null,
  ensemble: [],
  encoderSeedScores: [],
  training: { encoder: null, propagator: null, decoder: null },
});

describe("a peptide of heavy atoms", () => {
  const ensemble = heavyAtomEnsemble("pentapeptide");
  const { nFrames, nAtoms, positions, topology } = ensemble;
  let peptide: Molecule;

  beforeAll(async () => {
    peptide = await measureMolecule(topology, ensemble.table, ornsteinUhlenbeckPath([5], nFrames, 1));
  });

  it("is measured as by the functions that measure all frames at once", () => {
    const { gyration, gyrationCounts, torsions, distances, tica, geometry } = peptide.evidence.molecule!;
    const radii = radiusOfGyration(positions, nFrames, nAtoms);
    const mean = sum(radii) / nFrames;
    expect(gyration.mean).toBeCloseTo(mean, 12);
    expect(gyration.std).toBeCloseTo(Math.sqrt(sum(radii.map((r) => (r - mean) ** 2)) / nFrames), 8);
    expect(gyration.sem).toBeGreaterThan(0);
    for (const counts of [gyrationCounts, ...torsions, ...distances, ...tica!.coordinates, ...tica!.surfaces]) {
      expect(sum(counts.data)).toBe(nFrames);
    }
    const check = checkGeometry(peptide.observables.molecule!.geometry!, positions, nFrames);
    expect(geometry!.bondsInRange).toBeCloseTo(check.bondsInRange, 12);
    expect(geometry!.framesAllBonds).toBe(1);
    expect(geometry!.clashesPerFrame).toBeCloseTo(check.clashesPerFrame, 10);
    expect(geometry!.wrongChirality).toBe(0);
  });

  it("has the torsions of its backbone and side chains, in 10-degree bins", () => {
    const { torsions } = peptide.observables.molecule!;
    const count = (name: "phi" | "psi" | "chi1" | "chi2"): number => findTorsions(topology, name).length;
    expect(torsions).toHaveLength(count("phi") + count("psi") + count("chi1") + count("chi2"));
    const [phi] = torsions;
    const angles = dihedral(positions, nFrames, nAtoms, phi!.atoms);
    const bin = 20; // 20 to 30 degrees
    const inBin = angles.filter((a) => a >= (20 * Math.PI) / 180 && a < (30 * Math.PI) / 180).length;
    const counts = peptide.evidence.molecule!.torsions[0]!;
    expect(sum([0, 1, 2, 3, 4].map((block) => counts.data[block * 36 + bin]!))).toBe(inBin);
  });

  it("keeps sampled frames with their coordinates", () => {
    const { latent, coordinates } = peptide.evidence.sample;
    expect(coordinates!.rows).toBe(latent.rows);
    expect(coordinates!.rows).toBeLessThan(500); // 256 KB
    expect(coordinates!.data.slice(0, 6)).toEqual(positions.slice(0, 6));
  });

  it("agrees with itself, and is drawn", () => {
    const { report, figures } = compareEvidence(comparisonOf(peptide, peptide.evidence, peptide.evidence));
    expect(report.structure).toMatchObject({
      bonds_in_md_range: 1,
      frames_all_bonds_valid: 1,
      wrong_chirality: 0,
      torsion_jsd: { mean: 0, max: 0, floor: 0, compared_with: "held_out" },
      distance_jsd: { mean: 0, max: 0, floor: 0, compared_with: "held_out" },
      bond_length_nm: { rms_difference: { lss_md: 0, md_held_out: 0 } },
      bond_angle_degree: { rms_difference: { lss_md: 0, md_held_out: 0 } },
      rmsd_to_native_nm: null,
    });
    expect(report.structure!.rg_nm.held_out).toEqual(report.structure!.rg_nm.lss);
    const unknown = { rmse_kT: null, rmse_held_out_kT: null, floor_kT: null }; // too few frames
    expect(report.tica).toEqual([1, 2, 3].map((coordinate) => ({ coordinate, ...unknown })));
    expect(report.warnings.map(({ code }) => code)).not.toContain("BROKEN_GEOMETRY");
    expect(figures.freeEnergySurfaces.map(({ x, y }) => [x, y])).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    expect(figures.latentPaths!.labels).toEqual(["psi_1"]);
    expect([figures.samplePaths, figures.stationaryDensity, figures.transitionMatrices]).toEqual([null, null, null]);
    const { torsions, radiusOfGyration: gyration } = figures;
    for (const { centres, densities } of [...torsions, gyration!]) {
      const width = centres[1]! - centres[0]!;
      expect(sum(densities.md!.value) * width).toBeCloseTo(1, 10);
    }
    expect(torsions[0]!.centres[0]).toBe(-175);
    expect(renderReport(report, figures).figures.has("tica-surfaces.svg")).toBe(true);
  });

  it("is found broken when shaken, and of the wrong hand in the mirror", async () => {
    const shaken = await measureAgain(peptide, withNoise(positions, 0.02));
    const broken = compareEvidence(comparisonOf(peptide, peptide.evidence, shaken)).report;
    expect(broken.structure!.frames_all_bonds_valid).toBeLessThan(0.5);
    expect(broken.warnings.map(({ code }) => code)).toContain("BROKEN_GEOMETRY");

    const mirror = await measureAgain(peptide, mirrored(positions));
    const { structure, warnings } = compareEvidence(comparisonOf(peptide, peptide.evidence, mirror)).report;
    expect(structure!.wrong_chirality).toBe(1);
    expect(structure!.torsion_jsd!.max).toBeGreaterThan(0.1);
    expect(warnings.find(({ code }) => code === "WRONG_CHIRALITY")!.message).toContain("100 % of the stereocentres");
  });
});

/** A chain of C-alphas along a helix, whose end swings out by `swing` nm in each frame. */
function swingingChain(swing: ArrayLike<number>, length: number): Matrix32 {
  const frames = zeros32(swing.length, 3 * length);
  const rng = Rng.fromSeed(8);
  for (let t = 0; t < swing.length; t++) {
    for (let i = 0; i < length; i++) {
      const out = i < length - 2 ? 0 : swing[t]!;
      const at = t * frames.cols + 3 * i;
      frames.data[at] = 0.23 * Math.cos(1.745 * i) + out;
      frames.data[at + 1] = 0.23 * Math.sin(1.745 * i);
      frames.data[at + 2] = 0.15 * i;
      for (let d = 0; d < 3; d++) frames.data[at + d]! += 0.005 * rng.normal();
    }
  }
  return frames;
}

describe("a chain of C-alphas", () => {
  const length = 9;
  const nFrames = 20_000;
  const slow = ornsteinUhlenbeckPath([50], nFrames, 6);
  const frames = swingingChain(
    slow.data.map((x) => 1 + 0.2 * x),
    length,
  );
  const topology = makeAlphaCarbonChain(length);
  let chain: Molecule;

  beforeAll(async () => {
    chain = await measureMolecule(topology, tableOf(frames, [nFrames]), slow);
  });

  it("has pseudo-torsions of four in a row, and distances from far to near", () => {
    const { torsions, distances } = chain.observables.molecule!;
    expect(torsions).toHaveLength(length - 3);
    expect(torsions[0]).toEqual({ name: "CA ALA2", atoms: [0, 1, 2, 3] });
    expect(distances.length).toBeLessThanOrEqual(8);
    expect(distances[0]).toMatchObject({ name: "ALA1 – ALA9", atoms: [0, 8] });
  });

  it("moves along its first TICA coordinate as the slow motion does", () => {
    const { tica } = chain.observables.molecule!;
    expect(tica!.pairs).toHaveLength(length * (length - 1));
    const along = columnOf(projectOnTica(tica!, frames), 0);
    const { mean, std } = columnMoments(matrixOf(along, nFrames, 1));
    expect(mean[0]).toBeCloseTo(0, 2); // fitted to the frames themselves
    expect(std[0]).toBeCloseTo(1, 2);
    const correlation = sum(along.map((x, t) => x * slow.data[t]!)) / nFrames;
    // The swing has unit variance, and is seen through distances that are nearly linear in it.
    expect(Math.abs(correlation)).toBeGreaterThan(0.97);
    const { report } = compareEvidence(comparisonOf(chain, chain.evidence, chain.evidence));
    expect(report.tica![0]!.rmse_kT).toBe(0);
  });

  describe("and its native structure", () => {
    const nativeOf = (positions: Float32Array, of: Topology = topology, box: Float32Array | null = null) => ({
      topology: of,
      positions,
      box,
    });
    const rmsdTo = (native: ComparisonInput["native"]) =>
      compareEvidence({ ...comparisonOf(chain, chain.evidence, chain.evidence), native }).report.structure!
        .rmsd_to_native_nm;

    it("is closest in the state that looks like it", () => {
      const compact = rmsdTo(nativeOf(swingingChain([0.7], length).data));
      const extended = rmsdTo(nativeOf(swingingChain([1.3], length).data));
      expect(compact!.md).toBe(compact!.lss);
      // Two of nine atoms are off by some 0.1 nm inside a state that spans it.
      expect(compact!.md).toBeLessThan(0.1);
      expect(extended!.md).toBeLessThan(0.1);
      // Turned by 90 degrees about z and moved, it is the same.
      const moved = swingingChain([0.7], length).data.map((value, k, all) =>
        k % 3 === 0 ? 1 - all[k + 1]! : k % 3 === 1 ? all[k - 1]! - 1 : value,
      );
      expect(rmsdTo(nativeOf(moved))!.md).toBeCloseTo(compact!.md, 5);
    });

    it("is made whole where a periodic box has broken it", () => {
      const whole = swingingChain([0.7], length).data;
      const edge = 3; // twice the longest bond, and more
      const broken = whole.map((value) => value - edge * Math.floor(value / edge));
      expect(broken).not.toEqual(whole);
      const box = Float32Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge);
      const { md } = rmsdTo(nativeOf(whole))!;
      expect(rmsdTo(nativeOf(broken, topology, box))!.md).toBeCloseTo(md, 5);
      expect(rmsdTo(nativeOf(broken))!.md).toBeGreaterThan(5 * md);
    });

    it("is matched by residue number where it is longer", () => {
      const longer = makeAlphaCarbonChain(length + 3);
      const positions = swingingChain([0.7], length + 3).data;
      positions.set(swingingChain([0.7], length).data);
      expect(rmsdTo(nativeOf(positions, longer))!.md).toBeLessThan(0.1);
    });

    it("must be of the same molecule", () => {
      const other = makeAlphaCarbonChain(2);
      expect(() => rmsdTo(nativeOf(new Float32Array(6), other))).toThrow("2 atoms in common");
    });
  });

  it("has no TICA with a single distance", async () => {
    const two = makeAlphaCarbonChain(2);
    const pair = matrixOf(withNoise(new Float32Array(6 * 100), 0.1), 100, 6);
    const measured = await measureMolecule(two, tableOf(pair, [100]), ornsteinUhlenbeckPath([3], 100, 1));
    expect(measured.observables.molecule!.tica).toBeNull();
    expect(measured.evidence.molecule!.torsions).toEqual([]);
    const { report, figures } = compareEvidence(comparisonOf(measured, measured.evidence, measured.evidence));
    expect([report.tica, report.structure!.torsion_jsd, report.structure!.wrong_chirality]).toEqual([null, null, null]);
    expect(figures.freeEnergySurfaces).toEqual([]);
  });
});
