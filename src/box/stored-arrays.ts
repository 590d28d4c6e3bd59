// Arrays of weights.safetensors by name, taken out with a check of type and shape.

import { FormatError, type NamedArray, type NamedArrays } from "../base/index.js";
import { countParameters, type ParameterShapes } from "../tensor/index.js";

/** A dimension may be null: any size. */
type WantedShape = readonly (number | null)[];

/** The arrays whose names begin with a prefix. All methods throw a FormatError naming an array that is not as wanted. */
export interface StoredArrays {
  readonly file: string;
  /** Those of the part "prefix." */
  within(part: string): StoredArrays;
  float32(name: string, shape: WantedShape): Float32Array;
  float64(name: string, shape: WantedShape): Float64Array;
  integers(name: string, shape: WantedShape): Int32Array;
  /** Numbers of atoms, each below `nAtoms`. */
  atoms(name: string, shape: WantedShape, nAtoms: number): Int32Array;
  /** A single number. */
  number(name: string): number;
  /** The parameters of a network, as one flat vector. */
  parameters(shapes: ParameterShapes): Float32Array;
}

export const WEIGHTS_ENTRY = "weights.safetensors";

/** @param file the model file, for messages */
export function storedArrays(file: string, arrays: NamedArrays, prefix = ""): StoredArrays {
  const take = (name: string, shape: WantedShape): NamedArray => {
    const key = prefix + name;
    const array = Object.hasOwn(arrays, key) ? arrays[key] : undefined;
    if (array === undefined) throw new FormatError(file, `${WEIGHTS_ENTRY} has no array ${key}`);
    const fits = array.shape.length === shape.length && shape.every((n, i) => n === null || n === array.shape[i]);
    if (!fits) {
      const wanted = shape.map((n) => n ?? "any").join(", ");
      throw new FormatError(file, `${WEIGHTS_ENTRY}: ${key} has the shape (${array.shape}), wanted (${wanted})`);
    }
    return array;
  };
  const refuseType = (name: string, wanted: string): FormatError =>
    new FormatError(file, `${WEIGHTS_ENTRY}: ${prefix}${name} is not of type ${wanted}`);

  const float32 = (name: string, shape: WantedShape): Float32Array => {
    const { data } = take(name, shape);
    if (!(data instanceof Float32Array)) throw refuseType(name, "F32");
    return data;
  };
  const float64 = (name: string, shape: WantedShape): Float64Array => {
    const { data } = take(name, shape);
    if (!(data instanceof Float64Array)) throw refuseType(name, "F64");
    return data;
  };
  const integers = (name: string, shape: WantedShape): Int32Array => {
    const { data } = take(name, shape);
    if (!(data instanceof Int32Array)) throw refuseType(name, "I32");
    return data;
  };
  return {
    file,
    within: (part) => storedArrays(file, arrays, `${prefix}${part}.`),
    float32,
    float64,
    integers,
    atoms: (name, shape, nAtoms) => {
      const data = integers(name, shape);
      const bad = data.find((atom) => atom < 0 || atom >= nAtoms);
      if (bad === undefined) return data;
      throw new FormatError(file, `${WEIGHTS_ENTRY}: ${prefix}${name} names atom ${bad} of ${nAtoms}`);
    },
    number: (name) => float64(name, [])[0]!,
    parameters: (shapes) => {
      const parts = Object.entries(shapes).map(([name, shape]) => float32(name, shape));
      const flat = new Float32Array(countParameters(shapes));
      let offset = 0;
      for (const part of parts) {
        flat.set(part, offset);
        offset += part.length;
      }
      return flat;
    },
  };
}

/** The same arrays under names that begin with "part." */
export function namedWithin(part: string, arrays: NamedArrays): NamedArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${part}.${name}`, array]));
}

export function vector(data: NamedArray["data"]): NamedArray {
  return { shape: [data.length], data };
}

/** A number in full precision. */
export function single(value: number): NamedArray {
  return { shape: [], data: Float64Array.of(value) };
}
