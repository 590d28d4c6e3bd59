// Losses and gradients by PyTorch, made by test/golden/tensor/make.py.

import { readFileSync } from "node:fs";
import { decodeSafetensors, type NamedArray } from "../../src/base/index.js";
import { differentiate, type Objective } from "../../src/tensor/index.js";
import type { Values } from "./interpreter.js";
import { run } from "./programs.js";

export interface Golden {
  array(name: string): NamedArray["data"];
  number(name: string): number;
}

export function loadGolden(name: string): Golden {
  const file = `${name}.safetensors`;
  const { arrays } = decodeSafetensors(file, readFileSync(new URL(`../golden/tensor/${file}`, import.meta.url)));
  const array = (key: string): NamedArray["data"] => {
    const found = arrays[key];
    if (found === undefined) throw new Error(`${file} has no ${key}`);
    return found.data;
  };
  return { array, number: (key) => array(key)[0]! };
}

/** |got - want| / |want|. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) throw new Error(`${got.length} numbers, wanted ${want.length}`);
  let error = 0;
  let norm = 0;
  for (let i = 0; i < want.length; i++) {
    error += (got[i]! - want[i]!) ** 2;
    norm += want[i]! ** 2;
  }
  return Math.sqrt(error / norm);
}

/** The loss and its gradient by the flat parameters, by ONNX Runtime. */
export async function lossAndSlope(
  objective: Objective,
  values: Readonly<Record<string, ArrayLike<number>>>,
): Promise<{ loss: number; slope: Float32Array }> {
  const { terms, slope } = differentiate(objective);
  const single = Object.entries(values).map(([name, data]) => [name, Float32Array.from(data)]);
  const result = await run({ loss: terms.loss, slope }, Object.fromEntries(single) as Values);
  return { loss: result.loss[0]!, slope: result.slope };
}
