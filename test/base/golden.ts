import { readFileSync } from "node:fs";

interface Golden {
  readonly uint32: readonly { seed: number; labels: string[]; values: number[] }[];
  readonly normals: { readonly seed: number; readonly values: number[] };
  readonly npy_headers: readonly { dtype: "<f4" | "<f8"; shape: number[]; base64: string }[];
}

/** Made by test/golden/base/base.py. */
export const golden: Golden = JSON.parse(readFileSync(new URL("../golden/base/base.json", import.meta.url), "utf8"));
