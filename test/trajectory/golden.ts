// The golden files of this folder's tests.

import { readFileSync } from "node:fs";
import { memorySource } from "../../src/base/index.js";
import { readPdbTopology, type Structure } from "../../src/trajectory/index.js";

const FOLDER = new URL("../golden/trajectory/", import.meta.url);

export function goldenBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, FOLDER)));
}

export function goldenFloats(file: string): Float32Array {
  return new Float32Array(goldenBytes(file).buffer);
}

export function goldenJson<T>(file: string): T {
  return JSON.parse(new TextDecoder().decode(goldenBytes(file))) as T;
}

export function goldenStructure(file: string): Promise<Structure> {
  return readPdbTopology(memorySource(file, goldenBytes(file)));
}

export function readPdbText(text: string): Promise<Structure> {
  return readPdbTopology(memorySource("test.pdb", new TextEncoder().encode(text)));
}
