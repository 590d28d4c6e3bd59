// The parameters of a network are one flat vector; their names and shapes say what is where.

import { type NamedArrays, type Rng, ShapeError } from "../base/index.js";
import { constant, reshape, type Shape, sizeOf, slice, type Tensor } from "./graph.js";

/** Names and shapes, in the order of the flat vector. */
export type ParameterShapes = Readonly<Record<string, Shape>>;

export function countParameters(shapes: ParameterShapes): number {
  return Object.values(shapes).reduce((total, shape) => total + sizeOf(shape), 0);
}

/** The single parameters as slices of the flat vector. */
export function unpackParameters(flat: Tensor, shapes: ParameterShapes): Record<string, Tensor> {
  const parameters: Record<string, Tensor> = {};
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const stop = offset + sizeOf(shape);
    parameters[name] = reshape(slice(flat, 0, offset, stop), shape);
    offset = stop;
  }
  return parameters;
}

/** The same for numbers: views into `flat`. @throws ShapeError when its length does not fit */
export function parameterArrays(flat: Float32Array, shapes: ParameterShapes): NamedArrays {
  const total = countParameters(shapes);
  if (flat.length !== total) throw new ShapeError(`parameters: want ${total} numbers, got ${flat.length}`);
  const arrays: Record<string, NamedArrays[string]> = {};
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    arrays[name] = { shape, data: flat.subarray(offset, offset + sizeOf(shape)) };
    offset += sizeOf(shape);
  }
  return arrays;
}

/** The single parameters of a trained network, for a program that uses it. */
export function constantParameters(flat: Float32Array, shapes: ParameterShapes): Record<string, Tensor> {
  const arrays = Object.entries(parameterArrays(flat, shapes));
  return Object.fromEntries(arrays.map(([name, { data, shape }]) => [name, constant(data as Float32Array, shape)]));
}

/**
 * Fresh parameters: matrices uniform in +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010), vectors 0, and the
 * vectors named "...scale" 1.
 */
export function initialParameters(shapes: ParameterShapes, rng: Rng): Float32Array {
  const flat = new Float32Array(countParameters(shapes));
  for (const [name, { shape, data }] of Object.entries(parameterArrays(flat, shapes))) {
    if (name.endsWith("scale")) data.fill(1);
    if (shape.length !== 2) continue;
    const limit = Math.sqrt(6 / (shape[0]! + shape[1]!));
    for (let i = 0; i < data.length; i++) data[i] = limit * (2 * rng.uniform() - 1);
  }
  return flat;
}
