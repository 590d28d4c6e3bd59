// Simulators as training would leave them, with random numbers in place of what is learned.

import { type Matrix64, Rng } from "../../src/base/index.js";
import type { Simulator } from "../../src/box/index.js";
import {
  type Decoder,
  defineInternalCoordinates,
  type FlowCoordinates,
  flowShapes,
  measureGeometry,
  stageSizes,
} from "../../src/decoder/index.js";
import { type Encoder, srvShapes } from "../../src/encoder/index.js";
import { countFeatures, plainRequest, planFeatures } from "../../src/features/index.js";
import { nMixtureOutputs, type Propagator } from "../../src/propagator/index.js";
import { countParameters, denseShapes } from "../../src/tensor/index.js";
import type { MdReference } from "../../src/validation/index.js";
import { heavyAtomEnsemble } from "../decoder/geometry-ensembles.js";
import { loadSystem } from "../features/golden-systems.js";
import { randomMixture } from "../propagator/random-propagator.js";

const rng = Rng.fromSeed(8);
const random32 = (n: number): Float32Array => rng.fillNormal(new Float32Array(n));
const random64 = (n: number): Float64Array => rng.fillNormal(new Float64Array(n));
const history = [
  { training: -1.25, validation: -1.1 },
  { training: -1.5, validation: Math.PI },
];

function encoderOf(nFeatures: number, latentDim: number): Encoder {
  const nOutputs = latentDim + 1;
  return {
    method: "srv",
    lagFrames: 5,
    latentDim,
    scaling: { mean: random64(nFeatures), scale: random64(nFeatures) },
    network: networkOf(nFeatures, nOutputs),
    nuisance: {
      network: networkOf(nFeatures, 2),
      mean: random64(2),
      vectors: { data: random64(2), rows: 2, cols: 1 },
      slopes: { data: random64(nFeatures), rows: 1, cols: nFeatures },
    },
    leaders: Array.from({ length: nOutputs }, (_, feature) => ({ feature: feature % nFeatures, correlation: 1 / 3 })),
    modes: modesOf(nOutputs),
    heldOutEigenvalues: Float64Array.of(0.8, -0, Number.NaN, 5e-324).subarray(0, nOutputs),
    seedScores: [0.1 + 0.2, Number.NEGATIVE_INFINITY],
    history,
  };
}

function networkOf(nFeatures: number, nOutputs: number): NonNullable<Encoder["network"]> {
  const architecture = { nFeatures, hidden: [4, 3], nOutputs };
  return {
    architecture,
    parameters: random32(countParameters(srvShapes(architecture))),
    moments: [4, 3].map((units) => ({ mean: random32(units), variance: random32(units) })),
  };
}

function modesOf(nModes: number): Encoder["modes"] {
  return {
    mean: random64(nModes),
    vectors: { data: random64(nModes * nModes), rows: nModes, cols: nModes },
    eigenvalues: Float64Array.from({ length: nModes }, (_, i) => 0.9 - 0.5 * i),
  };
}

function propagatorOf(latentDim: number, method: Propagator["density"]["method"]): Propagator {
  return {
    lagFrames: 5,
    box: { lower: random64(latentDim), width: random64(latentDim) },
    density: method === "mdn" ? mixtureNetworkOf(latentDim) : randomMixture(latentDim, 3, 5),
    heldOutNll: 1 / 3,
    history,
  };
}

function mixtureNetworkOf(latentDim: number): Propagator["density"] {
  const mixture = { latentDim, nComponents: 3 };
  const widths = [latentDim, 6, nMixtureOutputs(mixture)];
  return { method: "mdn", mixture, widths, parameters: random32(countParameters(denseShapes(widths))) };
}

/** The decoders that a simulator may have: by method, and a flow by its coordinates. */
export type DecoderKind = "cwgan" | FlowCoordinates["kind"];

type Ensemble = ReturnType<typeof heavyAtomEnsemble>;

function decoderOf(ensemble: Ensemble, latentDim: number, kind: DecoderKind): Decoder {
  const { nAtoms, topology, table, positions } = ensemble;
  return {
    nAtoms,
    reference: positions.slice(0, 3 * nAtoms),
    box: { lower: random64(latentDim), width: random64(latentDim) },
    geometry: measureGeometry(topology, table),
    projectionSweeps: 60,
    network: kind === "cwgan" ? wganOf(nAtoms, latentDim) : flowOf(ensemble, latentDim, kind),
  };
}

function wganOf(nAtoms: number, latentDim: number): Decoder["network"] {
  const widths = [4 + latentDim, 5, 3 * nAtoms];
  return {
    method: "cwgan",
    noiseDim: 4,
    scaleNm: 0.1234567890123,
    widths,
    parameters: random32(countParameters(denseShapes(widths))),
    history: [{ critic: -3.5, generator: 0.25 }],
  };
}

function coordinatesOf({ topology, table, nAtoms }: Ensemble, kind: FlowCoordinates["kind"]): FlowCoordinates {
  if (kind === "internal") return defineInternalCoordinates(topology, table.read(0, table.rows));
  const axes = { data: random64(2 * 3 * nAtoms), rows: 2, cols: 3 * nAtoms };
  return { kind, components: { mean: random64(3 * nAtoms), axes } };
}

function flowOf(ensemble: Ensemble, latentDim: number, kind: FlowCoordinates["kind"]): Decoder["network"] {
  const coordinates = coordinatesOf(ensemble, kind);
  let nConditions = latentDim;
  const stages = stageSizes(coordinates).map((nCoordinates) => {
    const architecture = { nCoordinates, nConditions, width: 6, nBlocks: 2 };
    nConditions += nCoordinates;
    return { architecture, parameters: random32(countParameters(flowShapes(architecture))), history: [1.25, 1 / 3] };
  });
  return { method: "flow", coordinates, steps: 3, stages, memory: random64(nConditions - latentDim) };
}

function referenceOf(latentDim: number): MdReference {
  const bins = { lo: -1.5, hi: 2, count: 4 };
  const counts = (): Matrix64 => ({ data: random64(20), rows: 5, cols: 4 });
  return {
    observables: {
      lagFrames: 5,
      spacing: 100,
      timeUnit: "ps",
      latent: Array(latentDim).fill(bins),
      basins: {
        boundaries: [0.1],
        cores: [
          [-1, -0.5],
          [0.5, 1],
        ],
      },
      processes: null,
      steps: null,
      molecule: null,
    },
    evidence: {
      frames: 1000,
      framesPerLag: 5,
      latent: Array.from({ length: latentDim }, counts),
      processes: [
        {
          autocorrelation: random64(6),
          time: { value: 5.1, std: 0.2, sem: 0.1 },
          implied: { value: Float64Array.of(1, Number.NaN), sem: random64(2) },
        },
      ],
      transitions: 12,
      passages: null,
      states: null,
      staying: null,
      steps: null,
      excerpt: { data: random32(8 * latentDim), rows: 8, cols: latentDim },
      sample: { latent: { data: random32(3 * latentDim), rows: 3, cols: latentDim }, coordinates: null },
      molecule: null,
    },
    msm: null,
    ensemble: [],
  };
}

const provenance = {
  software: "latent-space-simulator 0.1.0",
  engine: "an engine",
  seed: 7,
  trainingData: [{ name: "a.xtc", bytes: 123, sha256: "ab".repeat(32) }],
  options: { preset: "default", lag: { ps: 500 }, encoder: { hidden: [4, 3], latentDim: null } },
};

/** A molecule's: the heavy atoms of the pentapeptide. */
export function moleculeSimulator(kind: DecoderKind = "cwgan"): Simulator {
  const { topology, golden } = loadSystem("pentapeptide");
  const ensemble = heavyAtomEnsemble("pentapeptide");
  const requests = (["backbone-torsions", "ca-distances"] as const).map(plainRequest);
  const plan = planFeatures(topology, requests, Int32Array.from(golden.heavy));
  return {
    lag: { frames: 5, spacing: 100, unit: "ps" },
    molecule: { plan, topology: ensemble.topology },
    encoder: encoderOf(countFeatures(plan.map), 2),
    propagator: propagatorOf(2, "mdn"),
    decoder: decoderOf(ensemble, 2, kind),
    starts: { data: random32(14), rows: 7, cols: 2 },
    reference: referenceOf(2),
    provenance,
  };
}

/** A one-dimensional system's, without atoms. */
export function systemSimulator(): Simulator {
  return {
    lag: { frames: 100, spacing: 1, unit: "steps" },
    molecule: null,
    encoder: null,
    propagator: propagatorOf(1, "reversible"),
    decoder: null,
    starts: { data: random32(4), rows: 4, cols: 1 },
    reference: referenceOf(1),
    provenance,
  };
}
