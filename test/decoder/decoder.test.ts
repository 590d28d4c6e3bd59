import { describe, expect, test } from "vitest";
import { createTask, type Matrix32, Rng, type Task } from "../../src/base/index.js";
import {
  checkGeometry,
  compileDecoder,
  DECODER_DEFAULTS,
  type Decoder,
  type DecoderOptions,
  fitDecoder,
  projectGeometry,
} from "../../src/decoder/index.js";
import { tableOf } from "../../src/features/index.js";
import { firstDifference } from "../base/first-difference.js";
import { makeTopology } from "../features/golden-systems.js";
import { interruptAndResume } from "../tensor/interrupted.js";
import { engine } from "../tensor/programs.js";
import { necklace } from "./alpha-carbon-systems.js";
import { swingingMolecule, swungDistances, topology } from "./swinging-molecule.js";

const { latent, coordinates } = swingingMolecule(2000, 1);

const SMALL: DecoderOptions = {
  ...DECODER_DEFAULTS,
  flow: { width: 32, nBlocks: 1, batchSize: 100, iterations: 30, learningRate: 5e-3, averaging: 0.9, steps: 4 },
  cwgan: {
    hidden: [32, 32],
    noiseDim: 4,
    batchSize: 100,
    epochs: 3,
    criticSteps: 5,
    learningRate: 1e-3,
    averaging: 0.999,
  },
};

/** Trained long enough to have learned. */
const LONG: DecoderOptions = {
  ...SMALL,
  flow: { ...SMALL.flow, iterations: 2000, averaging: 0.99 },
  cwgan: { ...SMALL.cwgan, epochs: 150, averaging: 0.99 },
};

const OTHER_NETWORK: DecoderOptions = {
  ...SMALL,
  flow: { ...SMALL.flow, width: 8, iterations: 10 },
  cwgan: { ...SMALL.cwgan, hidden: [8], epochs: 1 },
};

const train = (options: DecoderOptions, task: Task = createTask()): Promise<Decoder> =>
  fitDecoder(latent, coordinates, topology, 1, options, engine, Rng.fromSeed(2), task);

async function decodeAll(decoder: Decoder, psi: Matrix32, rng: Rng, sizes = [psi.rows]): Promise<Float32Array> {
  const compiled = await compileDecoder(decoder, engine);
  const noise = compiled.openNoise(rng);
  const out = new Float32Array(psi.rows * 15);
  let first = 0;
  for (const rows of sizes) {
    const part = { data: psi.data.slice(first, first + rows), rows, cols: 1 };
    out.set((await compiled.decode(part, noise)).data, first * 15);
    first += rows;
  }
  await compiled.release();
  return out;
}

describe.each(["flow", "cwgan"] as const)("a decoder of five atoms, %s", (method) => {
  const OPTIONS = { ...SMALL, method };

  test("learns how the molecule swings with psi", async () => {
    const decoder = await train({ ...LONG, method });
    const psi = { data: Float32Array.from({ length: 500 }, (_, k) => (k - 249.5) / 250), rows: 500, cols: 1 };
    const decoded = swungDistances(await decodeAll(decoder, psi, Rng.fromSeed(3)));
    const fresh = swingingMolecule(4000, 4);
    const md = swungDistances(fresh.coordinates.read(0, 4000).data);
    const meanNear = (values: Float64Array, at: Float32Array, centre: number): number => {
      const near = values.filter((_, t) => Math.abs(at[t]! - centre) < 0.15);
      return near.reduce((sum, x) => sum + x, 0) / near.length;
    };
    for (const centre of [-0.8, -0.4, 0, 0.4, 0.8]) {
      const [got, want] = [meanNear(decoded, psi.data, centre), meanNear(md, fresh.latent.data, centre)];
      expect(Math.abs(got - want)).toBeLessThan(0.015);
    }
  });

  test("is the same from the same seed, and other from another", async () => {
    const first = await train(OPTIONS);
    expect(await train(OPTIONS)).toStrictEqual(first);
    const other = await fitDecoder(latent, coordinates, topology, 1, OPTIONS, engine, Rng.fromSeed(5), createTask());
    expect(other.network).not.toEqual(first.network);
  });

  test("goes on after an interruption as if there had been none", async () => {
    expect(await interruptAndResume((task) => train(OPTIONS, task), 2)).toStrictEqual(await train(OPTIONS));
  });

  test("starts anew when the checkpoint is damaged or of other networks", async () => {
    const fresh = await train(OPTIONS);
    const startingFrom = (checkpoint: Uint8Array): Promise<Decoder> =>
      train(OPTIONS, createTask({ checkpoints: { load: async () => checkpoint, save: async () => {} } }));
    expect(await startingFrom(new Uint8Array(50))).toStrictEqual(fresh);
    const other: Uint8Array[] = [];
    const keep = { load: async () => null, save: async (_: string, bytes: Uint8Array) => void other.push(bytes) };
    await train({ ...OTHER_NETWORK, method }, createTask({ checkpoints: keep }));
    expect(await startingFrom(other[0]!)).toStrictEqual(fresh);
    expect(await startingFrom(other[0]!.subarray(0, 1000))).toStrictEqual(fresh);
  });

  test("refuses a single atom", async () => {
    const atom = makeTopology([["CA", "C", 0]], [["ALA", 1, 0]]);
    const frames = tableOf({ data: new Float32Array(6), rows: 2, cols: 3 }, [2]);
    const psi = { data: new Float32Array(2), rows: 2, cols: 1 };
    const fitting = fitDecoder(psi, frames, atom, 1, OPTIONS, engine, Rng.fromSeed(2), createTask());
    await expect(fitting).rejects.toThrow("the decoder needs at least two atoms");
  });

  test("refuses frames and psi of different lengths", async () => {
    const { latent: shorter } = swingingMolecule(100, 1);
    const fitting = fitDecoder(shorter, coordinates, topology, 1, OPTIONS, engine, Rng.fromSeed(2), createTask());
    await expect(fitting).rejects.toThrow("fitDecoder: 2000 frames of coordinates, 100 of latent coordinates");
  });
});

/** A hardly trained network stays near the mean structure: its deviations are made larger. */
function roughened(decoder: Decoder): Decoder {
  const { network } = decoder;
  if (network.method === "cwgan") return { ...decoder, network: { ...network, scaleNm: 4 * network.scaleNm } };
  if (network.coordinates.kind === "cartesian") throw new Error("five atoms have internal coordinates");
  const { whitening } = network.coordinates;
  const factor = { ...whitening.factor, data: whitening.factor.data.map((value) => 4 * value) };
  return {
    ...decoder,
    network: { ...network, coordinates: { ...network.coordinates, whitening: { ...whitening, factor } } },
  };
}

describe.each(["flow", "cwgan"] as const)("decode, %s", async (method) => {
  const decoder = await train({ ...SMALL, method });

  test("repeats itself, and does not depend on how the frames are parted", async () => {
    const whole = await decodeAll(decoder, latent, Rng.fromSeed(6));
    const again = await decodeAll(decoder, latent, Rng.fromSeed(6));
    expect(firstDifference(again, whole)).toBe(-1);
    const inParts = await decodeAll(decoder, latent, Rng.fromSeed(6), [1, 699, 1025, 275]);
    expect(firstDifference(inParts, whole)).toBe(-1);
    const other = await decodeAll(decoder, latent, Rng.fromSeed(7));
    expect(firstDifference(other, whole)).not.toBe(-1);
  });

  test("projects every frame into MD's geometry", async () => {
    const rough = roughened(decoder);
    const raw = await decodeAll({ ...rough, projectionSweeps: 0 }, latent, Rng.fromSeed(6));
    const projected = await decodeAll(rough, latent, Rng.fromSeed(6));
    const before = checkGeometry(decoder.geometry, raw, latent.rows);
    const after = checkGeometry(decoder.geometry, projected, latent.rows);
    expect(decoder.geometry.stereocentres).toHaveLength(1);
    expect(before.framesAllBonds).toBeLessThan(0.5);
    expect(after.framesAllBonds).toBeGreaterThan(0.99);
    expect(after.wrongChirality).toBe(0);
    projectGeometry(decoder.geometry, raw, latent.rows, { sweeps: decoder.projectionSweeps });
    expect(firstDifference(projected, raw)).toBe(-1);
  });

  test("refuses psi of another dimension", async () => {
    const compiled = await compileDecoder(decoder, engine);
    const psi = { data: new Float32Array(4), rows: 2, cols: 2 };
    await expect(compiled.decode(psi, compiled.openNoise(Rng.fromSeed(1)))).rejects.toThrow(
      "decode: want (T, D = 1), got (2, 2)",
    );
    await compiled.release();
  });
});

test("a large ring is decoded closed, through Cartesian coordinates", async () => {
  const { topology: ring, frames } = necklace(30);
  const psi = {
    data: Float32Array.from({ length: frames.rows }, (_, t) => frames.data[90 * t]!),
    rows: frames.rows,
    cols: 1,
  };
  const options = { ...SMALL, flow: { ...SMALL.flow, iterations: 200 } };
  const table = tableOf(frames, [frames.rows]);
  const decoder = await fitDecoder(psi, table, ring, 1, options, engine, Rng.fromSeed(2), createTask());
  expect(decoder.network).toMatchObject({ method: "flow", coordinates: { kind: "cartesian" } });
  const compiled = await compileDecoder(decoder, engine);
  const decoded = await compiled.decode(psi, compiled.openNoise(Rng.fromSeed(3)));
  await compiled.release();
  expect(checkGeometry(decoder.geometry, decoded.data, frames.rows).framesAllBonds).toBeGreaterThan(0.95);
});
