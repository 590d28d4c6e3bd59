import { createRequire } from "node:module";

/** Read at run time: package.json lies outside of src/. */
export const { version: VERSION } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** For provenance. */
export const SOFTWARE = `latent-space-simulator ${VERSION}`;
