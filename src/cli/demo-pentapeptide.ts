// Real MD of a pentapeptide (examples/pentapeptide): nine trajectories to learn from, three to judge by.

import type { FileDemo } from "./demo-files.js";

export const PENTAPEPTIDE: FileDemo = {
  folder: "pentapeptide",
  heldOutEvery: 4,
  options: { lag: "0.5ns" },
  synthetic: { replicas: 10, length: { ps: 1e6 } },
  replicas: 10,
  hasNative: false,
};
