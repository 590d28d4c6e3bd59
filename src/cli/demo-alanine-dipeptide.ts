// Alanine dipeptide (examples/alanine-dipeptide): the rare crossing to positive phi. Four trajectories to learn from, one to
// judge by.

import type { FileDemo } from "./demo-files.js";

export const ALANINE_DIPEPTIDE: FileDemo = {
  folder: "alanine-dipeptide",
  heldOutEvery: 5,
  options: { lag: "10ps" },
  synthetic: { replicas: 10, length: { ps: 30_000 } },
  replicas: 10,
  hasNative: false,
};
