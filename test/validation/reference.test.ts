import { beforeAll, describe, expect, it } from "vitest";
import { createTask, decodeSafetensors, encodeSafetensors, FormatError } from "../../src/base/index.js";
import { measureGeometry } from "../../src/decoder/index.js";
import {
  decodeReference,
  type EncodedReference,
  encodeReference,
  type MdReference,
  measureReference,
} from "../../src/validation/index.js";
import { heavyAtomEnsemble } from "../decoder/geometry-ensembles.js";
import { measurePath, ornsteinUhlenbeckPath } from "./known-processes.js";

function moleculeReference(): Promise<MdReference> {
  const { topology, table, nFrames } = heavyAtomEnsemble("pentapeptide");
  const latent = ornsteinUhlenbeckPath([5, 3, 2, 1], nFrames, 1);
  const geometry = measureGeometry(topology, table);
  const grid = { latent, segments: [nFrames], lagFrames: 1, spacing: 100, timeUnit: "ps" as const };
  return measureReference({ ...grid, coordinates: table, topology, geometry }, createTask());
}

describe("a stored reference", () => {
  let molecule: MdReference;
  let encoded: EncodedReference;

  beforeAll(async () => {
    molecule = await moleculeReference();
    encoded = encodeReference(molecule);
  });

  it("of 44 atoms is read as it was written, from below 1 MB", () => {
    const bytes = encodeSafetensors(encoded.arrays);
    expect(encoded.json.length + bytes.length).toBeLessThan(1e6);
    const { arrays } = decodeSafetensors("arrays", bytes);
    expect(decodeReference("model.lss", { json: encoded.json, arrays })).toEqual(molecule);
  });

  it("of a system, with unknown errors, is read as it was written", async () => {
    const { observables, evidence } = await measurePath(ornsteinUhlenbeckPath([4], 400, 2));
    const [process] = evidence.processes;
    const unknown = { value: 3, std: Number.NaN, sem: Number.NaN };
    const reference: MdReference = {
      msm: null,
      ensemble: [],
      observables: {
        ...observables,
        timeUnit: "steps",
        processes: { grid: Float64Array.of(0, 1), values: { data: Float64Array.of(1, 2), rows: 2, cols: 1 } },
      },
      evidence: { ...evidence, processes: [{ ...process!, time: unknown }] },
    };
    expect(decodeReference("model.lss", encodeReference(reference))).toEqual(reference);
  });

  it("names its arrays by their place, matrices by two axes", () => {
    expect(JSON.parse(encoded.json).evidence.excerpt).toEqual({ array: "evidence.excerpt" });
    expect(encoded.arrays["evidence.excerpt"]!.shape).toEqual([molecule.evidence.excerpt.rows, 4]);
    expect(encoded.arrays["observables.molecule.tica.mean"]!.shape).toHaveLength(1);
  });

  it("is refused with the place of the damage", () => {
    const decode = (change: Partial<EncodedReference>) => () => decodeReference("model.lss", { ...encoded, ...change });
    const edited = (
      edit: (value: { observables: Record<string, unknown>; evidence: Record<string, unknown> }) => void,
    ) => {
      const value = JSON.parse(encoded.json);
      edit(value);
      return { json: JSON.stringify(value) };
    };
    expect(decode({ json: "{" })).toThrow(FormatError);
    expect(decode({ json: "null" })).toThrow(FormatError);
    const { "evidence.excerpt": excerpt, ...others } = encoded.arrays;
    expect(decode({ arrays: others })).toThrow('there is no array "evidence.excerpt"');
    expect(
      decode({ arrays: { ...others, "evidence.excerpt": { ...excerpt!, data: new Float64Array(excerpt!.data) } } }),
    ).toThrow("evidence.excerpt.data");
    expect(decode(edited(({ observables }) => delete observables["lagFrames"]))).toThrow("observables.lagFrames");
    expect(decode(edited(({ observables }) => (observables["timeUnit"] = "years")))).toThrow("observables.timeUnit");
    expect(decode(edited(({ evidence }) => (evidence["frames"] = -1)))).toThrow("evidence.frames");
    expect(decode(edited(({ evidence }) => (evidence["staying"] = { array: "evidence.excerpt" })))).toThrow(
      "evidence.staying",
    );
  });
});
