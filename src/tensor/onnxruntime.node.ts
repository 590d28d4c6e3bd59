// The engine of Node.js: ONNX Runtime's native CPU build.

import { createRequire } from "node:module";
import * as ort from "onnxruntime-node";
import type { Buffers, Engine } from "./session.js";

const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };

/** @param threads inside one operator; results do not depend on it for the programs of this project */
export function createNodeEngine({ threads }: { readonly threads: number }): Engine {
  const options: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  };
  return {
    name: `onnxruntime-node ${version}`,
    compile: async (model) => {
      const session = await ort.InferenceSession.create(model, options);
      return {
        run: async (inputs, outputs) => {
          await session.run(tensorsOver(inputs), tensorsOver(outputs));
        },
        release: () => session.release(),
      };
    },
  };
}

function tensorsOver(buffers: Buffers): Record<string, ort.Tensor> {
  const tensors: Record<string, ort.Tensor> = {};
  for (const [name, { data, shape }] of Object.entries(buffers)) tensors[name] = new ort.Tensor("float32", data, shape);
  return tensors;
}
