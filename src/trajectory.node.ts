// Trajectory and topology files without the rest: `latent-space-simulator/trajectory`, in Node.js.

export { createFile, openFile } from "./base/index.node.js";
export * from "./trajectory.js";
