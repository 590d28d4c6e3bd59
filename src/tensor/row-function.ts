// A trained network applied to many rows: compiled once for a fixed number of rows, run chunk by chunk.

import { expectShape, type Matrix32, zeros32 } from "../base/index.js";
import { input, type Tensor } from "./graph.js";
import { encodeOnnx } from "./onnx.js";
import { allocate, type Engine } from "./session.js";

/**
 * Rows in one run. About a thousand keeps the working set in the cache and off fresh pages; the number is fixed, so
 * that a row's result never depends on how many others are asked for.
 */
const CHUNK_ROWS = 1024;

export interface RowFunction {
  /** Applies it to all rows of the inputs, (T, columns) each; the result is (T, O). */
  apply(inputs: Readonly<Record<string, Matrix32>>): Promise<Matrix32>;
  release(): Promise<void>;
}

/**
 * @param columns the columns of each input, by name
 * @param build the program over inputs of (rows, columns); its result is (rows, O)
 */
export async function compileRowFunction(
  engine: Engine,
  columns: Readonly<Record<string, number>>,
  build: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<RowFunction> {
  const names = Object.keys(columns);
  const symbols = Object.fromEntries(names.map((name) => [name, input(name, [CHUNK_ROWS, columns[name]!])]));
  const result = build(symbols);
  const nOutputs = result.shape[1]!;
  const session = await engine.compile(encodeOnnx({ result }));
  const scratch = Object.fromEntries(names.map((name) => [name, allocate([CHUNK_ROWS, columns[name]!])]));
  const outputs = { result: allocate(result.shape) };

  return {
    apply: async (inputs) => {
      const nRows = inputs[names[0]!]!.rows;
      for (const name of names)
        expectShape(`network input "${name}"`, inputs[name]!, { T: nRows, columns: columns[name]! });
      const out = zeros32(nRows, nOutputs);
      for (let start = 0; start < nRows; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, nRows - start);
        for (const name of names) {
          const width = columns[name]!;
          scratch[name]!.data.set(inputs[name]!.data.subarray(start * width, (start + count) * width));
        }
        await session.run(scratch, outputs);
        out.data.set(outputs.result.data.subarray(0, count * nOutputs), start * nOutputs);
      }
      return out;
    },
    release: () => session.release(),
  };
}
