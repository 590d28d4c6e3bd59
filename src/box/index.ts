export { decodeBox, encodeBox } from "./box.js";
export { type Manifest, readManifest } from "./manifest.js";
export type { LagTime, Molecule, Provenance, Simulator } from "./simulator.js";
