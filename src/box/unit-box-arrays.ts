// The box of the latent coordinates as arrays. D latent coordinates.

import type { NamedArrays } from "../base/index.js";
import type { UnitBox } from "../numerics/index.js";
import { type StoredArrays, vector } from "./stored-arrays.js";

export function boxArrays({ lower, width }: UnitBox): NamedArrays {
  return { "box.lower": vector(lower), "box.width": vector(width) };
}

export function restoreBox(arrays: StoredArrays, latentDim: number): UnitBox {
  return { lower: arrays.float64("box.lower", [latentDim]), width: arrays.float64("box.width", [latentDim]) };
}
