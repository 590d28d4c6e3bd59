import { describe, expect, it } from "vitest";
import { FormatError, hashHex, memorySource, Rng, UnsupportedError } from "../../src/base/index.js";
import { openArchive, writeArchive } from "../../src/box/archive.js";
import { decodeBox, encodeBox, readManifest, type Simulator } from "../../src/box/index.js";
import { moleculeSimulator, systemSimulator } from "./sample-simulators.js";

const molecule = moleculeSimulator();
const moleculeBytes = await encodeBox(molecule);
const system = systemSimulator();
const systemBytes = await encodeBox(system);

async function failure(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => null,
    (error: unknown) => error,
  );
}

/** The molecule's file with some entries replaced, and the manifest's hashes set right unless it is replaced itself. */
async function rewrite(change: (json: Record<string, unknown>) => unknown, entry: string): Promise<Uint8Array> {
  const archive = await openArchive("model.lss", memorySource("model.lss", moleculeBytes));
  const manifest = JSON.parse(new TextDecoder().decode(await archive.read("manifest.json")));
  const names = Object.keys(manifest.entries);
  const entries = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await archive.read(name)])));
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  if (entry === "manifest.json") return writeArchive({ "manifest.json": encode(change(manifest)), ...entries });
  entries[entry] = encode(change(JSON.parse(new TextDecoder().decode(entries[entry]))));
  manifest.entries[entry] = { bytes: entries[entry].length, sha256: await hashHex(entries[entry]) };
  return writeArchive({ "manifest.json": encode(manifest), ...entries });
}

describe("a damaged file", () => {
  it("is refused at whatever length it was cut", async () => {
    const rng = Rng.fromSeed(1);
    const lengths = [0, 1, 21, 22, 100, ...Array.from({ length: 60 }, () => rng.integer(systemBytes.length))];
    for (let back = 1; back <= 120; back++) lengths.push(systemBytes.length - back);
    for (const length of lengths) {
      const error = await failure(decodeBox("cut.lss", systemBytes.subarray(0, length)));
      expect(error, `${length} bytes`).toBeInstanceOf(FormatError);
    }
  });

  const flipEverywhere = async (bytes: Uint8Array, simulator: Simulator, seed: number, count: number) => {
    const rng = Rng.fromSeed(seed);
    let refused = 0;
    for (let k = 0; k < count; k++) {
      const at = rng.integer(bytes.length);
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << rng.integer(8);
      const outcome = await decodeBox("flipped.lss", flipped).catch((error: unknown) => error);
      if (outcome instanceof FormatError) refused++;
      else expect(outcome, `byte ${at}`).toStrictEqual(simulator); // a bit of a zip header that says nothing of the content
    }
    return refused / count;
  };

  it("never reads as another simulator, whatever bit is flipped", async () => {
    expect(await flipEverywhere(moleculeBytes, molecule, 2, 150)).toBeGreaterThan(0.95);
    // A small file: a sixth of it is the zip's own headers.
    expect(await flipEverywhere(systemBytes, system, 3, 400)).toBeGreaterThan(0.8);
  });

  it("is refused with the name of the entry", async () => {
    const at = Buffer.from(moleculeBytes).indexOf('"decoded_atoms"');
    const flipped = moleculeBytes.slice();
    flipped[at]! ^= 1;
    await expect(decodeBox("model.lss", flipped)).rejects.toThrow("model.lss: the entry features.json is damaged");
  });

  it("is refused when an entry is missing", async () => {
    const archive = await openArchive("model.lss", memorySource("model.lss", systemBytes));
    const manifest = await archive.read("manifest.json");
    const error = await failure(decodeBox("model.lss", await writeArchive({ "manifest.json": manifest })));
    expect(error).toMatchObject({ kind: "format", message: "model.lss: has no entry weights.safetensors" });
    await expect(decodeBox("model.lss", await writeArchive({ a: manifest }))).rejects.toThrow("no entry manifest.json");
  });

  it("is refused when an entry was exchanged", async () => {
    const archive = await openArchive("model.lss", memorySource("model.lss", systemBytes));
    const [manifest, weights] = [await archive.read("manifest.json"), await archive.read("weights.safetensors")];
    weights[weights.length - 1]! ^= 1;
    const exchanged = await writeArchive({ "manifest.json": manifest, "weights.safetensors": weights });
    await expect(decodeBox("model.lss", exchanged)).rejects.toThrow(
      "the entry weights.safetensors is not the one that manifest.json describes",
    );
  });

  it("is refused when it is something else", async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(1000), new TextEncoder().encode("ATOM      1")]) {
      expect(await failure(decodeBox("a.pdb", bytes))).toMatchObject({
        kind: "format",
        message: "a.pdb: is not a model file, or its end is missing",
      });
    }
    const other = await writeArchive({ "manifest.json": new TextEncoder().encode('{"format":"other"}') });
    await expect(readManifest(memorySource("other.zip", other))).rejects.toThrow("other.zip: manifest.json: format: ");
  });
});

describe("a file that says what cannot be", () => {
  it.each([
    [4, "Update latent-space-simulator."],
    [2, "Fit the model again: the format was not final."],
  ])("is refused when it is of format version %i", async (version, hint) => {
    const bytes = await rewrite((manifest) => ({ ...manifest, format_version: version, new: true }), "manifest.json");
    const error = await failure(decodeBox("model.lss", bytes));
    expect(error).toBeInstanceOf(UnsupportedError);
    const message = `model.lss: is a model file of format version ${version}; this program reads version 3`;
    expect(error).toMatchObject({ message, hint });
  });

  const manifestWith = (change: Record<string, unknown>) =>
    rewrite((manifest) => ({ ...manifest, ...change }), "manifest.json");
  const featuresWith = (change: (json: Record<string, unknown>) => unknown) => rewrite(change, "features.json");

  it("is refused with the path of the key", async () => {
    const lag = { frames: 0, spacing: 100, unit: "ps" };
    await expect(decodeBox("m.lss", await manifestWith({ lag }))).rejects.toThrow("m.lss: manifest.json: lag.frames: ");
    const noBonds = await featuresWith(({ topology, ...rest }) => ({
      ...rest,
      topology: { ...(topology as object), bonds: 1 },
    }));
    await expect(decodeBox("m.lss", noBonds)).rejects.toThrow("m.lss: features.json: topology.bonds: ");
  });

  it("is refused when numbers do not agree", async () => {
    const { propagator, encoder, decoder } = await readManifest(memorySource("model.lss", moleculeBytes));
    const densityWith = (change: object) => ({
      propagator: { ...propagator, density: { ...propagator.density, ...change } },
    });
    const cases: [Record<string, unknown>, string][] = [
      [{ latent_dim: 3 }, "latent_dim is 3"],
      [densityWith({ n_components: 4 }), "do not fit its mixture"],
      [densityWith({ widths: [2, 7, 15] }), "propagator.0.weight has the shape (2,6), wanted (2, 7)"],
      [densityWith({ widths: [2, 1e15, 15] }), "propagator.0.weight has the shape"],
      [densityWith({ method: "reversible" }), "has no array propagator.law"],
      [{ encoder: { ...encoder, n_features: 3 } }, "the encoder takes 3 features"],
      [{ decoder: { ...decoder, network: { ...decoder!.network, noise_dim: 5 } } }, "the decoder's layers"],
      [{ decoder: { ...decoder, n_atoms: 5 } }, "the decoder writes 5 atoms"],
      [{ entries: {} }, "does not list the entry weights.safetensors"],
    ];
    for (const [change, message] of cases) {
      const error = await failure(decodeBox("model.lss", await manifestWith(change)));
      expect(error).toBeInstanceOf(FormatError);
      expect((error as Error).message).toContain(message);
    }
  });

  it("is refused when it names atoms that there are not", async () => {
    const bytes = await featuresWith((json) => ({ ...json, whole_bonds: [{ name: "a bond", atoms: [0, 1000] }] }));
    await expect(decodeBox("model.lss", bytes)).rejects.toThrow(
      "features.json: whole_bonds: there is no 1000 among 94",
    );
  });
});
