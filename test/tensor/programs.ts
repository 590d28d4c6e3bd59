// Runs tensor programs on ONNX Runtime for the tests.

import { allocate, encodeOnnx, type Tensor } from "../../src/tensor/index.js";
import { createNodeEngine } from "../../src/tensor/index.node.js";
import type { Values } from "./interpreter.js";

export const engine = createNodeEngine({ threads: 1 });

function inputsOf(tensors: readonly Tensor[], found = new Map<string, Tensor>(), seen = new Set<Tensor>()) {
  for (const tensor of tensors) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    if (tensor.operator === "Input") found.set(tensor.attributes.name!, tensor);
    inputsOf(tensor.inputs, found, seen);
  }
  return found;
}

/** The values of `outputs` by name, computed in single precision by ONNX Runtime. */
export async function run<K extends string>(
  outputs: Record<K, Tensor>,
  values: Values,
): Promise<Record<K, Float32Array>> {
  const session = await engine.compile(encodeOnnx(outputs));
  const inputs = Object.fromEntries(
    [...inputsOf(Object.values(outputs))].map(([name, { shape }]) => [
      name,
      { data: Float32Array.from(values[name]!), shape },
    ]),
  );
  const entries = Object.entries(outputs) as [K, Tensor][];
  const buffers = Object.fromEntries(entries.map(([name, tensor]) => [name, allocate(tensor.shape)]));
  await session.run(inputs, buffers);
  await session.release();
  return Object.fromEntries(entries.map(([name]) => [name, buffers[name]!.data])) as Record<K, Float32Array>;
}
