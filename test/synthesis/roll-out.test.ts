import { describe, expect, test } from "vitest";
import { AbortedError, createTask, type Matrix32, Rng } from "../../src/base/index.js";
import { compileDecoder, DECODER_DEFAULTS, fitDecoder } from "../../src/decoder/index.js";
import {
  createGenerator,
  everyNthRow,
  type GenerativeModel,
  type PathChunk,
  rollOutReplicas,
} from "../../src/synthesis/index.js";
import { firstDifference } from "../base/first-difference.js";
import { swingingMolecule, topology } from "../decoder/swinging-molecule.js";
import { randomReversible } from "../propagator/random-propagator.js";
import { engine } from "../tensor/programs.js";

const { latent, coordinates } = swingingMolecule(300, 1);
const decoder = await fitDecoder(
  latent,
  coordinates,
  topology,
  1,
  {
    ...DECODER_DEFAULTS,
    flow: { ...DECODER_DEFAULTS.flow, width: 8, nBlocks: 1, batchSize: 50, iterations: 10 },
  },
  engine,
  Rng.fromSeed(2),
  createTask(),
);
const model: GenerativeModel = {
  propagator: randomReversible(1, 4, 3),
  decoder,
  starts: everyNthRow(latent, 50),
};
const latentOnly = { ...model, decoder: null };

/** Longer than one chunk of 8192 frames. */
const LONG = 9000;

interface Trajectory {
  readonly latent: Float32Array;
  readonly coordinates: Float32Array | null;
  readonly chunks: readonly PathChunk[];
}

async function collect(chunks: AsyncIterable<PathChunk>): Promise<Trajectory> {
  const all: PathChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  const join = (parts: readonly Matrix32[]): Float32Array => Float32Array.from(parts.flatMap(({ data }) => [...data]));
  const decoded = all.map((chunk) => chunk.coordinates).filter((part) => part !== null);
  return {
    latent: join(all.map((chunk) => chunk.latent)),
    coordinates: decoded.length === 0 ? null : join(decoded),
    chunks: all,
  };
}

async function trajectory(from: GenerativeModel, replica: number, nFrames: number, seed = 4): Promise<Trajectory> {
  const generator = await createGenerator(from, engine);
  const rolled = await collect(generator.rollOut(replica, nFrames, Rng.fromSeed(seed), createTask()));
  await generator.release();
  return rolled;
}

describe("a synthetic trajectory", async () => {
  const whole = await trajectory(model, 2, LONG);

  test("comes in chunks that follow one another", () => {
    expect(whole.chunks.map(({ replica, first, isLast, latent: { rows } }) => [replica, first, isLast, rows])).toEqual([
      [2, 0, false, 8192],
      [2, 8192, true, LONG - 8192],
    ]);
    expect(whole.latent).toHaveLength(LONG);
    expect(whole.coordinates).toHaveLength(LONG * 15);
    expect(whole.latent.every(Number.isFinite) && whole.coordinates!.every(Number.isFinite)).toBe(true);
  });

  test("is the same from the same seed, and other from another", async () => {
    const again = await trajectory(model, 2, LONG);
    expect(firstDifference(again.latent, whole.latent)).toBe(-1);
    expect(firstDifference(again.coordinates!, whole.coordinates!)).toBe(-1);
    expect(firstDifference((await trajectory(model, 2, 100, 5)).latent, whole.latent.slice(0, 100))).not.toBe(-1);
  });

  test.each([1, 2, 1000, 8192, 8193])("begins as a shorter one of %i frames", async (nFrames) => {
    const shorter = await trajectory(model, 2, nFrames);
    expect(firstDifference(shorter.latent, whole.latent.slice(0, nFrames))).toBe(-1);
    expect(firstDifference(shorter.coordinates!, whole.coordinates!.slice(0, 15 * nFrames))).toBe(-1);
  });

  test("takes the same path with and without atoms", async () => {
    const { latent: path, coordinates: none } = await trajectory(latentOnly, 2, LONG);
    expect(firstDifference(path, whole.latent)).toBe(-1);
    expect(none).toBeNull();
  });

  test("is decoded frame by frame", async () => {
    const compiled = await compileDecoder(decoder, engine);
    const psi = { data: whole.latent, rows: LONG, cols: 1 };
    const noise = compiled.openNoise(Rng.fromSeed(4).split("replica 2").split("atoms"));
    expect(firstDifference((await compiled.decode(psi, noise)).data, whole.coordinates!)).toBe(-1);
    await compiled.release();
  });

  test("starts at one of the given states", async () => {
    const starts = new Set(model.starts.data);
    const firsts = new Set<number>();
    for (let replica = 0; replica < 30; replica++) {
      const { latent: first } = await trajectory(latentOnly, replica, 1);
      expect(starts.has(first[0]!)).toBe(true);
      firsts.add(first[0]!);
    }
    expect(firsts.size).toBeGreaterThan(15); // of 50 states, 30 draws meet 23 on average
  });

  test("stops when it is asked to", async () => {
    const generator = await createGenerator(latentOnly, engine);
    const stopped = createTask({ signal: AbortSignal.abort() });
    await expect(collect(generator.rollOut(0, 10_000, Rng.fromSeed(1), stopped))).rejects.toBeInstanceOf(AbortedError);
  });
});

describe("replicas", () => {
  test("do not depend on which others are made, nor in which order", async () => {
    const alone = await trajectory(model, 7, 500);
    const generator = await createGenerator(model, engine);
    for (const numbers of [
      [0, 7],
      [7, 3, 1],
    ]) {
      const { chunks } = await collect(rollOutReplicas(generator, numbers, 500, Rng.fromSeed(4), createTask()));
      expect(chunks.map(({ replica }) => replica)).toEqual(numbers);
      const seventh = chunks.find(({ replica }) => replica === 7)!;
      expect(firstDifference(seventh.latent.data, alone.latent)).toBe(-1);
      expect(firstDifference(seventh.coordinates!.data, alone.coordinates!)).toBe(-1);
    }
    await generator.release();
  });

  test("differ from one another", async () => {
    const [first, second] = [await trajectory(latentOnly, 0, 50), await trajectory(latentOnly, 1, 50)];
    expect(firstDifference(first.latent, second.latent)).not.toBe(-1);
  });
});

test("everyNthRow spreads rows evenly, and keeps all when there are few", () => {
  const matrix = { data: Float32Array.from({ length: 20 }, (_, i) => i), rows: 10, cols: 2 };
  expect([...everyNthRow(matrix, 4).data]).toEqual([0, 1, 4, 5, 10, 11, 14, 15]);
  expect(everyNthRow(matrix, 30)).toEqual(matrix);
});
