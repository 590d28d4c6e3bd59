import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  FormatError,
  type NamedArrays,
  npyHeader,
} from "../../src/base/index.js";
import { golden } from "./golden.js";

const FIXED = { seed: 3, numRuns: 200 } as const;

const arrays: NamedArrays = {
  weights: { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 0, 4, Number.NaN) },
  covariance: { shape: [2], data: Float64Array.of(Math.PI, -0) },
  "order/of atoms": { shape: [3], data: Int32Array.of(2, 0, -1) },
  empty: { shape: [0, 7], data: new Float32Array(0) },
  scalar: { shape: [], data: Float32Array.of(3) },
};

describe("safetensors", () => {
  it("come back as they went", () => {
    expect(decodeSafetensors("m", encodeSafetensors(arrays, { note: "α" }))).toEqual({
      arrays,
      metadata: { note: "α" },
    });
    expect(decodeSafetensors("m", encodeSafetensors({}))).toEqual({ arrays: {}, metadata: {} });
  });

  it("come back from a Buffer of Node.js, whose slices share its memory", () => {
    expect(decodeSafetensors("m", Buffer.from(encodeSafetensors(arrays))).arrays).toEqual(arrays);
  });

  it("come back from any array at any offset of a buffer", () => {
    const values = fc.array(fc.float(), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), values),
        fc.integer({ min: 0, max: 7 }),
        (content, offset) => {
          const named = Object.fromEntries(
            Object.entries(content)
              .filter(([name]) => name !== "__metadata__" && name !== "__proto__")
              .map(([name, numbers]) => [name, { shape: [numbers.length], data: Float32Array.from(numbers) }]),
          );
          const encoded = encodeSafetensors(named);
          const shifted = new Uint8Array(encoded.length + offset);
          shifted.set(encoded, offset);
          expect(decodeSafetensors("m", shifted.subarray(offset)).arrays).toEqual(named);
        },
      ),
      FIXED,
    );
  });

  it("have the layout of the specification: length, header, arrays at a multiple of 8", () => {
    const bytes = encodeSafetensors({ a: { shape: [1], data: Float32Array.of(1) } });
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, " ");
    const want = [padded.length, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(padded), 0, 0, 0x80, 0x3f];
    expect([...bytes]).toEqual(want);
  });

  it.each([
    ["", "no header"],
    ['{"a":', "header is not JSON"],
    ["null", "header is not an object"],
    ["[]", "header is not an object"],
    ['{"a":null}', "a has no description"],
    ['{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 'a has the type "F16"'],
    ['{"a":{"dtype":"toString","shape":[1],"data_offsets":[0,2]}}', 'a has the type "toString"'],
    ['{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', "a has the shape [-1]"],
    ['{"a":{"dtype":"F32","shape":[1]}}', "a has the offsets undefined"],
    ['{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', "a has the offsets [-4,0]"],
    ['{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', "a is cut"],
    ['{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', "a is cut"],
    ['{"__metadata__":{"x":1}}', "metadata are not texts"],
  ])("with the header %s are refused", (header, problem) => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(header === "" ? 7 : 8 + text.length + 4);
    if (header !== "") new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, Math.min(8, bytes.length));
    expect(() => decodeSafetensors("model.lss", bytes)).toThrow(`model.lss: damaged arrays: ${problem}`);
    expect(() => decodeSafetensors("model.lss", bytes)).toThrow(FormatError);
  });

  it("cut or damaged anywhere fail as a format, never otherwise", () => {
    const whole = encodeSafetensors(arrays, { note: "x" });
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors("m", whole.subarray(0, length))).toThrow(FormatError);
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = whole.slice();
        bytes[at]! ^= change;
        try {
          decodeSafetensors("m", bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { ...FIXED, numRuns: 2000 },
    );
  });
});

describe("npyHeader", () => {
  it.each(golden.npy_headers)("of $dtype $shape is NumPy's, byte by byte", ({ dtype, shape, base64 }) => {
    expect([...npyHeader(dtype, shape)]).toEqual([...Buffer.from(base64, "base64")]);
  });
});
