// What runs a tensor program. onnxruntime-node and onnxruntime-web serve the same interface.

import type { Shape } from "./graph.js";

/** A tensor's memory: engines read inputs from it and write outputs into it, without copying where they can. */
export interface Buffer32 {
  readonly data: Float32Array;
  readonly shape: Shape;
}

export type Buffers = Readonly<Record<string, Buffer32>>;

/** One compiled program. */
export interface Session {
  /** Runs it once: `inputs` by name, results into `outputs` by name. */
  run(inputs: Buffers, outputs: Buffers): Promise<void>;
  release(): Promise<void>;
}

export interface Engine {
  /** For provenance: "onnxruntime-node 1.30.0". */
  readonly name: string;
  /** @param model the bytes of an ONNX model, as `encodeOnnx` gives them */
  compile(model: Uint8Array): Promise<Session>;
}

/** Zeroed memory for a tensor of the given shape. */
export function allocate(shape: Shape): Buffer32 {
  return { data: new Float32Array(shape.reduce((product, n) => product * n, 1)), shape };
}
