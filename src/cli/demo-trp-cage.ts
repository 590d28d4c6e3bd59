// The miniprotein of the paper (Sidky 2020, section 3.2) as a C-alpha model with folding and unfolding (examples/trp-cage):
// four trajectories to learn from, one to judge by. Three slow coordinates and a hundred synthetic trajectories as in the
// paper, each as long as MD; the lag time is this model's own.

import type { FileDemo } from "./demo-files.js";

export const TRP_CAGE: FileDemo = {
  folder: "trp-cage",
  heldOutEvery: 5,
  options: { lag: "250ps", encoder: { latentDim: 3 } },
  synthetic: { replicas: 10, length: { ps: 500_000 } },
  replicas: 100,
  hasNative: true,
};
