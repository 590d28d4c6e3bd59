import { describe, expect, it, test } from "vitest";
import { createTask, decodeSafetensors, hashHex, memorySource, Rng } from "../../src/base/index.js";
import { openArchive } from "../../src/box/archive.js";
import { decodeBox, encodeBox, readManifest } from "../../src/box/index.js";
import { DECODER_DEFAULTS, fitDecoder } from "../../src/decoder/index.js";
import { ENCODER_DEFAULTS, fitEncoder } from "../../src/encoder/index.js";
import { splitPairs } from "../../src/features/index.js";
import { fitPropagator, PROPAGATOR_DEFAULTS } from "../../src/propagator/index.js";
import { readPdbTopology } from "../../src/trajectory/index.js";
import { firstDifference } from "../base/first-difference.js";
import { swingingMolecule, topology } from "../decoder/swinging-molecule.js";
import { engine } from "../tensor/programs.js";
import { moleculeSimulator, systemSimulator } from "./sample-simulators.js";

const molecule = moleculeSimulator();
const system = systemSimulator();
const moleculeBytes = await encodeBox(molecule);

describe("a model file", () => {
  it("reads back as it was written, to the last bit", async () => {
    expect(await decodeBox("model.lss", moleculeBytes)).toStrictEqual(molecule);
    expect(await decodeBox("model.lss", memorySource("model.lss", moleculeBytes))).toStrictEqual(molecule);
  });

  it.each(["internal", "cartesian"] as const)("holds a flow on %s coordinates as decoder", async (kind) => {
    const flow = moleculeSimulator(kind);
    expect(await decodeBox("model.lss", await encodeBox(flow))).toStrictEqual(flow);
  });

  it("holds systems without atoms", async () => {
    expect(await decodeBox("model.lss", await encodeBox(system))).toStrictEqual(system);
  });

  it("holds an encoder without a network (TICA)", async () => {
    const { encoder } = molecule;
    const n = encoder!.scaling.mean.length;
    const modes = {
      mean: new Float64Array(n),
      vectors: { data: new Float64Array(n * n).fill(0.5), rows: n, cols: n },
      eigenvalues: new Float64Array(n).fill(0.25),
    };
    const leaders = Array.from({ length: n }, (_, feature) => ({ feature, correlation: 0.5 }));
    const tica = {
      ...encoder!,
      method: "tica",
      network: null,
      nuisance: null,
      modes,
      leaders,
      heldOutEigenvalues: modes.eigenvalues,
    } as const;
    const simulator = { ...molecule, encoder: tica };
    expect(await decodeBox("model.lss", await encodeBox(simulator))).toStrictEqual(simulator);
  });

  it("has the same bytes every time, wherever it is written", async () => {
    expect(firstDifference(await encodeBox(structuredClone(molecule)), moleculeBytes)).toBe(-1);
    expect([...moleculeBytes.subarray(10, 14)]).toEqual([0, 0, 0x21, 0]); // the first entry's time and date, 1980-01-01
    const zone = process.env["TZ"];
    process.env["TZ"] = "Asia/Kathmandu";
    expect(firstDifference(await encodeBox(molecule), moleculeBytes)).toBe(-1);
    process.env["TZ"] = zone;
  });
});

describe("entries", () => {
  const read = async (entry: string) => (await openArchive("model.lss", memorySource("", moleculeBytes))).read(entry);

  it("are stored, not compressed", async () => {
    const weights = await read("weights.safetensors");
    const at = Buffer.from(moleculeBytes).indexOf(weights);
    expect(at).toBeGreaterThan(0);
  });

  it("name the arrays by layer, for other programs", async () => {
    const { arrays } = decodeSafetensors("weights", await read("weights.safetensors"));
    const shapes = Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
    const nFeatures = molecule.encoder!.scaling.mean.length;
    const nAtoms = molecule.decoder!.nAtoms;
    expect(shapes).toMatchObject({
      "encoder.0.weight": [nFeatures, 4],
      "encoder.output.bias": [3],
      "encoder.moments.0.mean": [4],
      "encoder.modes.vectors": [3, 3],
      "propagator.0.weight": [2, 6],
      "decoder.0.weight": [6, 5],
      "decoder.reference": [nAtoms, 3],
      starts: [7, 2],
    });
  });

  it("give the decoded atoms as a PDB file", async () => {
    const { topology, positions } = await readPdbTopology(memorySource("topology.pdb", await read("topology.pdb")));
    expect(topology.atoms.map(({ name }) => name)).toEqual(molecule.molecule!.topology.atoms.map(({ name }) => name));
    const { reference } = molecule.decoder!;
    // Three decimals of an angstrom.
    for (let k = 0; k < reference.length; k++) expect(Math.abs(positions[k]! - reference[k]!)).toBeLessThan(5.1e-5);
  });
});

describe("readManifest", () => {
  it("tells what a model is", async () => {
    const manifest = await readManifest(memorySource("model.lss", moleculeBytes));
    expect(manifest).toMatchObject({
      format_version: 3,
      software: "latent-space-simulator 0.1.0",
      lag: { frames: 5, spacing: 100, unit: "ps" },
      latent_dim: 2,
      units: { length: "nm", time: "ps", angle: "radian", energy: "kT" },
      seed: 7,
      options: molecule.provenance.options,
      training_data: molecule.provenance.trainingData,
    });
    // t = -lag / ln lambda: 500 ps of lag; the third eigenvalue is negative.
    const { timescales, ...scores } = manifest.scores;
    expect(timescales[0]).toBeCloseTo(-500 / Math.log(0.9), 9);
    expect(timescales[2]).toBeNull();
    expect(scores).toMatchObject({ held_out_eigenvalues: [0.8, 0, null], held_out_nll: 1 / 3 });
    expect(scores.seed_scores).toEqual([0.1 + 0.2, null]);
  });

  it("lists the other entries with their hashes", async () => {
    const manifest = await readManifest(memorySource("model.lss", moleculeBytes));
    const archive = await openArchive("model.lss", memorySource("model.lss", moleculeBytes));
    expect(Object.keys(manifest.entries)).toEqual([
      "weights.safetensors",
      "features.json",
      "topology.pdb",
      "reference/reference.json",
      "reference/arrays.safetensors",
    ]);
    for (const [name, { bytes, sha256: digest }] of Object.entries(manifest.entries)) {
      const content = await archive.read(name);
      expect([content.length, await hashHex(content)]).toEqual([bytes, digest]);
    }
  });

  it("reads little of a large file", async () => {
    const read: number[] = [];
    const source = memorySource("model.lss", moleculeBytes);
    await readManifest({
      ...source,
      read: (offset, length) => {
        read.push(Math.min(length, source.size - offset));
        return source.read(offset, length);
      },
    });
    const manifestBytes = (await (await openArchive("", source)).read("manifest.json")).length;
    expect(read.reduce((sum, n) => sum + n, 0)).toBeLessThan(manifestBytes + 70_000); // a zip's end is sought in 64 KiB
  });
});

test("what training leaves behind reads back as it is", async () => {
  const { latent, coordinates } = swingingMolecule(400, 1);
  const task = createTask();
  const rng = Rng.fromSeed(1);
  const split = splitPairs([400], 1, { fraction: 0.2 });
  const training = { hidden: [4], batchSize: 100, maxEpochs: 1 };
  const encoderOptions = { ...ENCODER_DEFAULTS, ...training, latentDim: 1, seeds: 2 };
  const encoder = await fitEncoder(coordinates, split, encoderOptions, engine, rng, task);
  const propagatorOptions = { ...PROPAGATOR_DEFAULTS, reversible: { nComponents: [5] } };
  const propagator = await fitPropagator(latent, split, [null], propagatorOptions, engine, rng, task);
  const flow = { ...DECODER_DEFAULTS.flow, width: 4, batchSize: 50, iterations: 3 };
  const decoder = await fitDecoder(
    latent,
    coordinates,
    topology,
    1,
    { ...DECODER_DEFAULTS, method: "flow", flow },
    engine,
    rng,
    task,
  );
  // Features by another name: as many as the table of coordinates has columns.
  const distances = Array.from({ length: 15 }, (_, k) => ({ name: `d ${k}`, atoms: [0, 1 + (k % 4)] as const }));
  const map = { nAtoms: 5, groups: [{ form: "distance" as const, kind: "atom-distances", features: distances }] };
  const plan = { map, atoms: Int32Array.of(0, 1, 2, 3, 4), bonds: [] };
  const simulator = { ...system, molecule: { plan, topology }, encoder, propagator, decoder, starts: latent };
  expect(await decodeBox("model.lss", await encodeBox(simulator))).toStrictEqual(simulator);
});
